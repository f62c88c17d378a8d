"""People out of a CSV: a bad line is named, and the rest goes on."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.matching.domain.model import Person
from madoguchi.engines.matching.domain.people_files import PeopleFileError, read_people

HEADER = "key,name,kana,birth_date,address,sex,former_families,note\n"


def read(text: str, encoding: str = "utf-8") -> tuple[list[Person], list[str]]:
    problems: list[str] = []
    return list(read_people(BytesIO(text.encode(encoding)), problems)), problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_people_are_read_in_the_encodings_of_offices(encoding: str) -> None:
    people, problems = read(
        HEADER + '1,会津 十三蔵,アイヅ トミゾウ,昭和41年4月3日,"福島市五老内町3-1",男,見本;手本,x\n', encoding
    )
    assert problems == []
    born = date(1966, 4, 3)
    assert people == [
        Person("1", "会津 十三蔵", "アイヅ トミゾウ", born, "福島市五老内町3-1", "male", ("見本", "手本"))
    ]


def test_a_bad_line_is_named_and_the_rest_goes_on() -> None:
    people, problems = read(
        HEADER
        + "1,会津 誠,,,,,,\n"
        + "2,会津 誠,,昭和41年13月3日,,,,\n"
        + "3,会津\n"
        + ",会津 誠,,,,,,\n"
        + "1,会津 誠,,,,,,\n"
        + "5,,,,,,,\n"
        + "6,会津 誠,,,,男性,,\n"
        + "\n"
        + "8,会津 花子,,,,,,\n"
    )
    assert [person.key for person in people] == ["1", "8"]
    assert [problem.split("：")[0] for problem in problems] == [f"{n}行目" for n in (3, 4, 5, 6, 7, 8)]
    assert not any("会津" in problem for problem in problems)


@pytest.mark.parametrize("text", ["", "\n", "name,kana\n", "key,address\n1,x\n"])
def test_a_file_without_the_names_of_columns_is_refused(text: str) -> None:
    with pytest.raises(PeopleFileError):
        read(text)


@given(st.text(max_size=200))
def test_whatever_stands_in_a_file_is_read_or_named(text: str) -> None:
    people, problems = read(HEADER + text.encode("utf-8", "replace").decode())
    assert all(person.key for person in people)
    assert all("行目：" in problem for problem in problems)
