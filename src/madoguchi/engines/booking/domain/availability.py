"""What is free in a calendar on a day: pure arithmetic over what is occupied.

A day is a number whose bits are its 288 pieces of five minutes. A desk is free where it is open and nothing
occupies it; a step of n pieces can begin at the bits that are followed by n-1 more. From the last step
backwards each step may begin where it can and where the next one can follow within the time that one may
wait. What remains for the first step are the starts, all of them and no others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from madoguchi.core.clock import day_of
from madoguchi.core.packs import (
    BOOKING_STEP,
    BookingCalendar,
    BookingLine,
    BookingSession,
    CalendarKind,
    SessionStart,
)
from madoguchi.engines.booking.domain.shapes import PLACES, DayFree, Need, Start, Step
from madoguchi.engines.booking.domain.states import CHANNEL_LABELS, Channel, DayState
from madoguchi.lib.opening_hours import DAY_MINUTES, TOKYO, moment

PIECES = DAY_MINUTES // BOOKING_STEP
MOST_NEEDS = 8
_WHOLE = (1 << PIECES) - 1

Minutes = tuple[int, int]
"""From and until, since midnight; the second is not in it."""


@dataclass(slots=True)
class Occupied:
    """What is taken on one day: the minutes by line and desk, and how many bookings by channel."""

    minutes: dict[tuple[str, int], list[Minutes]] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)

    def add(self, line: str, desk: int, begins: int, ends: int) -> None:
        """A desk is taken for these minutes."""
        self.minutes.setdefault((line, desk), []).append((begins, ends))


class NeedsImpossibleError(ValueError):
    """Needs that no page of ours sends."""


def checked_needs(calendar: BookingCalendar, needs: Sequence[Need]) -> tuple[Need, ...]:
    """The needs in pieces of five minutes, neighbours at the same line as one.

    Raises NeedsImpossibleError: unknown lines, none or too many, no time or more than a day.
    """
    if calendar.kind is CalendarKind.SESSIONS:
        if needs:
            raise NeedsImpossibleError
        return ()
    found: list[Need] = []
    for need in needs:
        if need.line not in calendar.lines or not 0 < need.minutes <= DAY_MINUTES:
            raise NeedsImpossibleError
        minutes = -(-need.minutes // BOOKING_STEP) * BOOKING_STEP
        if found and found[-1].line == need.line:
            minutes += found.pop().minutes
        found.append(Need(need.line, minutes))
    if not 0 < len(found) <= MOST_NEEDS or sum(need.minutes for need in found) > DAY_MINUTES:
        raise NeedsImpossibleError
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar for somebody with these needs, who asks through this channel at `now`.

    `needs` as `checked_needs` gives them.
    """

    calendar: BookingCalendar
    day: date
    needs: tuple[Need, ...]
    channel: Channel
    now: datetime
    occupied: Occupied = field(default_factory=Occupied)

    def starts(self) -> list[Start]:
        """Every start that can be booked now, in order."""
        if not self._within_days() or self._quota_used():
            return []
        if self.calendar.kind is CalendarKind.SESSIONS:
            earliest = self._earliest()
            return [start for start in self._of_sessions() if start.left > 0 and start.at >= earliest]
        chain = self._chain()
        return [chain.start(piece) for piece in _bits(chain.pieces & self._not_too_soon())]

    def start_at(self, at: datetime) -> Start | None:
        """The start of that moment as it would come now; None where there is none. Looks neither at the lead
        time nor at quotas.
        """
        if self.calendar.kind is CalendarKind.SESSIONS:
            return next((start for start in self._of_sessions() if start.at == at and start.left > 0), None)
        piece, rest = divmod(at - moment(self.day, 0), timedelta(minutes=BOOKING_STEP))
        if rest or not 0 <= piece < PIECES:
            return None
        chain = self._chain()
        return chain.start(piece) if chain.pieces >> piece & 1 else None

    def is_ever_at(self, at: datetime) -> bool:
        """Whether it could start then if nothing were taken: it is open, and long enough."""
        return self._empty().start_at(at) is not None

    def is_too_soon(self, at: datetime) -> bool:
        """Whether a moment is before the lead time is over."""
        return at < self._earliest()

    def quota_is_used(self) -> bool:
        """Whether the channel has had its bookings of this day."""
        return self._quota_used()

    def summary(self) -> DayFree:
        """How many starts are free, or why there are none."""
        starts, left = self._counts()
        if starts:
            return DayFree(self.day, starts, left, DayState.FREE)
        state, reason = self._why_none()
        return DayFree(self.day, 0, 0, state, reason)

    def _counts(self) -> tuple[int, int]:
        """How many starts, and how many bookings they hold."""
        if self.calendar.kind is CalendarKind.SESSIONS:
            starts = self.starts()
            return len(starts), sum(start.left for start in starts)
        if not self._within_days() or self._quota_used():
            return 0, 0
        count = (self._chain().pieces & self._not_too_soon()).bit_count()
        return count, count

    def _why_none(self) -> tuple[DayState, str]:
        today = day_of(self.now)
        if self.day < today:
            return DayState.TOO_SOON, "過ぎた日"
        if not self._within_days():
            return DayState.TOO_FAR, "まだ受け付けていない日"
        empty = self._empty()
        if self.calendar.kind is CalendarKind.SESSIONS:
            open_at_all = any(one.on == self.day for one in self.calendar.sessions)
        else:
            open_at_all = bool(empty._chain().pieces)
        if not open_at_all:
            return self._why_closed()
        if not empty._counts()[0]:
            return DayState.TOO_SOON, "締め切りました"
        if self._quota_used():
            return DayState.FULL, f"{CHANNEL_LABELS[self.channel]}での受付は終わりました"
        return DayState.FULL, "満席"

    def _why_closed(self) -> tuple[DayState, str]:
        if self.calendar.kind is CalendarKind.SESSIONS:
            return DayState.CLOSED, "予定のない日"
        reasons = [self.calendar.lines[need.line].hours.reason_closed(self.day) for need in self.needs]
        closed = next((reason for reason in reasons if reason), "")
        return (DayState.CLOSED, closed) if closed else (DayState.TOO_LONG, "続けて取れる時間が足りません")

    def _empty(self) -> Day:
        return Day(self.calendar, self.day, self.needs, self.channel, self.now)

    def _within_days(self) -> bool:
        today = day_of(self.now)
        return today <= self.day <= today + timedelta(days=self.calendar.limits.days_ahead)

    def _earliest(self) -> datetime:
        """Clerks know that somebody is coming; residents have to leave them the time."""
        lead = self.calendar.limits.lead_minutes if self.channel is Channel.WEB else 0
        return self.now + timedelta(minutes=lead)

    def _not_too_soon(self) -> int:
        seconds = (self._earliest() - moment(self.day, 0)).total_seconds()
        first = max(0, math.ceil(seconds / 60 / BOOKING_STEP))
        return _WHOLE >> first << first if first < PIECES else 0

    def _quota_used(self) -> bool:
        most = self.calendar.limits.most_a_day.get(self.channel.value)
        return most is not None and self.occupied.by_channel.get(self.channel.value, 0) >= most

    def _of_sessions(self) -> Iterator[Start]:
        for session in self.calendar.sessions:
            if session.on == self.day:
                for start in session.starts:
                    free = free_places(self.calendar, start, self._taken_places(start), self.channel)
                    begins, ends = moment(self.day, start.begins), moment(self.day, start.ends)
                    steps = (Step(PLACES, free[0], begins, ends),) if free else ()
                    yield Start(begins, ends, steps, len(free))

    def _taken_places(self, start: SessionStart) -> set[int]:
        return {
            place
            for (line, place), spans in self.occupied.minutes.items()
            if line == PLACES
            for begins, ends in spans
            if begins < start.ends and start.begins < ends
        }

    def _chain(self) -> _Chain:
        runs = []
        for need in self.needs:
            length = need.minutes // BOOKING_STEP
            runs.append({desk: _runs(free, length) for desk, free in self._free_desks(need.line).items()})
        return _Chain(self.calendar, self.day, self.needs, runs)

    def _free_desks(self, line: str) -> dict[int, int]:
        """The free pieces of each desk of a line."""
        found = open_desks(self.calendar.lines[line], self.day)
        for desk in found:
            for begins, ends in self.occupied.minutes.get((line, desk), ()):
                found[desk] &= ~pieces_of(begins, ends)
        return found


class _Chain:
    """The steps of a booking, one after the other: where each may begin so that all after it can follow.

    `runs` are for each need the pieces at which it can begin, by desk. `pieces` are the starts.
    """

    def __init__(
        self, calendar: BookingCalendar, day: date, needs: tuple[Need, ...], runs: list[dict[int, int]]
    ) -> None:
        self._day = day
        self._needs = needs
        self._runs = runs
        self._buffer = calendar.buffer // BOOKING_STEP
        self._wait = calendar.most_wait // BOOKING_STEP
        chain: list[int] = []
        for need, desks in zip(reversed(needs), reversed(runs), strict=True):
            begins = 0
            for run in desks.values():
                begins |= run
            if chain:
                length = need.minutes // BOOKING_STEP + self._buffer
                follows = 0
                for later in range(self._wait + 1):
                    follows |= chain[-1] >> (length + later)
                begins &= follows
            chain.append(begins)
        self._begins = chain[::-1]
        self.pieces = self._begins[0] & _grid(calendar.every)

    def start(self, piece: int) -> Start:
        """The steps of one of `pieces`: each as early as it can be, at the first desk that is free."""
        steps: list[Step] = []
        for number, (need, desks) in enumerate(zip(self._needs, self._runs, strict=True)):
            if number:
                earliest = piece + self._buffer
                later = self._begins[number] >> earliest
                piece = earliest + (later & -later).bit_length() - 1
            desk = next(desk for desk, run in desks.items() if run >> piece & 1)
            begins, ends = piece * BOOKING_STEP, piece * BOOKING_STEP + need.minutes
            steps.append(Step(need.line, desk, moment(self._day, begins), moment(self._day, ends)))
            piece = ends // BOOKING_STEP
        return Start(steps[0].begins, steps[-1].ends, tuple(steps))


@lru_cache(maxsize=64)
def _grid(every: int) -> int:
    """The pieces at which starts are offered."""
    return sum(1 << piece for piece in range(PIECES) if piece * BOOKING_STEP % every == 0)


def open_desks(line: BookingLine, day: date) -> dict[int, int]:
    """The pieces in which each desk of a line is open, 1 to the last; what covers say taken away."""
    opened = 0
    for span in line.hours.spans_on(day):
        opened |= pieces_of(span.first, span.last)
    found = dict.fromkeys(range(1, line.desks + 1), opened)
    for cover in line.covers:
        closed = _WHOLE & ~pieces_of(cover.span.first, cover.span.last)
        for desk in range(cover.desks + 1, line.desks + 1):
            found[desk] &= closed
    return found


def places_for(calendar: BookingCalendar, places: int, channel: Channel) -> list[int]:
    """The numbers of the places that a channel may take, those kept for it first. What is kept for others
    stands at the end: a quota is a set of places, so that nobody has to count.
    """
    kept, ends = {}, places
    for key in sorted(calendar.limits.kept):
        count = calendar.limits.kept[key]
        kept[key] = range(ends - count + 1, ends + 1)
        ends -= count
    return [*kept.get(channel.value, ()), *range(1, ends + 1)]


def free_places(
    calendar: BookingCalendar, start: SessionStart, taken: Iterable[int], channel: Channel
) -> list[int]:
    """The places of one start that a channel can still take."""
    gone = set(taken)
    return [place for place in places_for(calendar, start.places, channel) if place not in gone]


def session_start(calendar: BookingCalendar, at: datetime) -> tuple[BookingSession, SessionStart] | None:
    """The session and its start at a moment."""
    local = at.astimezone(TOKYO)
    for session in calendar.sessions:
        if session.on == local.date():
            for start in session.starts:
                if moment(session.on, start.begins) == at:
                    return session, start
    return None


def minute_of(at: datetime, day: date) -> int:
    """Minutes from the midnight of a day, also before it or after its end."""
    return int((at - moment(day, 0)).total_seconds() // 60)


def days_summary(
    calendar: BookingCalendar,
    days: Iterable[date],
    needs: tuple[Need, ...],
    channel: Channel,
    now: datetime,
    occupied: Mapping[date, Occupied],
) -> list[DayFree]:
    """The summaries of several days."""
    return [
        Day(calendar, day, needs, channel, now, occupied.get(day) or Occupied()).summary() for day in days
    ]


def pieces_of(begins: int, ends: int) -> int:
    """The bits of these minutes, every piece that they touch; what lies outside of the day is left out."""
    first, last = max(begins, 0) // BOOKING_STEP, -(-min(ends, DAY_MINUTES) // BOOKING_STEP)
    return ((1 << last) - 1) & ~((1 << first) - 1) if last > first else 0


def _runs(free: int, length: int) -> int:
    """The bits at which `length` free pieces begin."""
    have = 1
    while have < length:
        more = min(have, length - have)
        free &= free >> more
        have += more
    return free


def _bits(pieces: int) -> Iterator[int]:
    while pieces:
        lowest = pieces & -pieces
        yield lowest.bit_length() - 1
        pieces ^= lowest
