"""What a sign-in is for stands in what is signed, and nothing else is read from it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.jpki import CLOCKS_DIFFER, Challenge, ChallengeUnreadable
from madoguchi.lib.jpki.challenges import CHALLENGE_PREFIX, LONGEST_CHALLENGE

AT = datetime(2026, 4, 1, 22, 30, 15, 999, tzinfo=UTC)
HOUR = timedelta(hours=1)


def made(**changed: Any) -> Challenge:
    given: dict[str, Any] = {
        "site": "tetsuzuki.example.jp",
        "municipality_code": "072028",
        "errand": "overview",
        "made_at": AT,
        "bound_to": b"d" * 32,
    }
    return Challenge.new(**given | changed)


def written(**changed: Any) -> bytes:
    document = json.loads(made().to_bytes().removeprefix(CHALLENGE_PREFIX)) | changed
    return CHALLENGE_PREFIX + json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def test_a_challenge_is_never_the_same_and_is_read_again() -> None:
    one, other = made(), made()
    assert one.to_bytes() != other.to_bytes()
    assert Challenge.read(one.to_bytes()) == one
    assert one.made_at == AT.replace(microsecond=0)
    longest = made(site="a" * 255 + ":8000", errand="e" * 40)
    assert len(longest.to_bytes()) < LONGEST_CHALLENGE


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"errand": "prefill"}, id="errand"),
        pytest.param({"municipality_code": "072087"}, id="municipality"),
        pytest.param({"bound_to": b"e" * 32}, id="bound-to"),
        pytest.param({"bound_to": b"d" * 31}, id="shorter"),
    ],
)
def test_it_serves_nothing_else(changed: dict[str, Any]) -> None:
    asked = ("overview", "072028", b"d" * 32)
    assert made().is_for(*asked)
    assert not made(**changed).is_for(*asked)


def test_it_holds_for_a_while_and_not_before() -> None:
    one = made()
    assert one.is_fresh(AT, HOUR)
    assert one.is_fresh(one.made_at + HOUR, HOUR)
    assert not one.is_fresh(one.made_at + HOUR + timedelta(seconds=1), HOUR)
    assert one.is_fresh(one.made_at - CLOCKS_DIFFER, HOUR)
    assert not one.is_fresh(one.made_at - CLOCKS_DIFFER - timedelta(seconds=1), HOUR)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(CHALLENGE_PREFIX, id="prefix"),
        pytest.param(CHALLENGE_PREFIX + b"[" * 900, id="deep"),
        pytest.param(CHALLENGE_PREFIX + b"null", id="nothing"),
        pytest.param(b"madoguchi authentication 1\x00a.example.jp\x00" + b"r" * 64, id="old-form"),
        pytest.param(made().to_bytes() + b" ", id="something-behind"),
        pytest.param(made().to_bytes()[:-1], id="cut"),
        pytest.param(written(more="1"), id="more"),
        pytest.param(written(municipality="12345"), id="five-digits"),
        pytest.param(written(municipality="\uff10" * 6), id="wide-digits"),
        pytest.param(written(errand="over view"), id="errand-of-two-words"),
        pytest.param(written(site="\u001b[2Ja.example.jp"), id="control-characters"),
        pytest.param(written(site="\u4f1a\u6d25.example.jp"), id="not-ascii"),
        pytest.param(written(made_at="2026-04-01T22:30:00"), id="no-zone"),
        pytest.param(written(made_at=20260401), id="number"),
        pytest.param(written(bound_to=""), id="bound-to-nothing"),
        pytest.param(written(nonce="00"), id="short-nonce"),
    ],
)
def test_whatever_else_is_refused(raw: bytes) -> None:
    with pytest.raises(ChallengeUnreadable):
        Challenge.read(raw)


@given(st.integers(0, 300), st.integers(1, 255))
def test_a_changed_byte_is_another_challenge_or_none(position: int, change: int) -> None:
    one = replace(made(), nonce=b"n" * 32)
    raw = bytearray(one.to_bytes())
    raw[position % len(raw)] ^= change
    try:
        assert Challenge.read(bytes(raw)) != one
    except ChallengeUnreadable:
        return
