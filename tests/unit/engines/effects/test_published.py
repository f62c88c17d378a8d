"""The published totals of the region, printed and computed again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from madoguchi.core.packs import EffectStage, Packs, Wage, Worth, load_packs_or_refuse
from madoguchi.engines.effects.domain.computing import report_of
from madoguchi.engines.effects.domain.model import Basis, EffectReport
from madoguchi.engines.effects.domain.money import compare_wage, compare_worth, hourly, yen_of

WAGE = Wage(354_407, 21, Decimal("7.75"), 2178)


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(Path(__file__).parents[4] / "packs")


def report(packs: Packs, key: str) -> EffectReport:
    names = {code: packs.municipalities[code].name for code in packs.regions["aizu"].municipalities}
    return report_of(packs.effects["aizu"][key], names, {})


def printed_and_computed(found: EffectReport) -> dict[str, tuple[int, Decimal]]:
    return {one.what: (one.printed, one.computed) for one in found.comparisons}


def test_moving_in_gives_the_published_totals_and_says_where_cells_add_up_to_more(packs: Packs) -> None:
    found = report(packs, "move_in")
    assert [(line.whole.as_is, line.summed.as_is) for line in found.lines] == [
        (336, 336),
        (634, 635),
        (179, 181),
        (104, 106),
        (1253, 1254),
        (1150, 1151),
    ]
    assert [(line.whole.can_be, line.summed.can_be) for line in found.lines[4:]] == [(401, 401), (667, 667)]
    assert (found.whole.as_is, found.whole.can_be, found.whole.planned) == (2403, 1068, 1335)
    figures = printed_and_computed(found)
    assert figures["削減時間（As-Is－Can-Be）"] == (1335, 1335)
    assert figures["削減時間（市町村の値から）"] == (1335, 1337)
    assert figures["減る割合　形式審査～他課への情報共有"] == (68, Decimal("68.0"))
    assert figures["減る割合　住基システム入力"] == (42, Decimal("42.0"))


def test_every_difference_is_explained_and_every_equal_one_is_silent(packs: Packs) -> None:
    for key in packs.effects["aizu"]:
        for one in report(packs, key).comparisons:
            if one.unit == "時間":
                assert bool(one.because) == bool(one.difference), one.what
            if one.difference:
                assert one.because, one.what


def test_the_ledger_gives_the_published_totals(packs: Packs) -> None:
    found = report(packs, "property_tax_ledger")
    assert [line.whole.as_is for line in found.lines] == [385, 1085, 2758, 4821]
    assert [line.whole.can_be for line in found.lines] == [0, 1085, 827, 2410]
    assert (found.whole.as_is, found.whole.can_be, found.whole.planned) == (9049, 4322, 4727)
    assert not found.has_municipalities


def test_pieces_of_work_by_way_are_those_that_were_printed(packs: Packs) -> None:
    ways = {
        (key, stage): (one.ways.paper, one.ways.digital, one.ways.automatic)
        for key, effect in packs.effects["aizu"].items()
        for stage, one in effect.stages.items()
        if one.ways is not None
    }
    assert ways == {
        ("move_in", EffectStage.AS_IS): (6, 2, 0),
        ("move_in", EffectStage.CAN_BE): (3, 6, 1),
        ("move_in", EffectStage.TO_BE): (1, 6, 1),
        ("property_tax_ledger", EffectStage.AS_IS): (7, 4, 0),
        ("property_tax_ledger", EffectStage.CAN_BE): (1, 4, 2),
        ("property_tax_ledger", EffectStage.TO_BE): (0, 2, 2),
    }


def test_the_wage_is_rounded_to_the_published_one() -> None:
    found = compare_wage(WAGE)
    assert (found.printed, found.computed) == (2178, Decimal("2177.62"))
    assert "四捨五入したもの" in found.because
    assert "四捨五入では同じ値になりません" in compare_wage(Wage(354_407, 20, Decimal("7.75"), 2178)).because


@pytest.mark.parametrize(
    ("worth", "computed", "how"),
    [
        (Worth("全体", 6600, 14_372), "14374.8", "丸めずに（2177.616円）掛け、千円未満を四捨五入"),
        (Worth("概数", 4700, 10_236), "10236.6", "円に丸めてから掛け、千円未満を切り捨て"),
        (Worth("四捨五入", 4700, 10_237), "10236.6", "円に丸めてから掛け、千円未満を四捨五入"),
        (Worth("別の額", 4700, 10_999), "10236.6", "どの丸め方でも10,999千円にはなりません"),
    ],
    ids=["all moves", "the ledger", "rounded", "no rounding gives it"],
)
def test_thousands_of_yen_are_explained_by_the_rounding_that_gives_them(
    worth: Worth, computed: str, how: str
) -> None:
    found = compare_worth(worth, WAGE)
    assert found.computed == Decimal(computed)
    assert how in found.because


def test_hours_in_yen_round_the_wage_only_at_the_end() -> None:
    assert yen_of(6600, WAGE) == round(float(hourly(WAGE)) * 6600) == 14_372_265
    assert yen_of(0, WAGE) == 0


def test_without_measurements_today_is_what_was_published(packs: Packs) -> None:
    found = report(packs, "move_in")
    assert not found.is_measured
    assert found.whole.today == 2403
    assert found.whole.saved is None
    for line in found.lines:
        for cell in line.cells.values():
            assert (cell.today, cell.basis, cell.saved) == (cell.as_is, Basis.PUBLISHED, None)
