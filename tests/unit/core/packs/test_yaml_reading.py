from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import PackProblem
from madoguchi.core.packs.yaml_reading import YamlUnreadableError, read_yaml_text


def read(text: str | bytes) -> object:
    content = text if isinstance(text, bytes) else text.encode()
    return read_yaml_text(content, Path("x.yaml"), "packs/x.yaml").value


def message(text: str | bytes) -> str:
    with pytest.raises(YamlUnreadableError) as caught:
        read(text)
    return str(caught.value)


def problems_of(content: bytes) -> list[PackProblem]:
    try:
        read(content)
    except YamlUnreadableError as unreadable:
        return unreadable.problems
    return []


def test_words_that_yaml_guesses_about_stay_what_was_written() -> None:
    written = "a: no\nb: 8:30\nc: 072028\nd: 2026-03-25\ne: 1_000\nf: 0x1f\ng: yes\n"
    assert read(written) == {
        "a": "no",
        "b": "8:30",
        "c": "072028",
        "d": "2026-03-25",
        "e": "1_000",
        "f": "0x1f",
        "g": "yes",
    }


def test_true_false_numbers_and_nothing_are_read() -> None:
    assert read("a: true\nb: false\nc: 300\nd: -3\ne:\nf: ~\ng: 1.5") == {
        "a": True,
        "b": False,
        "c": 300,
        "d": -3,
        "e": None,
        "f": None,
        "g": 1.5,
    }


def test_keys_are_always_text() -> None:
    assert read("1: 男\n2: 女\ntrue: はい") == {"1": "男", "2": "女", "true": "はい"}


def test_every_value_knows_its_line() -> None:
    file = read_yaml_text(b"a: 1\nb:\n  - x\n  - {c: 2}\nd: >-\n  text\n", Path("x.yaml"), "x")
    assert file.line(("b", 1, "c")) == 4
    assert file.line(("b", 0)) == 3
    assert file.line(("b", 9, "nothing")) == 2
    assert file.text_line(("d",)) == 6
    assert file.text_line(("a",)) == 1


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    file = read_yaml_text(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", Path("x.yaml"), "x")
    assert file.value == {"a": 1, "b": 2}
    assert file.line(("b",)) == 2


def test_a_tag_makes_nothing_happen() -> None:
    assert "タグ「!!python/object/apply:os.system」は使えません" in message(
        "a: !!python/object/apply:os.system [id]"
    )
    assert "2行目" in message("a: 1\nb: !!int x")


def test_aliases_are_refused_before_they_grow() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    assert "別名" in message(bomb)
    assert "別名" in message("&a [*a]")


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "a: 1\n" + "? " * 90_000])
def test_deep_nesting_is_refused_and_does_no_harm(text: str) -> None:
    assert message(text)


def test_a_huge_file_is_refused() -> None:
    assert "大きすぎます" in message(b"a: " + b"x" * 2_000_000)


def test_the_line_of_a_wrong_byte_is_named() -> None:
    assert message("a: 1\nb: 住民".encode("cp932")).startswith(
        "packs/x.yaml 2行目: 文字コードが UTF-8 ではありません"
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert all(problem.message and problem.line >= 1 for problem in problems_of(content))


@given(st.text(alphabet="ab:-[]{}&*!|>#'\"%@`,? \n\t1", max_size=60))
def test_any_text_of_yaml_signs_is_read_or_refused(text: str) -> None:
    assert all(problem.message and problem.line >= 1 for problem in problems_of(text.encode()))
