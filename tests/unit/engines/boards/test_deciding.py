"""For how long a decision holds, who may judge, and when a panel may decide."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.boards.domain.conflicts import JudgingMember, conflict_of
from madoguchi.engines.boards.domain.deciding import (
    Application,
    DecisionRefusedError,
    Proposal,
    check_decision,
    has_quorum,
    months_possible,
    standard_months,
    valid_until,
)

RULES = load_packs_or_refuse(Path(__file__).parents[4] / "packs").boards["care_certification"]
ON = date(2026, 3, 25)


@pytest.mark.parametrize(
    ("kind", "before", "result", "least", "most", "standard"),
    [
        ("new", "", "care_1", 3, 12, 6),
        ("change", "care_1", "care_1", 3, 12, 6),
        ("renewal", "care_1", "care_1", 3, 48, 12),
        ("renewal", "care_1", "care_2", 3, 36, 12),
        ("renewal", "", "care_2", 3, 36, 12),
    ],
    ids=["new", "change", "same", "other", "unknown-before"],
)
def test_the_months_that_may_be_chosen(
    kind: str, before: str, result: str, least: int, most: int, standard: int
) -> None:
    application = Application(kind, ON, before)
    months = months_possible(RULES, application, result)
    assert (months.start, months.stop - 1, standard_months(RULES, application)) == (least, most, standard)
    for allowed in months:
        check_decision(RULES, application, Proposal(result, allowed))
    for refused in (least - 1, most + 1, None):
        with pytest.raises(DecisionRefusedError):
            check_decision(RULES, application, Proposal(result, refused))


def test_no_right_has_no_months_and_no_rule_no_decision() -> None:
    check_decision(RULES, Application("new", ON), Proposal("none"))
    assert list(months_possible(RULES, Application("new", ON), "none")) == []
    with pytest.raises(DecisionRefusedError, match="パックにありません"):
        check_decision(RULES, Application("new", date(2021, 3, 31)), Proposal("care_1", 6))


@pytest.mark.parametrize(
    ("effective", "months", "last"),
    [
        (date(2026, 3, 25), 6, date(2026, 9, 30)),
        (date(2026, 4, 1), 6, date(2026, 9, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 1), 48, date(2030, 11, 30)),
    ],
    ids=["within", "first-day", "february", "leap", "four-years"],
)
def test_the_last_day_is_the_end_of_a_month(effective: date, months: int, last: date) -> None:
    assert valid_until(effective, months) == last


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_it_holds_so_many_whole_months_and_the_rest_of_the_first(effective: date, months: int) -> None:
    last = valid_until(effective, months)
    assert (last + timedelta(days=1)).day == 1
    whole = (last.year - effective.year) * 12 + last.month - effective.month
    assert whole == (months - 1 if effective.day == 1 else months)


@pytest.mark.parametrize(
    ("seats", "judging", "enough"),
    [(5, 3, True), (5, 2, False), (4, 2, False), (4, 3, True), (1, 1, True), (0, 0, False)],
    ids=str,
)
def test_more_than_half_is_enough(seats: int, judging: int, enough: bool) -> None:
    assert has_quorum(seats, judging) is enough


@pytest.mark.parametrize(
    ("name", "facilities", "why"),
    [
        ("渡辺 五郎", (), "主治医"),
        ("渡邉五郎", (), "主治医"),
        ("渡辺 五", (), ""),
        ("佐藤 春", ("鶴ケ城医院",), "勤め先"),
        ("佐藤 春", ("医療法人 鶴ヶ城医院 本院",), "勤め先"),
        ("佐藤 春", ("城",), ""),
        ("佐藤 春", ("別の医院", "会津ケアプラン"), "勤め先"),
        ("佐藤 春", (), ""),
    ],
    ids=["doctor", "spelling", "part", "clinic", "longer", "one-letter", "office", "nobody"],
)
def test_who_must_not_judge(name: str, facilities: tuple[str, ...], why: str) -> None:
    items = {
        "contact.care_office": "会津ケアプラン",
        "members": [{"person.doctor_name": "渡邉 五郎", "person.doctor_hospital": "鶴ヶ城医院"}],
    }
    found = conflict_of(RULES, items, JudgingMember("1", name, facilities))
    assert (why in found) if why else found == ""
