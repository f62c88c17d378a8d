"""What is free in the calendars of a municipality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from madoguchi.engines.booking.domain.shapes import DayFree, Need, Start
from madoguchi.engines.booking.domain.states import Channel


def free_days(
    municipality_code: str,
    calendar: str,
    needs: Sequence[Need],
    from_day: date,
    days: int,
    *,
    channel: Channel = Channel.WEB,
) -> list[DayFree]:
    """So many days from a day on, each with its free starts or why there are none.

    Raises CalendarUnknownError and NeedsRefusedError.
    """
    raise NotImplementedError


def free_starts(
    municipality_code: str,
    calendar: str,
    needs: Sequence[Need],
    day: date,
    *,
    channel: Channel = Channel.WEB,
) -> list[Start]:
    """The starts of a day that `Reserve` would take now. Raises as `free_days`."""
    raise NotImplementedError


def next_free(
    municipality_code: str,
    calendar: str,
    needs: Sequence[Need],
    after: datetime,
    how_many: int = 5,
    *,
    channel: Channel = Channel.WEB,
) -> list[Start]:
    """The first free starts from a moment on: what is offered instead of a time that is taken."""
    raise NotImplementedError
