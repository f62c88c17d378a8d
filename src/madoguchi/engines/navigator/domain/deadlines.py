"""Counting a deadline, and saying in words how it was counted.

The rules: 民法第140条 (the first day does not count, unless the law says so), 第143条 (months run to the day
before the corresponding day, or to the month's last day where there is none), and the ordinances under
地方自治法第4条の2第4項 (a deadline on a day on which offices are closed moves to the next one on which they
are open).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from datetime import timedelta

from madoguchi.core.conditions import Kind
from madoguchi.core.conditions import wording as condition_wording
from madoguchi.core.conditions.outlining import term_words
from madoguchi.core.conditions.spans import next_working_day, shift
from madoguchi.core.packs.model import DeadlineRule, DeadlineUnit, FirstDay, IfHoliday
from madoguchi.core.vocabulary import Facts
from madoguchi.lib.japanese.dates import format_both, format_wareki

_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day. `text` says how it was counted; `certain` is false where the start is only partly known.

    `begins` is the day from which was counted, e.g. the day of the move.
    """

    date: datetime.date
    begins: datetime.date
    text: str
    basis: str | None = None
    if_late: str | None = None
    certain: bool = True

    @property
    def wareki(self) -> str:
        """令和8年3月25日."""
        return format_wareki(self.date)

    @property
    def label(self) -> str:
        """2026年（令和8年）3月25日（水）."""
        return format_both(self.date)

    @property
    def short(self) -> str:
        """3月25日（水）."""
        return _short(self.date)

    def days_left(self, today: datetime.date) -> int:
        """Days from today to the last day; negative when it has passed."""
        return (self.date - today).days


def count_deadline(rule: DeadlineRule, facts: Facts, person: int | None) -> Deadline | None:
    """The last day for these facts, or None while the day to count from is not known.

    Where that day is only partly known (only the month of the move), the earliest is counted from: the
    answer errs on the side of being in time, and `certain` is false.
    """
    bounds = rule.after.bounds(facts, person)
    if bounds is None:
        return None
    begins, latest = bounds
    if not isinstance(begins, datetime.date):
        raise TypeError(f"a deadline counts from a date, not from {Kind.NUMBER if begins else begins}")
    last, counted = _count(rule, begins)
    start = condition_wording.term_text(rule.after.node)
    text = f"{start}（{_long(begins)}）{counted}"
    if rule.if_holiday is IfHoliday.NEXT_WORKING_DAY and rule.unit is not DeadlineUnit.BEFORE:
        working = next_working_day(last)
        if working != last:
            text += f"の{_short(last)}は閉庁日なので、次の開庁日"
            last = working
    if begins != latest:
        text += "（日が分からないので、いちばん早い日から数えました）"
    return Deadline(last, begins, f"{text}。", rule.basis, rule.if_late, certain=begins == latest)


def deadline_rule_text(rule: DeadlineRule) -> str:
    """How the last day is counted, for whom it may concern: 「引越した日の翌日から数えて14日以内」."""
    start = term_words(rule.after)
    if rule.unit is DeadlineUnit.ON_THE_DAY:
        return f"{start}の当日"
    if rule.unit is DeadlineUnit.BEFORE:
        return f"{start}より前"
    from_where = "から" if rule.first_day is FirstDay.INCLUDED else "の翌日から"
    length = f"{rule.count}日" if rule.unit is DeadlineUnit.DAYS else f"{rule.count}か月"
    return f"{start}{from_where}数えて{length}以内"


def _count(rule: DeadlineRule, begins: datetime.date) -> tuple[datetime.date, str]:
    """The last day before looking at holidays, and the words between the start and the full stop."""
    if rule.unit is DeadlineUnit.ON_THE_DAY:
        return begins, "の当日"
    if rule.unit is DeadlineUnit.BEFORE:
        return begins - timedelta(days=1), "より前。遅くともその前の日"
    length = rule.count or 0
    included = rule.first_day is FirstDay.INCLUDED
    from_where = "から数えて" if included else "の翌日から数えて"
    first = begins if included else begins + timedelta(days=1)
    if rule.unit is DeadlineUnit.DAYS:
        return first + timedelta(days=length - 1), f"{from_where}{length}日目"
    corresponding = shift(first, "months", length)
    if corresponding.day == first.day:
        corresponding -= timedelta(days=1)
    return corresponding, f"{from_where}{length}か月"


def _short(day: datetime.date) -> str:
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def _long(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
