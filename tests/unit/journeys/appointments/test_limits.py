"""Callers are told apart without being known, and a person is one person however the name is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.journeys.appointments.domain.limits import email_key, mark, person_mark, phone_key

KEY = b"a key of this installation"
HERE = "072028"


def person(
    name: str = "会津 十三蔵", email: str = "", phone: str = "", browser: str = "b", code: str = HERE
) -> str:
    return person_mark(KEY, code, name=name, email=email, phone=phone, browser=browser)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"name": "会津 十三蔵", "phone": "090-0000-1234"},
            {"name": "会津　十三蔵", "phone": "０９０００００１２３４"},
        ),
        ({"name": "髙橋 花子", "email": "a@example.jp"}, {"name": "高橋花子", "email": "A@EXAMPLE.JP"}),
        ({"phone": "090-0000-1234", "email": "a@example.jp"}, {"phone": "+81 90-0000-1234"}),
        ({"phone": "0242-00-0000"}, {"phone": "＋８１－２４２－００－００００"}),
        ({"email": "tomizo@example.jp"}, {"email": " Tomizo+shiyakusho@Example.jp"}),
        ({"email": "tomizo.aizu@gmail.com"}, {"email": "tomizoaizu@googlemail.com"}),
        ({"phone": "090-0000-1234"}, {"phone": "+81 90 0000 1234"}),
        ({"phone": "090-0000-1234"}, {"phone": "+81(0)90-0000-1234"}),
        ({"phone": "0242-00-0000"}, {"phone": "81242000000"}),
        ({"name": "アイヅ", "phone": "1", "browser": "x"}, {"name": "あいづ", "phone": "1", "browser": "y"}),
    ],
)
def test_the_same_person_has_the_same_mark(one: dict[str, str], other: dict[str, str]) -> None:
    assert person(**one) == person(**other)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "会津 恵美子", "phone": "090-0000-1234"},
        {"phone": "090-0000-1235"},
        {"email": "tomizo@example.jp"},
        {"phone": "090-0000-1234", "code": "072087"},
    ],
)
def test_another_person_contact_or_municipality_has_another(other: dict[str, str]) -> None:
    assert person(phone="090-0000-1234") != person(**other)


def test_namesakes_without_a_contact_are_told_apart_by_their_browsers() -> None:
    assert person(browser="one") != person(browser="two")
    assert person(browser="one") == person(browser="one")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_marks_of_different_parts_differ(one: list[str], other: list[str]) -> None:
    def written(parts: list[str]) -> list[str]:
        return [part.replace("\0", "") for part in parts]

    if "\0".join(written(one)) != "\0".join(written(other)):
        assert mark(KEY, *one) != mark(KEY, *other)
    assert mark(b"another key", *one) != mark(KEY, *one)


def test_dots_make_another_mail_box_where_the_provider_says_so() -> None:
    assert email_key("tomizo.aizu@example.jp") != email_key("tomizoaizu@example.jp")
    assert email_key("") == email_key("@") == phone_key("") == ""


@given(st.text(max_size=40))
def test_whatever_is_typed_has_a_key(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text)
    assert phone_key(text).isdigit() or phone_key(text) == ""
