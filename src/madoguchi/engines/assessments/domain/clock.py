"""Until when it has to be decided (介護保険法第27条第11項), and until when it was put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 30
"""A board of the packs says its own (`decide_within`)."""


@dataclass(frozen=True, slots=True)
class DecisionClock:
    """The days of one application, on one day.

    `due`: the last day of the thirty, the day of application not counted (民法第140条). `expected`: when a
    decision can be expected, None where nobody knows.
    """

    applied_on: date
    due: date
    today: date
    expected: date | None = None
    postponed_until: date | None = None

    @property
    def days_left(self) -> int:
        """Until the day by which it has to be decided, or to which it was put off; negative after it."""
        return ((self.postponed_until or self.due) - self.today).days

    @property
    def is_late(self) -> bool:
        """Whether that day has passed."""
        return self.days_left < 0

    @property
    def needs_notice(self) -> bool:
        """Whether the applicant has to be told that it takes longer: nothing else has been said in time, and
        the decision is expected after the day that holds now, or that day has come without one in sight.
        """
        last = self.postponed_until or self.due
        if self.expected is not None:
            return self.expected > last
        return self.today >= last

    @property
    def may_still_be_told_in_time(self) -> bool:
        """The notice is to be given within the thirty days."""
        return self.today <= self.due


def decision_clock(
    applied_on: date,
    today: date,
    *,
    within: int = DAYS,
    expected: date | None = None,
    postponed_until: date | None = None,
) -> DecisionClock:
    """The clock of an application. Raises ValueError for a day before the application."""
    for day in (expected, postponed_until):
        if day is not None and day < applied_on:
            raise ValueError("a decision cannot be expected before it was applied for")
    return DecisionClock(applied_on, applied_on + timedelta(days=within), today, expected, postponed_until)
