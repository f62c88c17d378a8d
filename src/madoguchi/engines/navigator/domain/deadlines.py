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

from madoguchi.core.conditions import Kind, nodes
from madoguchi.core.conditions import wording as condition_wording
from madoguchi.core.conditions.outlining import term_words
from madoguchi.core.conditions.spans import shift
from madoguchi.core.languages import (
    say,
    say_date,
    say_date_for_counter,
    say_list,
    say_sentences,
    say_short_date,
    spoken,
)
from madoguchi.core.packs.model import DeadlineRule, DeadlineUnit, FirstDay, IfHoliday
from madoguchi.core.vocabulary import Facts
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.working_days import next_working_day


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
        """2026年（令和8年）3月25日（水）; in other languages with 令和8年3月25日 in brackets."""
        return say_date_for_counter(self.date)

    @property
    def short(self) -> str:
        """3月25日（水）, in the language spoken."""
        return say_short_date(self.date)

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
    closed = None
    if rule.if_holiday is IfHoliday.NEXT_WORKING_DAY and rule.unit is not DeadlineUnit.BEFORE:
        working = next_working_day(last)
        if working != last:
            closed, last = last, working
    certain = begins == latest
    if spoken().is_source:
        text = _told_in_japanese(rule, counted, begins, closed, certain=certain)
    else:
        text = _told(rule, begins, closed, certain=certain)
    return Deadline(last, begins, text, rule.basis, rule.if_late, certain)


def _told_in_japanese(
    rule: DeadlineRule, counted: str, begins: datetime.date, closed: datetime.date | None, *, certain: bool
) -> str:
    start = condition_wording.term_text(rule.after.node)
    moved = f"の{say_short_date(closed)}は閉庁日なので、次の開庁日" if closed else ""
    unsure = "" if certain else "（日が分からないので、いちばん早い日から数えました）"
    return f"{start}（{_long(begins)}）{counted}{moved}{unsure}。"


def _told(rule: DeadlineRule, begins: datetime.date, closed: datetime.date | None, *, certain: bool) -> str:
    """In other languages: sentence after sentence."""
    sentences = [_counted(rule, _start(rule), say_date(begins))]
    if closed:
        sentences.append(say("{date}は閉庁日なので、次の開庁日が期限です。", date=say_short_date(closed)))
    if not certain:
        sentences.append(say("日が分からないので、いちばん早い日から数えました。"))
    return say_sentences(sentences)


def _counted(rule: DeadlineRule, start: str, day: str) -> str:
    if rule.unit is DeadlineUnit.ON_THE_DAY:
        return say("{start}（{date}）の当日。", start=start, date=day)
    if rule.unit is DeadlineUnit.BEFORE:
        return say("{start}（{date}）より前。遅くともその前の日。", start=start, date=day)
    length = rule.count or 0
    if rule.unit is DeadlineUnit.DAYS:
        if rule.first_day is FirstDay.INCLUDED:
            return say("{start}（{date}）から数えて{count}日目。", start=start, date=day, count=length)
        return say("{start}（{date}）の翌日から数えて{count}日目。", start=start, date=day, count=length)
    if rule.first_day is FirstDay.INCLUDED:
        return say("{start}（{date}）から数えて{count}か月。", start=start, date=day, count=length)
    return say("{start}（{date}）の翌日から数えて{count}か月。", start=start, date=day, count=length)


def _start(rule: DeadlineRule) -> str:
    """What is counted from, by the labels of its items in the language spoken."""
    items = [one.item for one in nodes.walk(rule.after.node) if isinstance(one, nodes.ItemNode)]
    if not items:
        return condition_wording.term_text(rule.after.node)
    return say_list(spoken().say(label) for label in dict.fromkeys(item.label for item in items))


def deadline_rule_text(rule: DeadlineRule) -> str:
    """How the last day is counted, for whom it may concern: 「引越した日の翌日から数えて14日以内」."""
    start = term_words(rule.after) if spoken().is_source else _start(rule)
    if rule.unit is DeadlineUnit.ON_THE_DAY:
        return say("{start}の当日", start=start)
    if rule.unit is DeadlineUnit.BEFORE:
        return say("{start}より前", start=start)
    included, count = rule.first_day is FirstDay.INCLUDED, rule.count
    if rule.unit is DeadlineUnit.DAYS:
        if included:
            return say("{start}から数えて{count}日以内", start=start, count=count)
        return say("{start}の翌日から数えて{count}日以内", start=start, count=count)
    if included:
        return say("{start}から数えて{count}か月以内", start=start, count=count)
    return say("{start}の翌日から数えて{count}か月以内", start=start, count=count)


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


def _long(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
