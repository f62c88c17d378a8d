"""When something is open: by the day of the week, with holidays and exceptions.

Times are those of Japan. A day ends at 24:00, which `datetime.time` does not know: as the end of a span
`time(0, 0)` stands for it. Nothing is open over midnight: who is open until 2:00 writes two spans.

    >>> from datetime import date
    >>> hours = OpeningHours.from_mapping({
    ...     "weekly": {"mon": [["08:30", "12:00"], ["13:00", "17:15"]]},
    ...     "exceptions": [{"from": "2026-11-30", "closed": True, "reason": "庁舎の点検"}],
    ... })
    >>> [str(span) for span in hours.spans_on(date(2026, 11, 16))]
    ['8:30–12:00', '13:00–17:15']
    >>> hours.reason_closed(date(2026, 11, 30)), hours.reason_closed(date(2026, 11, 23))
    ('庁舎の点検', '勤労感謝の日')
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from madoguchi.lib.working_days import holiday_name

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
_WEEKDAY_NAMES = "月火水木金土日"
_TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_LOOK_AHEAD = timedelta(days=400)

Place = tuple[str | int, ...]
"""Where in the mapping something stands: ("weekly", "mon", 0)."""


class OpeningHoursError(ValueError):
    """開いている時間の書き方が正しくありません。"""

    def __init__(self, place: Place, what: str, what_to_do: str = "") -> None:
        self.place = place
        self.what = what
        self.what_to_do = what_to_do
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of one day. `ends` is not in it any more; `time(0, 0)` as an end is 24:00."""

    begins: time
    ends: time

    @property
    def first(self) -> int:
        """Minutes since midnight at which it begins."""
        return self.begins.hour * 60 + self.begins.minute

    @property
    def last(self) -> int:
        """Minutes since midnight at which it ends, 1 to 1440."""
        return self.ends.hour * 60 + self.ends.minute or DAY_MINUTES

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Beginning and end as moments of that day, aware, in Asia/Tokyo."""
        return moment(day, self.first), moment(day, self.last)

    def __str__(self) -> str:
        return f"{_written(self.first)}–{_written(self.last)}"


@dataclass(frozen=True, slots=True)
class HoursException:
    """Other hours (`spans`), or none, from one day until another, both included, and why."""

    begins: date
    until: date
    spans: tuple[Span, ...]
    reason: str

    def holds_on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        return self.begins <= day <= self.until


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`weekly` has the spans of Monday to Sunday in their order. An exception goes before the day of the week
    and before holidays; where several hold on a day, the last one.
    """

    weekly: tuple[tuple[Span, ...], ...]
    closed_on_holidays: bool = True
    exceptions: tuple[HoursException, ...] = ()

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> OpeningHours:
        """From the form that packs use:

            weekly: {mon: [["08:30", "17:15"]], …}
            closed_on_holidays: true
            exceptions: [{from: 2026-12-28, until: 2026-12-28, closed: true, reason: …},
                         {from: 2027-03-28, spans: [["09:00", "12:00"]], reason: …}]

        Days that are not named are closed. Holidays are 国民の祝日 and 29 December to 3 January; it is closed
        on them where nothing is said. `until` is `from` where it is left out. Raises OpeningHoursError.
        """
        weekly = raw.get("weekly", {})
        for name in weekly:
            if name not in WEEKDAYS:
                raise OpeningHoursError(
                    ("weekly", name), f"weekly の「{name}」という曜日はありません。", "、".join(WEEKDAYS)
                )
        return cls(
            weekly=tuple(spans_from(weekly.get(name, ()), ("weekly", name)) for name in WEEKDAYS),
            closed_on_holidays=raw.get("closed_on_holidays", True),
            exceptions=tuple(
                _exception(one, ("exceptions", number))
                for number, one in enumerate(raw.get("exceptions", ()))
            ),
        )

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """When it is open on a day, in order; empty when it is closed."""
        exception = self._exception_on(day)
        if exception is not None:
            return exception.spans
        if self.closed_on_holidays and holiday_name(day):
            return ()
        return self.weekly[day.weekday()]

    def reason_closed(self, day: date) -> str:
        """Why it is closed on a day, in a few Japanese words; empty when it is open."""
        if self.spans_on(day):
            return ""
        exception = self._exception_on(day)
        if exception is not None:
            return exception.reason
        # The name of the holiday says more than the weekday on which it falls.
        named = holiday_name(day) if self.closed_on_holidays else ""
        return named or f"{_WEEKDAY_NAMES[day.weekday()]}曜日"

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at a moment (aware, of any time zone). Raises ValueError for a naive one."""
        local = _local(at)
        minute = local.hour * 60 + local.minute
        return any(span.first <= minute < span.last for span in self.spans_on(local.date()))

    def next_opening(self, after: datetime) -> datetime | None:
        """The first moment, `after` itself included, at which it is open; None where it stays closed for more
        than a year. Raises ValueError for a naive moment.
        """
        local = _local(after)
        day, last = local.date(), local.date() + _LOOK_AHEAD
        while day <= last:
            for span in self.spans_on(day):
                begins, ends = span.on(day)
                if local < ends:
                    return max(begins, local)
            day += timedelta(days=1)
        return None

    def after_open(self, after: datetime, minutes: int) -> datetime | None:
        """The moment at which, from `after` on, it has been open for so many minutes; None where that takes
        more than a year. Raises ValueError for a naive moment.
        """
        local, left = _local(after), timedelta(minutes=minutes)
        day, last = local.date(), local.date() + _LOOK_AHEAD
        while day <= last:
            for span in self.spans_on(day):
                begins, ends = span.on(day)
                begins = max(begins, local)
                if begins + left <= ends:
                    return begins + left
                left -= max(ends - begins, timedelta())
            day += timedelta(days=1)
        return None

    def _exception_on(self, day: date) -> HoursException | None:
        return next((one for one in reversed(self.exceptions) if one.holds_on(day)), None)


def moment(day: date, minute: int) -> datetime:
    """So many minutes (0 to 1440) after the midnight with which the day begins, in Asia/Tokyo."""
    return datetime.combine(day, time(0), TOKYO) + timedelta(minutes=minute)


def span_from(raw: Sequence[str], place: Place = ()) -> Span:
    """From `["08:30", "12:00"]`; the end may be 24:00. Raises OpeningHoursError."""
    if len(raw) != 2:
        raise OpeningHoursError(
            place, "時間は、始まりと終わりの2つです。", '["08:30", "17:15"] の形にしてください。'
        )
    first, last = minutes_from(raw[0], place), minutes_from(raw[1], place)
    if first >= last:
        raise OpeningHoursError(
            place,
            f"{raw[0]} から {raw[1]} まで、という時間はありません。",
            "終わりを始まりより後にしてください。0時をまたぐときは、2つの日に分けてください。",
        )
    return Span(_time(first), _time(last))


def spans_from(raw: Sequence[Sequence[str]], place: Place = ()) -> tuple[Span, ...]:
    """Spans of one day, in order and apart. Raises OpeningHoursError."""
    spans = tuple(span_from(one, (*place, number)) for number, one in enumerate(raw))
    for number, (before, after) in enumerate(pairwise(spans), start=1):
        if after.first < before.last:
            raise OpeningHoursError(
                (*place, number),
                f"{before} と {after} が重なっているか、順になっていません。",
                "早いものから順に、重ならないように書いてください。",
            )
    return spans


def minutes_from(raw: str, place: Place = ()) -> int:
    """Minutes since midnight of a time such as 08:30, until 24:00. Raises OpeningHoursError."""
    found = _TIME.fullmatch(raw)
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise OpeningHoursError(
            place, f"「{raw}」という時刻はありません。", "00:00 から 24:00 までで書いてください。"
        )
    return minutes


def _exception(raw: Mapping[str, Any], place: Place) -> HoursException:
    begins, until = raw["from"], raw.get("until", raw["from"])
    try:
        first, last = date.fromisoformat(begins), date.fromisoformat(until)
    except ValueError:
        raise OpeningHoursError(
            (*place, "from"),
            f"{begins} から {until} まで、という日はありません。",
            "暦にある日を書いてください。",
        ) from None
    if first > last:
        raise OpeningHoursError(
            (*place, "until"),
            f"{until} は {begins} より前です。",
            "until を from と同じか、後の日にしてください。",
        )
    if raw.get("closed", False) == ("spans" in raw):
        raise OpeningHoursError(
            place,
            "例外の日に、閉めるか、いつ開けるかが書かれていません。",
            "closed: true か spans のどちらか1つを書いてください。",
        )
    return HoursException(
        first, last, spans_from(raw.get("spans", ()), (*place, "spans")), raw.get("reason", "臨時の変更")
    )


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _written(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(TOKYO)
