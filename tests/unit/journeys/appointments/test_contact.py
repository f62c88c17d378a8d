"""Who comes travels sealed, and what is no such thing is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.appointments.domain.contact import Booker, open_booker, seal_booker
from madoguchi.journeys.appointments.domain.secrets import generate_link_secret, link_digest
from madoguchi.lib.sealing import LetterAltered, LetterExpired, LetterForOther, generate_keypair

HERE = "072028"
NOW = datetime(2026, 3, 19, 21, 0, tzinfo=TOKYO)
KEYS = generate_keypair()
BOOKER = Booker(
    name="会津 十三蔵",
    email="tomizo@example.jp",
    phone="090-0000-1234",
    secret="A" * 25,
    event="moving_in",
    procedures=("move_in_notification", "national_health_insurance_join"),
    people=5,
    discreet=True,
)


def sealed() -> bytes:
    until = NOW + timedelta(days=30)
    return seal_booker(BOOKER, municipality_code=HERE, public_key=KEYS.public, until=until, now=NOW)


def test_the_office_opens_what_the_public_zone_has_sealed_and_could_not_read() -> None:
    found = sealed()
    assert "十三蔵".encode() not in found
    assert open_booker(found, municipality_code=HERE, private_key=KEYS.private, now=NOW) == BOOKER


def test_neither_the_neighbour_nor_anybody_later_opens_it() -> None:
    with pytest.raises(LetterForOther):
        open_booker(sealed(), municipality_code="072087", private_key=KEYS.private, now=NOW)
    with pytest.raises(LetterExpired):
        late = NOW + timedelta(days=31)
        open_booker(sealed(), municipality_code=HERE, private_key=KEYS.private, now=late)


@pytest.mark.parametrize(
    "payload",
    [
        {"name": 1},
        {"procedures": "move_in"},
        {"procedures": [1]},
        {"people": "five"},
        {"email": None},
        {"discreet": "no"},
    ],
)
def test_what_is_no_booker_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(LetterAltered):
        Booker.from_payload(payload)


def test_what_a_later_release_adds_is_left_out() -> None:
    assert Booker.from_payload({**BOOKER.to_payload(), "colour": "blue"}) == BOOKER
    assert Booker.from_payload({}) == Booker()


def test_a_secret_is_known_by_its_digest_however_it_is_typed() -> None:
    secret = generate_link_secret()
    digest = link_digest(secret, HERE)
    assert len(digest) == 64
    assert link_digest(f" {secret[:5].lower()}-{secret[5:]} ", HERE) == digest
    assert link_digest(secret, "072087") != digest


@given(st.text(max_size=40))
def test_whatever_stands_in_the_address_is_a_digest_or_nothing(text: str) -> None:
    assert len(link_digest(text, HERE)) in (0, 64)
