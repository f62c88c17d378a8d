"""Hours in yen, and by which rounding a printed sum was made."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from madoguchi.core.packs import Wage, Worth
from madoguchi.engines.effects.domain.model import Comparison

_THOUSAND = Decimal(1000)
_ONE = Decimal(1)


def hourly(wage: Wage) -> Decimal:
    """Yen of an hour, not rounded: the month's pay by days and hours."""
    return Decimal(wage.monthly_yen) / wage.days / wage.hours


def yen_of(hours: float, wage: Wage) -> int:
    """What hours are worth, rounded to whole yen. The wage is rounded only at the end."""
    return int((hourly(wage) * Decimal(str(hours))).quantize(_ONE, ROUND_HALF_UP))


def thousand_yen_of(hours: float, wage: Wage) -> int:
    """What hours are worth, rounded to thousands of yen."""
    return int((hourly(wage) * Decimal(str(hours)) / _THOUSAND).quantize(_ONE, ROUND_HALF_UP))


def compare_wage(wage: Wage) -> Comparison:
    """The printed yen of an hour beside the computed one."""
    computed = hourly(wage).quantize(Decimal("0.01"), ROUND_HALF_UP)
    rounds = computed.quantize(_ONE, ROUND_HALF_UP) == wage.hourly_yen
    because = "1円未満を四捨五入したものです。" if rounds else "四捨五入では同じ値になりません。"
    formula = f"{wage.monthly_yen:,}円÷{wage.days}日÷{wage.hours}時間"
    return Comparison(f"1時間あたりの給与（{formula}）", "円", wage.hourly_yen, computed, because)


def compare_worth(worth: Worth, wage: Wage) -> Comparison:
    """The printed thousands of yen beside the computed ones, with the way of rounding that gives them.

    What is computed is what the printed formula says: the hours by the printed wage.
    """
    by_printed = Decimal(worth.hours) * wage.hourly_yen / _THOUSAND
    by_exact = Decimal(worth.hours) * hourly(wage) / _THOUSAND
    ways = (
        ("時給を円に丸めてから掛け、千円未満を四捨五入した額です。", by_printed, ROUND_HALF_UP),
        ("時給を円に丸めてから掛け、千円未満を切り捨てた額です。", by_printed, ROUND_DOWN),
        (
            f"時給を丸めずに（{hourly(wage):.3f}円）掛け、千円未満を四捨五入した額です。",
            by_exact,
            ROUND_HALF_UP,
        ),
        (f"時給を丸めずに（{hourly(wage):.3f}円）掛け、千円未満を切り捨てた額です。", by_exact, ROUND_DOWN),
    )
    because = next(
        (
            f"公表の{worth.thousand_yen:,}千円は、{how}"
            for how, yen, rounding in ways
            if int(yen.quantize(_ONE, rounding)) == worth.thousand_yen
        ),
        f"どの丸め方でも{worth.thousand_yen:,}千円にはなりません。",
    )
    return Comparison(
        f"{worth.label}（{worth.hours:,}時間×{wage.hourly_yen:,}円）",
        "千円",
        worth.thousand_yen,
        by_printed,
        because,
    )
