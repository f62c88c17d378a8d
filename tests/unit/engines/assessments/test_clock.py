"""Thirty days, and what is said when they are not enough."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.engines.assessments.domain.clock import decision_clock

APPLIED = date(2026, 3, 25)


def test_the_day_of_application_is_not_counted() -> None:
    clock = decision_clock(APPLIED, APPLIED)
    assert (clock.due, clock.days_left, clock.is_late) == (date(2026, 4, 24), 30, False)
    assert not clock.needs_notice


@pytest.mark.parametrize(
    ("today", "expected", "postponed", "needs", "late"),
    [
        (date(2026, 4, 1), date(2026, 4, 24), None, False, False),
        (date(2026, 4, 1), date(2026, 4, 25), None, True, False),
        (date(2026, 4, 23), None, None, False, False),
        (date(2026, 4, 24), None, None, True, False),
        (date(2026, 4, 25), None, None, True, True),
        (date(2026, 5, 1), date(2026, 5, 20), date(2026, 5, 20), False, False),
        (date(2026, 5, 1), date(2026, 5, 21), date(2026, 5, 20), True, False),
        (date(2026, 5, 21), None, date(2026, 5, 20), True, True),
    ],
    ids=["in-time", "too-late", "unknown-yet", "last-day", "late", "told", "later-again", "told-and-late"],
)
def test_when_the_applicant_has_to_be_told(
    today: date, expected: date | None, postponed: date | None, needs: bool, late: bool
) -> None:
    clock = decision_clock(APPLIED, today, expected=expected, postponed_until=postponed)
    assert (clock.needs_notice, clock.is_late) == (needs, late)


def test_nothing_is_expected_before_it_was_applied_for() -> None:
    with pytest.raises(ValueError, match="applied"):
        decision_clock(APPLIED, APPLIED, expected=APPLIED - timedelta(days=1))
