"""Whether somebody with an appointment comes at the right time to the right place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.core.clock import day_of

EARLY_MINUTES: Final = 30
"""So long before the time one is taken in; whoever comes earlier is told when."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booking as the entrance needs it: nothing of the person.

    Times are aware. `counters` are keys of the hall in the order in which they are visited, `hall` is where
    (empty: in none), `place` what people call it where it is not a hall. `over`: cancelled, or it has been
    held.
    """

    code: str
    hall: str
    begins: datetime
    counters: tuple[str, ...] = ()
    over: bool = False
    place: str = ""


class Coming(StrEnum):
    """How an appointment stands when the person is at the entrance."""

    WELCOME = "welcome"
    LATE = "late"
    """Taken in, but in the order of those who have no appointment."""

    EARLY = "early"
    ANOTHER_DAY = "another_day"
    DAY_PASSED = "day_passed"
    ELSEWHERE = "elsewhere"
    OVER = "over"

    @property
    def is_let_in(self) -> bool:
        """Whether a number is given without a further question."""
        return self in (Coming.WELCOME, Coming.LATE)


def coming(appointment: Appointment, hall: str, now: datetime, late_after: int) -> Coming:
    """What the entrance of a hall says to an appointment now; `late_after` minutes after its time it is
    late.
    """
    today, day = day_of(now), day_of(appointment.begins)
    if appointment.over:
        return Coming.OVER
    if day < today:
        return Coming.DAY_PASSED
    if appointment.hall != hall:
        # Also of another day: whoever comes back then has to know that it is not here.
        return Coming.ELSEWHERE
    if day > today:
        return Coming.ANOTHER_DAY
    if now < appointment.begins - timedelta(minutes=EARLY_MINUTES):
        return Coming.EARLY
    return Coming.LATE if now > appointment.begins + timedelta(minutes=late_after) else Coming.WELCOME
