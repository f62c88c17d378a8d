"""Who comes, as people type it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.journeys.appointments.domain.person import (
    BAD_EMAIL,
    BAD_PHONE,
    LONG_NAME,
    NO_CONTACT,
    NO_NAME,
    Person,
    read_person,
)

NAME = ("name",)


def test_widths_and_spaces_around_do_not_matter() -> None:
    typed = {
        "name": "　会津　花子 ",
        "email": " ｈａｎａｋｏ@example.jp",
        "phone": "０９０－００００－１２３４",
    }
    person, errors = read_person(typed, NAME)
    assert errors == {}
    assert person == Person("会津 花子", "hanako@example.jp", "090-0000-1234")
    assert person.reachable


@pytest.mark.parametrize(
    ("typed", "needed", "errors"),
    [
        ({}, NAME, {"name": NO_NAME}),
        ({}, (), {}),
        ({"name": "　"}, NAME, {"name": NO_NAME}),
        ({"name": "花" * 81}, NAME, {"name": LONG_NAME}),
        ({"name": "花", "email": "hanako@"}, NAME, {"email": BAD_EMAIL}),
        ({"name": "花", "email": "a@example.jp\nBcc: b@example.jp"}, NAME, {"email": BAD_EMAIL}),
        ({"name": "花", "phone": "0242"}, NAME, {"phone": BAD_PHONE}),
        ({"name": "花", "phone": "あとで言います"}, NAME, {"phone": BAD_PHONE}),
        ({"name": "花", "phone": "+81 90 0000 1234"}, NAME, {}),
        ({"name": "花"}, ("name", "contact"), {"email": NO_CONTACT}),
        ({"name": "花", "phone": "0242-00-0000"}, ("name", "contact"), {}),
        ({"name": "花", "phone": "0242-00-0000"}, ("name", "email"), {"email": BAD_EMAIL}),
    ],
)
def test_what_cannot_be_read_is_told(
    typed: dict[str, str], needed: tuple[str, ...], errors: dict[str, str]
) -> None:
    assert read_person(typed, needed)[1] == errors


@given(st.fixed_dictionaries({"name": st.text(), "email": st.text(), "phone": st.text()}))
def test_whatever_is_typed_no_control_character_is_kept(typed: dict[str, str]) -> None:
    person, _ = read_person(typed, NAME)
    kept = {unicodedata.category(one) for one in person.name + person.email + person.phone}
    assert kept.isdisjoint({"Cc", "Cf", "Cs"})
