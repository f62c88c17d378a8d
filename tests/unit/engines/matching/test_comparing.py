"""The level of each field of a pair: what Japanese papers do to names, readings, dates and addresses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.matching.domain.comparing import (
    birth_level,
    compare,
    corporate_level,
    name_levels,
    sex_level,
)
from madoguchi.engines.matching.domain.levels import LEVELS, MISSING
from madoguchi.engines.matching.domain.model import Field, Person
from madoguchi.engines.matching.domain.preparing import Preparer, birth_form, reading_key
from madoguchi.lib.japanese.dates import AnyDate, PartialDate

PREPARER = Preparer()
PREPARER.meet([Person("1", "佐藤 誠", "サトウ マコト"), Person("2", "長谷川 花", "ハセガワ ハナ")])


def names(left: tuple[str, str], right: tuple[str, str], former: tuple[str, ...] = ()) -> tuple[str, str]:
    return name_levels(PREPARER.name(*left), PREPARER.name(*right, former))


@pytest.mark.parametrize(
    ("left", "right", "family", "given_level"),
    [
        (("佐藤 誠", ""), ("佐藤 誠", ""), "exact", "exact"),
        (("渡邉 髙志", ""), ("渡辺 高志", ""), "variant", "variant"),
        (("佐藤誠", ""), ("佐藤 誠", ""), "exact", "exact"),
        (("佐 藤誠", ""), ("佐藤 誠", ""), "whole", "whole"),
        (("誠 佐藤", ""), ("佐藤 誠", ""), "swapped", "swapped"),
        (("誠佐藤", ""), ("佐藤 誠", ""), "swapped", "swapped"),
        (("", "さとう まこと"), ("佐藤 誠", "サトウ マコト"), "kana", "kana"),
        (("ｻﾄｳ ﾏｺﾄ", ""), ("佐藤 誠", "サトウ マコト"), "kana", "kana"),
        (("さとうまこと", ""), ("佐藤 誠", "サトウ マコト"), "kana", "kana"),
        (("佐藤 裕子", "サトウ ユウコ"), ("佐藤 祐子", "サトウ ユーコ"), "exact", "sound"),
        (("渡部 誠", "ワタナベ マコト"), ("渡部 誠", "ワタベ マコト"), "other_reading", "exact"),
        (("佐藤 誠一", ""), ("佐藤 誠", ""), "exact", "close"),
        (("佐藤 太郎", ""), ("佐藤 花子", ""), "exact", "different"),
        (("佐藤 一", ""), ("佐藤 二", ""), "exact", "different"),
        (("", "さとう まこと"), ("佐藤 誠", ""), MISSING, MISSING),
        (("佐藤", ""), ("佐藤 誠", ""), "exact", MISSING),
        (("SMITH JOHN", ""), ("John Smith", ""), "whole", "whole"),
    ],
)
def test_names_are_compared_as_papers_write_them(
    left: tuple[str, str], right: tuple[str, str], family: str, given_level: str
) -> None:
    assert names(left, right) == (family, given_level)
    assert names(right, left) == (family, given_level)


def test_a_former_family_name_is_the_same_family() -> None:
    assert names(("佐藤 花子", ""), ("鈴木 花子", ""), former=("佐藤",)) == ("former", "exact")


def test_a_joined_name_is_split_as_the_register_splits_it() -> None:
    assert names(("長谷川花", ""), ("長谷川 花", "ハセガワ ハナ")) == ("exact", "exact")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("キョウコ", "キヨウコ"),
        ("ミヅエ", "ミズエ"),
        ("オオノ", "オーノ"),
        ("ユウコ", "ユーコ"),
        ("ケイコ", "ケエコ"),
    ],
)
def test_readings_that_differ_only_in_writing_have_one_key(one: str, other: str) -> None:
    assert reading_key(one) == reading_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("オノ", "オオノ"), ("ユミ", "ユウミ"), ("ナオ", "ナウ"), ("コジ", "コウジ")]
)
def test_readings_of_different_names_stay_apart(one: str, other: str) -> None:
    assert reading_key(one) != reading_key(other)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (date(1966, 4, 3), date(1966, 4, 3), "exact"),
        (date(1966, 4, 3), PartialDate(1966, 4), "partial"),
        (date(1966, 4, 3), PartialDate(1966), "partial"),
        (PartialDate(1966), PartialDate(1966), "partial"),
        (date(1966, 4, 3), PartialDate(1967), "different"),
        (date(1966, 4, 3), date(1966, 3, 4), "transposed"),
        (date(1966, 4, 12), date(1966, 4, 21), "transposed"),
        (date(1930, 4, 3), date(1993, 4, 3), "era"),  # 昭和5年 and 平成5年
        (date(1966, 4, 3), date(1967, 4, 3), "era"),
        (date(1966, 4, 3), date(1966, 4, 8), "digit"),
        (date(1959, 4, 3), date(1962, 4, 3), "digit"),  # 昭和34年 and 昭和37年
        (date(1966, 4, 3), date(1980, 11, 25), "different"),
        (None, date(1966, 4, 3), MISSING),
    ],
)
def test_birth_dates_are_compared_as_clerks_mistype_them(
    left: AnyDate | None, right: AnyDate | None, expected: str
) -> None:
    assert birth_level(birth_form(left), birth_form(right)) == expected
    assert birth_level(birth_form(right), birth_form(left)) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("福島県福島市五老内町３番１号", "福島市五老内町3-1", "number"),
        ("福島市五老内町3-1", "福島市五老内町3-1 見本コーポ101", "number"),
        ("福島市五老内町3-1 見本コーポ102", "福島市五老内町3-1 見本コーポ101", "block"),
        ("福島市五老内町3-1", "福島市五老内町3", "block"),
        ("福島市五老内町3-1", "福島市五老内町8-2", "town"),
        ("福島市五老内町3-1", "福島市本町1-1", "municipality"),
        ("福島市五老内町3-1", "郡山市朝日一丁目23番7号", "different"),
        ("", "福島市五老内町3-1", MISSING),
    ],
)
def test_addresses_are_compared_part_by_part(left: str, right: str, expected: str) -> None:
    one, other = PREPARER.person(Person("1", address=left)), PREPARER.person(Person("2", address=right))
    assert compare(one, other)[Field.ADDRESS] == expected


def test_a_family_at_one_address_is_one_house() -> None:
    here = "福島市五老内町3-1"
    one = PREPARER.person(Person("1", "佐藤 誠", address=here))
    family = PREPARER.person(Person("2", "佐藤 花子", address=here))
    other = PREPARER.person(Person("3", "鈴木 花子", address=here))
    assert compare(one, family)[Field.ADDRESS] == "home"
    assert compare(one, other)[Field.ADDRESS] == "number"


def test_an_address_is_read_inside_the_municipality_that_is_told() -> None:
    told = Person("1", address="五老内町3-1", municipality_code="072010")
    written = Person("2", address="福島県福島市五老内町3-1")
    assert compare(PREPARER.person(told), PREPARER.person(written))[Field.ADDRESS] == "number"


def test_who_lived_there_before_has_moved() -> None:
    moved = Person("1", address="福島市本町1-1", former_addresses=("福島市五老内町3-1",))
    before = Person("2", address="福島市五老内町3-1")
    assert compare(PREPARER.person(moved), PREPARER.person(before))[Field.ADDRESS] == "former"
    assert compare(PREPARER.person(before), PREPARER.person(moved))[Field.ADDRESS] == "former"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("株式会社見本建設", "株式会社見本建設", "exact"),
        ("株式会社見本建設", "㈱見本建設", "variant"),
        ("（株）見本建設", "㈱見本建設", "variant"),
        ("株式会社見本建設", "有限会社まるまる工業", "different"),
    ],
)
def test_corporations_are_compared_without_the_writing_of_their_form(
    left: str, right: str, expected: str
) -> None:
    one, other = PREPARER.person(Person("1", corporate=left)), PREPARER.person(Person("2", corporate=right))
    assert corporate_level(one, other) == expected


def test_two_forms_of_one_name_are_two_corporations() -> None:
    one = PREPARER.person(Person("1", corporate="株式会社佐藤"))
    other = PREPARER.person(Person("2", corporate="有限会社佐藤"))
    assert corporate_level(one, other) != "exact"
    assert corporate_level(one, other) != "variant"


def test_a_person_is_no_corporation() -> None:
    one, other = PREPARER.person(Person("1", "佐藤 誠")), PREPARER.person(Person("2", corporate="佐藤"))
    assert compare(one, other)[Field.CORPORATE] == "different"


def test_sex_says_nothing_where_it_is_not_known() -> None:
    assert [sex_level("male", "male"), sex_level("male", "female"), sex_level("", "male")] == [
        "same", "different", MISSING,
    ]  # fmt: skip


TEXTS = st.text(max_size=30) | st.sampled_from(
    ["佐藤 誠", "渡邉髙志", "さとう", "SMITH J", "\ue000", "ー", " "]
)
ADDRESSES = TEXTS.map("福島市".__add__)  # without a municipality the towns of all Japan would be read first
PEOPLE = st.builds(
    Person, key=st.just("?"), name=TEXTS, kana=TEXTS, address=ADDRESSES, sex=st.sampled_from(["", "male"]),
    birth_date=st.none() | st.dates(date(1873, 1, 1), date(2026, 1, 1)), former_families=st.tuples(TEXTS),
    former_addresses=st.tuples(ADDRESSES), corporate=st.just("") | TEXTS,
)  # fmt: skip


@given(PEOPLE, PEOPLE)
def test_whatever_is_written_is_compared_and_the_same_from_both_sides(left: Person, right: Person) -> None:
    one, other = PREPARER.person(left), PREPARER.person(right)
    levels = compare(one, other)
    assert levels == compare(other, one)
    for field, key in levels.items():
        assert key == MISSING or key in {level.key for level in LEVELS[field]}


@given(PEOPLE)
def test_a_record_never_contradicts_itself(person: Person) -> None:
    one = PREPARER.person(person)
    assert {"different", "close", "swapped"}.isdisjoint(
        level for field, level in compare(one, one).items() if field is not Field.CORPORATE
    )
