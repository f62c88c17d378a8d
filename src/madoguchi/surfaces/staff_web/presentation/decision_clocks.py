"""Until when a case of 要介護認定 has to be decided, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from madoguchi.engines.assessments.api import Extension
from madoguchi.journeys.care_certification.api import CaseClock
from madoguchi.surfaces.staff_web.presentation.inboxes import DueLight, light_of


@dataclass(frozen=True, slots=True)
class ClockLine:
    """The day that holds, its light, and what is said of it. `legal` is the last of the thirty days."""

    last: date
    legal: date
    applied_on: date
    light: DueLight
    label: str
    extensions: tuple[Extension, ...]
    may_extend: bool
    is_too_late: bool

    @property
    def seen(self) -> str:
        """The day that holds, as the form sends it back."""
        return self.last.isoformat()


def clock_line(clock: CaseClock | None) -> ClockLine | None:
    """The line of a case's clock; None where the case has none."""
    if clock is None:
        return None
    return ClockLine(
        last=clock.last,
        legal=clock.days.due,
        applied_on=clock.days.applied_on,
        light=DueLight("none", "") if clock.is_decided else light_of(clock.last, clock.days.today),
        label="延期後の決定の期限" if clock.extensions else "決定の期限（30日目）",
        extensions=clock.extensions,
        may_extend=not clock.is_decided,
        is_too_late=not clock.days.may_still_be_told_in_time and not clock.extensions,
    )
