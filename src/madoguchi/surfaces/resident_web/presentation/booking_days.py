"""A month of days with what is free, and the times of one day, as pages show them."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import get_day_names

from madoguchi.core import clock
from madoguchi.core.languages import say, say_short_date, spoken, translatable, with_readings
from madoguchi.engines.booking.api import DayFree, DayState, Start

FEW = 3
"""From so many free starts down, a day is nearly full."""
_SUNDAY_FIRST = calendar.Calendar(firstweekday=6)
_NOON = 12
_WEEK = (6, 0, 1, 2, 3, 4, 5)
_READINGS = ("げつ", "か", "すい", "もく", "きん", "ど", "にち")

_SIGNS: Mapping[str, tuple[str, str]] = {
    "many": ("○", translatable("空きあり")),
    "few": ("△", translatable("残りわずか")),
    "full": ("×", translatable("満員")),
    "own": ("●", translatable("いまの予約")),
    "closed": ("－", translatable("受付なし")),
}


@dataclass(frozen=True, slots=True)
class DayView:
    """One day. `state`: many, few, full, own (one's booking, and nothing else) or closed; `url` is empty
    where nobody can go.
    """

    number: int
    state: str
    sign: str
    spoken: str
    url: str
    today: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link to another month."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SignView:
    """What a sign means."""

    state: str
    sign: str
    label: str


@dataclass(frozen=True, slots=True)
class WeekdayView:
    """The head of a column."""

    short: str
    whole: str


@dataclass(frozen=True, slots=True)
class ClosedView:
    """Why a day that people would expect to be open is not."""

    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month as a table of weeks that begin on Sunday; None stands for days of other months."""

    label: str
    weekdays: tuple[WeekdayView, ...]
    weeks: tuple[tuple[DayView | None, ...], ...]
    legend: tuple[SignView, ...]
    closed: tuple[ClosedView, ...]
    before: LinkView | None
    after: LinkView | None


@dataclass(frozen=True, slots=True)
class TimeView:
    """A time that can be chosen; `moment` with its date, `value` as the form sends it. `url` is empty for the
    time that somebody has already.
    """

    begins: str
    ends: str
    moment: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class TimesView:
    """The times of a part of the day."""

    label: str
    times: tuple[TimeView, ...]


def first_of_month(day: date) -> date:
    """The month of a day."""
    return day.replace(day=1)


def days_in(month: date) -> int:
    """How many days a month has."""
    return calendar.monthrange(month.year, month.month)[1]


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month + timedelta(days=days_in(month))


def month_view(
    month: date,
    days: Iterable[DayFree],
    *,
    url_of_day: Callable[[date], str],
    url_of_month: Callable[[date], str],
    last: date | None,
    full_leads_on: bool,
    reasons: bool,
    own: date | None = None,
) -> MonthView:
    """A month with what the engine knows of its days; `last` is the last day that can be booked, if any.

    `own`: the day on which nothing is free but what is to be moved.

    `full_leads_on`: a full day is a link too, because one can wait for a place there. `reasons`: why days are
    closed is worth telling. Weeks that are over are left out.
    """
    today, known = clock.today(), {one.day: one for one in days}
    leads_on = {"many", "few", "full"} if full_leads_on else {"many", "few"}

    def shown(day: date) -> DayView:
        state = "own" if day == own else _state(known.get(day), day, today)
        return _day(state, known.get(day), day, url_of_day(day) if state in leads_on else "")

    weeks = tuple(
        tuple(shown(day) if day.month == month.month else None for day in week)
        for week in _SUNDAY_FIRST.monthdatescalendar(month.year, month.month)
        if week[-1] >= today
    )
    return MonthView(
        label=_month(month),
        weekdays=_weekdays(),
        weeks=weeks,
        legend=tuple(
            SignView(key, sign, spoken().say(label))
            for key, (sign, label) in _SIGNS.items()
            if key != "own" or own is not None
        ),
        closed=tuple(
            ClosedView(say_short_date(one.day), one.reason)
            for one in known.values()
            if reasons and one.state is DayState.CLOSED and one.reason and _is_expected(one.day)
        ),
        before=_link(first_of_month(month - timedelta(days=1)), url_of_month)
        if month > first_of_month(today)
        else None,
        after=_link(next_month(month), url_of_month) if last is None or next_month(month) <= last else None,
    )


def _is_expected(day: date) -> bool:
    """Whether people would expect that it is open."""
    return day >= clock.today() and day.weekday() < calendar.SATURDAY


def _link(month: date, url_of_month: Callable[[date], str]) -> LinkView:
    return LinkView(_month(month), url_of_month(month))


def _month(month: date) -> str:
    return say("{year}年{month}月", year=month.year, month=month.month)


def _weekdays() -> tuple[WeekdayView, ...]:
    language = spoken().language
    short, whole = (get_day_names(width, locale=language.locale) for width in ("abbreviated", "wide"))
    if language.readings:
        kana = {day: _READINGS[day] for day in _WEEK}
        return tuple(
            WeekdayView(with_readings(f"{short[day]}《{kana[day]}》"), f"{kana[day]}ようび") for day in _WEEK
        )
    return tuple(WeekdayView(short[day], whole[day]) for day in _WEEK)


def _state(free: DayFree | None, day: date, today: date) -> str:
    if free is None or day < today:
        return "closed"
    if free.state is DayState.FREE:
        return "few" if max(free.free_starts, free.left) <= FEW else "many"
    return "full" if free.state in (DayState.FULL, DayState.TOO_LONG) else "closed"


def _day(state: str, free: DayFree | None, day: date, url: str) -> DayView:
    sign, label = _SIGNS[state]
    reason = "" if free is None or state == "own" else free.reason
    told = f"{say_short_date(day)} {spoken().say(label)}"
    if reason in spoken() or (reason and spoken().is_source):
        told = f"{told} {spoken().say(reason)}"
    return DayView(number=day.day, state=state, sign=sign, spoken=told, url=url, today=day == clock.today())


def times_view(
    starts: Sequence[Start], url_of: Callable[[datetime], str], is_own: Callable[[Start], bool]
) -> tuple[TimesView, ...]:
    """The free times of a day, in the morning and in the afternoon; one's own is shown and leads nowhere."""
    parts: dict[str, list[TimeView]] = {say("午前"): [], say("午後"): []}
    morning, afternoon = parts.values()
    for start in starts:
        here = start.at.astimezone(clock.TOKYO)
        half = morning if here.hour < _NOON else afternoon
        half.append(time_view(start, (lambda _: "") if is_own(start) else url_of))
    return tuple(TimesView(label, tuple(times)) for label, times in parts.items() if times)


def time_view(start: Start, url_of: Callable[[datetime], str]) -> TimeView:
    """One free time."""
    begins, ends = start.at.astimezone(clock.TOKYO), start.ends.astimezone(clock.TOKYO)
    until = say("{time}まで", time=say_time(ends))
    if start.left > 1:
        until = say("あと{count}人", count=start.left)
    return TimeView(
        begins=say_time(begins),
        ends=until,
        moment=say_moment_of(start.at),
        value=begins.strftime("%Y-%m-%dT%H:%M"),
        url=url_of(begins),
    )


def say_time(moment: datetime) -> str:
    """As clocks show it: 9:05."""
    here = moment.astimezone(clock.TOKYO)
    return f"{here.hour}:{here.minute:02d}"


def say_moment_of(moment: datetime) -> str:
    """Day and time: 3月20日（金） 9:30."""
    here = moment.astimezone(clock.TOKYO)
    return f"{say_short_date(here.date())} {say_time(here)}"
