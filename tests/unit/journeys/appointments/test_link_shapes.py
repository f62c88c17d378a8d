"""What the other zone says is read exactly, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from madoguchi.journeys.appointments.link_shapes import (
    DaysAnswer,
    ReservationAnswer,
    StartsAnswer,
    WaitingAnswer,
)
from madoguchi.journeys.appointments.office.desk import BookingDesk, DeskAwayError

STEP = {
    "line": "general",
    "desk": 1,
    "begins": "2026-11-30T10:00:00+09:00",
    "ends": "2026-11-30T10:30:00+09:00",
}
BOOKED: dict[str, Any] = {
    "uuid": "7c5e2a0e-6a60-4f7d-9d5c-0e6f3c1c2a11",
    "code": "K7M2QX",
    "calendar": "counters",
    "status": "booked",
    "channel": "web",
    "begins": "2026-11-30T10:00:00+09:00",
    "ends": "2026-11-30T10:30:00+09:00",
    "needs": [{"line": "general", "minutes": 30}],
    "procedures": ["move_in_notification"],
    "sealed_count": 1,
    "steps": [STEP],
    "version": 0,
    "created_at": "2026-11-29T12:00:00+09:00",
    "changed_at": "2026-11-29T12:00:00+09:00",
    "arrived_at": None,
    "held_until": None,
    "sealed": "",
}
WAITING: dict[str, Any] = {
    "uuid": BOOKED["uuid"],
    "calendar": "counters",
    "status": "waiting",
    "from_day": "2026-11-30",
    "until_day": "2026-12-04",
    "needs": [],
    "procedures": [],
    "sealed_count": 0,
    "channel": "web",
    "before": 0,
    "offer": None,
    "sealed": "",
}
START = {"at": STEP["begins"], "ends": STEP["ends"], "left": 1, "steps": [STEP]}
DAY = {"day": "2026-11-30", "free_starts": 1, "left": 1, "state": "free", "reason": ""}
FAR = ("0001-01-01T00:00:00+09:00", "9999-12-31T23:59:00-09:00")


class Desk(BookingDesk):
    """A public zone that says what it is told to say."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("072028")
        self.answer = answer

    def say(self, what: str, question: bytes) -> bytes:
        return json.dumps(self.answer).encode()


def test_what_is_whole_is_read() -> None:
    assert ReservationAnswer.model_validate_json(json.dumps({"reservation": BOOKED})).reservation.read().code
    (waiting,) = Desk({"waiting": [WAITING | {"offer": BOOKED}]}).waiting("counters")
    assert waiting.offer is not None
    assert waiting.offer.sealed_count == 1


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("name", ["begins", "ends", "created_at", "changed_at", "arrived_at", "held_until"])
def test_a_year_at_the_end_of_the_calendar_is_explained_and_breaks_nothing(name: str, far: str) -> None:
    for answer in (
        {"reservations": [BOOKED | {name: far}]},
        {"reservations": [BOOKED | {"steps": [STEP | {"ends": far}]}]},
    ):
        with pytest.raises(DeskAwayError, match="公開側の答えを読めません"):
            Desk(answer).offer("counters")


@pytest.mark.parametrize("far", FAR)
def test_so_are_days_times_and_waits(far: str) -> None:
    day = far[:10]
    for shape, wrong in (
        (StartsAnswer, {"starts": [START | {"at": far}]}),
        (DaysAnswer, {"days": [DAY | {"day": day}]}),
        (WaitingAnswer, {"waiting": [WAITING | {"until_day": day}]}),
    ):
        with pytest.raises(ValidationError):
            shape.model_validate_json(json.dumps(wrong))


def test_a_code_is_short_letters_and_digits() -> None:
    for code in ("", "k7m2qx", "A" * 13, "K7\u0000"):
        with pytest.raises(ValidationError):
            ReservationAnswer.model_validate_json(json.dumps({"reservation": BOOKED | {"code": code}}))
