"""Measured work takes the place of published hours, where there is enough of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import Effect, EffectStage, EffectStep, PublishedStage
from madoguchi.engines.effects.domain.computing import report_of, yearly_hours
from madoguchi.engines.effects.domain.model import Basis, EffectReport, Measured

TOWN, VILLAGE = "990019", "990027"
NAMES = {TOWN: "見本市", VILLAGE: "見本村"}
BEGAN = date(2026, 1, 1)


def effect(cases_per_year: dict[str, int] | None = None) -> Effect:
    steps = [
        EffectStep("check", "内容確認", measured_by=("compare",)),
        EffectStep("accept", "受付受理", measured_by=("accept",)),
        EffectStep("counter", "窓口", sum_of=("check", "accept")),
        EffectStep("entry", "入力", measured_by=("enter",)),
    ]
    as_is = {
        TOWN: {"check": 100, "accept": 50, "counter": 151, "entry": 200},
        VILLAGE: {"check": 1, "accept": 2, "counter": 3, "entry": 4},
    }
    can_be = {TOWN: {"counter": 60, "entry": 20}, VILLAGE: {"counter": 1, "entry": 1}}
    return Effect(
        key="moving",
        label="転入届",
        region="hill",
        steps={step.key: step for step in steps},
        stages={
            EffectStage.AS_IS: PublishedStage(
                358, {"check": 101, "accept": 52, "counter": 154, "entry": 204}, as_is
            ),
            EffectStage.CAN_BE: PublishedStage(82, {"counter": 61, "entry": 21}, can_be),
        },
        sources=(),
        flow="moving",
        cases_per_year=cases_per_year or {},
    )


def measured(
    cases: int = 100, minutes: float = 6, *, counted: int | None = None, days: int = 365
) -> Measured:
    counted = cases if counted is None else counted
    seconds = round(counted * minutes * 60)
    return Measured(cases, counted, seconds, minutes * 60, BEGAN, BEGAN + timedelta(days=days))


def report(work: dict[str, Measured], cases_per_year: dict[str, int] | None = None) -> EffectReport:
    return report_of(effect(cases_per_year), NAMES, {TOWN: work})


def line(found: EffectReport, key: str) -> tuple[float | None, Basis]:
    cell = next(one for one in found.lines if one.step.key == key).cells[TOWN]
    return cell.today, cell.basis


def test_a_measured_step_takes_the_place_of_its_published_hours_and_of_no_other() -> None:
    found = report({"entry": measured(100, 6)})
    assert line(found, "entry") == (10.0, Basis.YEAR)
    assert line(found, "check") == (100, Basis.PUBLISHED)
    assert line(found, "counter") == (151, Basis.PUBLISHED), "its own published sum, not that of its parts"
    assert (found.wholes[TOWN].today, found.wholes[TOWN].basis) == (161.0, Basis.MIXED)
    assert found.wholes[TOWN].saved == pytest.approx(351 - 161)
    assert found.wholes[VILLAGE].saved is None
    assert found.whole.today == pytest.approx(161 + 7)
    assert found.whole.saved == pytest.approx(358 - 168)


def test_a_sum_mixes_measured_and_published_parts_and_says_so() -> None:
    found = report({"check": measured(100, 6)})
    assert line(found, "counter") == (60.0, Basis.MIXED)
    found = report({"check": measured(100, 6), "accept": measured(100, 3)})
    assert line(found, "counter") == (15.0, Basis.YEAR)


def test_too_few_cases_stay_published_and_are_told_all_the_same() -> None:
    found = report({"entry": measured(9, 6)})
    cell = next(one for one in found.lines if one.step.key == "entry").cells[TOWN]
    assert (cell.today, cell.basis, cell.saved) == (200, Basis.PUBLISHED, None)
    assert cell.measured is not None
    assert cell.measured.cases == 9
    assert not found.is_measured


@pytest.mark.parametrize(
    ("work", "cases_per_year", "expected"),
    [
        (measured(100, 6), None, (10.0, Basis.YEAR)),
        (measured(100, 6, days=73), None, (50.0, Basis.TO_YEAR)),
        (measured(100, 6, days=29), None, None),
        (measured(100, 6, days=29), 4000, (400.0, Basis.TO_CASES)),
        (measured(100, 6), 4000, (400.0, Basis.TO_CASES)),
        (measured(100, 6, counted=10), None, (10.0, Basis.YEAR)),
        (measured(100, 6, counted=9), None, None),
        (measured(100, 0), None, (0.0, Basis.YEAR)),
        (measured(10, 6, counted=0), 4000, None),
    ],
    ids=[
        "a whole year",
        "a fifth of a year",
        "four weeks",
        "four weeks and the number of cases",
        "the number of cases counts more",
        "cases without a time count at the mean",
        "too few with a time",
        "a machine does it",
        "nothing believed",
    ],
)
def test_hours_of_a_year(
    work: Measured, cases_per_year: int | None, expected: tuple[float, Basis] | None
) -> None:
    found = yearly_hours(work, cases_per_year)
    if expected is None:
        assert found is None
    else:
        assert found == (pytest.approx(expected[0]), expected[1])


def test_work_that_nobody_published_in_hours_is_told_without_a_saving() -> None:
    of_totals = Effect(
        key="ledger",
        label="台帳",
        region="hill",
        steps={"entry": EffectStep("entry", "入力", measured_by=("enter",))},
        stages={EffectStage.AS_IS: PublishedStage(500, {"entry": 500})},
        sources=(),
        flow="ledger",
    )
    found = report_of(of_totals, NAMES, {TOWN: {"entry": measured(100, 6)}})
    assert found.wholes[TOWN].today == pytest.approx(10.0)
    assert found.wholes[TOWN].saved is None
    assert found.whole.today is None, "the other municipalities are not known"
    assert found.whole.saved is None


@given(
    st.dictionaries(
        st.sampled_from(["check", "accept", "entry"]),
        st.builds(
            measured,
            st.integers(0, 5000),
            st.floats(0, 60),
            days=st.integers(0, 365),
        ),
    ),
    st.one_of(st.none(), st.fixed_dictionaries({TOWN: st.integers(1, 5000)})),
)
def test_whatever_is_measured_sums_hold_and_published_hours_never_move(
    work: dict[str, Measured], cases_per_year: dict[str, int] | None
) -> None:
    found = report(work, cases_per_year)
    cells = {one.step.key: one.cells[TOWN] for one in found.lines}
    whole = found.wholes[TOWN]
    assert None not in (whole.today, cells["counter"].today, cells["entry"].today)
    assert whole.today == pytest.approx((cells["counter"].today or 0) + (cells["entry"].today or 0))
    if cells["counter"].basis.is_measured:
        assert cells["counter"].today == pytest.approx(
            (cells["check"].today or 0) + (cells["accept"].today or 0)
        )
    assert [cells[key].as_is for key in cells] == [100, 50, 151, 200]
    for cell in (*cells.values(), whole, found.whole):
        assert (cell.saved is None) == (not cell.basis.is_measured)
        assert cell.today is not None
        assert cell.today >= 0
