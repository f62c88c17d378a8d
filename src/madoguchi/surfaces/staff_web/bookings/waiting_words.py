"""What is said to a caller who waits for a place."""

from __future__ import annotations

from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.core.packs import BookingCalendar
from madoguchi.journeys.appointments.office.api import day_aloud, length_aloud, time_aloud


def days_aloud(first: date, last: date) -> str:
    """One day, or from one to another.

    >>> days_aloud(date(2026, 12, 3), date(2026, 12, 4))
    '12月3日木曜日から12月4日金曜日までの間'
    """
    said = _day(first)
    return said if first == last else f"{said}から{_day(last)}までの間"


def waiting_sentence(calendar: BookingCalendar, first: date, last: date, *, by_mail: bool) -> str:
    """What is read aloud before somebody is put on the list."""
    told = "メールでお知らせします" if by_mail else "この電話番号にお電話します"
    hold = length_aloud(calendar.hold).removeprefix("約")
    return (
        f"{days_aloud(first, last)}に空きが出たら、{told}。お返事は、お知らせから{hold}のうちにお願いします。"
    )


def offer_sentence(begins: datetime, until: datetime | None) -> str:
    """What is said on the telephone when a place has become free."""
    by = "" if until is None else f"お返事は、{day_aloud(until)}の{time_aloud(until)}までお待ちします。"
    return f"お待ちいただいていた空きが出ました。{day_aloud(begins)}、{time_aloud(begins)}です。{by}"


def _day(day: date) -> str:
    return day_aloud(datetime(day.year, day.month, day.day, tzinfo=clock.TOKYO))
