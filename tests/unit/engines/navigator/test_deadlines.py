"""Counting deadlines, and saying how they were counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.core.conditions import Kind, Scope, compile_expression
from madoguchi.core.packs.model import DeadlineRule, DeadlineUnit, FirstDay, IfHoliday
from madoguchi.core.vocabulary import Facts, Item, ItemType, PartialDate, Vocabulary
from madoguchi.engines.navigator.api import Deadline, count_deadline

VOCABULARY = Vocabulary([Item(key="move.date", type=ItemType.DATE, label="引越しの日")])
AFTER = compile_expression("move.date", VOCABULARY, scope=Scope.CASE, expects=Kind.DATE)


def count(
    day: Any,
    unit: DeadlineUnit = DeadlineUnit.DAYS,
    length: int | None = 14,
    first_day: FirstDay = FirstDay.EXCLUDED,
    if_holiday: IfHoliday = IfHoliday.NEXT_WORKING_DAY,
) -> Deadline:
    rule = DeadlineRule(unit=unit, count=length, after=AFTER, first_day=first_day, if_holiday=if_holiday)
    found = count_deadline(rule, Facts({"move.date": day}, None, date(2026, 3, 19)), None)
    assert found is not None
    return found


def test_the_day_of_the_move_does_not_count() -> None:
    deadline = count(date(2026, 3, 11))
    assert deadline.date == date(2026, 3, 25)
    assert deadline.text == "引越しの日（2026年3月11日）の翌日から数えて14日目。"
    assert deadline.wareki == "令和8年3月25日"
    assert deadline.short == "3月25日（水）"
    assert deadline.days_left(date(2026, 3, 19)) == 6


def test_the_first_day_counts_where_the_law_says_so() -> None:
    deadline = count(date(2026, 3, 11), first_day=FirstDay.INCLUDED)
    assert deadline.date == date(2026, 3, 24)
    assert "から数えて14日目" in deadline.text


def test_a_last_day_on_which_offices_are_closed_moves_to_the_next_open_one() -> None:
    deadline = count(date(2026, 4, 19))  # 3 May 2026 is a Sunday in the holidays
    assert deadline.date == date(2026, 5, 7)
    assert deadline.text.endswith("14日目の5月3日（日）は閉庁日なので、次の開庁日。")


def test_a_last_day_stays_where_the_rule_says_so() -> None:
    assert count(date(2026, 4, 19), if_holiday=IfHoliday.SAME).date == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("begins", "first_day", "last"),
    [
        (date(2026, 1, 15), FirstDay.EXCLUDED, date(2026, 4, 15)),
        (date(2026, 1, 15), FirstDay.INCLUDED, date(2026, 4, 14)),
        (date(2025, 11, 29), FirstDay.EXCLUDED, date(2026, 2, 28)),
        (date(2025, 11, 30), FirstDay.EXCLUDED, date(2026, 2, 28)),
        (date(2026, 1, 31), FirstDay.EXCLUDED, date(2026, 4, 30)),
    ],
)
def test_months_end_on_the_day_before_the_corresponding_day(
    begins: date, first_day: FirstDay, last: date
) -> None:
    found = count(begins, DeadlineUnit.MONTHS, 3, first_day, IfHoliday.SAME)
    assert found.date == last


def test_before_means_at_the_latest_the_day_before() -> None:
    assert count(date(2026, 4, 1), DeadlineUnit.BEFORE, None).date == date(2026, 3, 31)


def test_on_the_day_is_the_day() -> None:
    assert count(date(2026, 4, 1), DeadlineUnit.ON_THE_DAY, None).date == date(2026, 4, 1)


def test_a_partly_known_day_counts_from_its_earliest_and_says_so() -> None:
    deadline = count(PartialDate(2026, 3))
    assert deadline.date == date(2026, 3, 16)  # 15 March is a Sunday
    assert not deadline.certain
    assert "いちばん早い日から" in deadline.text


def test_no_day_to_count_from_gives_no_deadline() -> None:
    rule = DeadlineRule(unit=DeadlineUnit.DAYS, count=14, after=AFTER)
    assert count_deadline(rule, Facts({}, None, date(2026, 3, 19)), None) is None
