"""Codes are recognised whatever scanners and keyboards make of them, and nothing is ever raised."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.visiting.domain.codes import Shown, recognise, typed_booking
from madoguchi.lib.sealing import generate_keypair, seal, split_parts

HERE, NOW = "072028", datetime(2026, 4, 7, 10, 0, tzinfo=TOKYO)


def sealed(envelope: UUID | None = None, code: str = HERE, days: float = 3) -> str:
    return seal(
        {"name": "会津 富蔵"},
        public_key=generate_keypair().public,
        municipality_code=code,
        expires_at=NOW + timedelta(days=days),
        now=NOW - timedelta(days=10),
        envelope_id=envelope,
    ).text


@pytest.mark.parametrize(
    "text",
    [
        "MDGB:K7P3QX",
        "mdgb:k7p3qx",
        "ｍｄｇｂ：ｋ７ｐ３ｑｘ",
        "MDGB+K7P3QX",
        "MDGB*K7P3QX\r\n",
        " MDGB: K7P 3QX ",
        "MDGBK7P3QX",
    ],
)
def test_a_booking_is_recognised_however_it_arrives(text: str) -> None:
    assert (recognise(text, HERE, NOW).kind, recognise(text, HERE, NOW).value) == (Shown.BOOKING, "K7P3QX")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k7p 3qx", "K7P3QX"),
        ("ＫＯＩＬ２２", "K01122"),
        ("K7P-3QX", "K7P3QX"),
        ("MDGB:K7P3QX", "K7P3QX"),
        ("か", ""),
        ("", ""),
    ],
)
def test_a_typed_booking_is_folded(typed: str, code: str) -> None:
    assert typed_booking(typed) == code


def test_a_pre_application_is_named_by_its_journey_and_not_opened() -> None:
    envelope = uuid4()
    shown = recognise(sealed(envelope), HERE, NOW)
    assert (shown.kind, shown.value) == (Shown.PRE_APPLICATION, envelope.hex)
    made_again = recognise(sealed(envelope).lower(), HERE, NOW)
    assert made_again.value == shown.value, "made again after a correction it is the same application"


def test_the_first_of_several_codes_says_whose_it_is() -> None:
    envelope = uuid4()
    parts = split_parts(sealed(envelope), 120)
    assert len(parts) > 1
    first = recognise(parts[0], HERE, NOW)
    assert (first.kind, first.value, first.total) == (Shown.PRE_APPLICATION, envelope.hex, len(parts))
    assert {recognise(one, HERE, NOW).kind for one in parts[1:]} == {Shown.OTHER_PART}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (sealed(code="072087"), Shown.ELSEWHERE),
        (sealed(days=-1), Shown.EXPIRED),
        (sealed()[:30], Shown.UNREADABLE),
        ("MDG1", Shown.UNREADABLE),
        ("MDGB:", Shown.UNREADABLE),
        ("", Shown.UNKNOWN),
        ("https://example.jp/", Shown.UNKNOWN),
    ],
    # Codes are sealed anew each time: no name of a test may hold one.
    ids=["elsewhere", "expired", "torn", "too short", "empty booking", "empty", "web"],
)
def test_what_cannot_be_used_is_told_apart(text: str, kind: Shown) -> None:
    assert recognise(text, HERE, NOW).kind is kind


@pytest.mark.parametrize("query", ["", "?language=vi"])
def test_the_address_of_a_ticket_is_recognised(query: str) -> None:
    shown = recognise(f"https://tetsuzuki.example.jp/{HERE}/waiting/t/abcdefgh234567ab/{query}", HERE, NOW)
    assert (shown.kind, shown.value.lower()) == (Shown.TICKET, "abcdefgh234567ab")


@given(st.one_of(st.text(max_size=300), st.text("MDG1B/:ABC 0123.$%-", max_size=300)))
def test_any_text_is_something_and_raises_nothing(text: str) -> None:
    assert recognise(text, HERE, NOW).kind in Shown
    assert recognise("MDG1" + text, HERE, NOW).kind in Shown
    assert typed_booking(text).isalnum() or typed_booking(text) == ""
