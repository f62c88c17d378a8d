"""From published figures and measured work to the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from madoguchi.core.packs import Effect, EffectStage, EffectStep, reach_of_rounding
from madoguchi.engines.effects.domain.model import (
    ENOUGH_CASES,
    ENOUGH_DAYS,
    YEAR,
    Basis,
    Cell,
    Comparison,
    EffectReport,
    Line,
    Measured,
)
from madoguchi.engines.effects.domain.money import compare_wage, compare_worth

_COMPARED = (EffectStage.AS_IS, EffectStage.CAN_BE)
Number = TypeVar("Number", int, float)

MeasuredWork = Mapping[str, Mapping[str, Measured]]
"""By municipality and published step."""


def report_of(effect: Effect, names: Mapping[str, str], measured: MeasuredWork) -> EffectReport:
    """The report on a process; `names` are the municipalities' names by code, in the order to be shown."""
    cells = {code: _cells_of(effect, code, measured.get(code, {})) for code in names}
    lines = tuple(
        _line(effect, step, {code: cells[code][step.key] for code in names}) for step in effect.steps.values()
    )
    tops = {step.key for step in effect.top_steps}
    wholes = {code: _together([cells[code][key] for key in effect.steps if key in tops]) for code in names}
    printed = [effect.stages[one].total if one in effect.stages else None for one in _COMPARED]
    summed = _together(wholes.values())
    whole = Cell(printed[0], printed[1], _today_of_all(printed[0], summed), summed.basis)
    return EffectReport(effect, dict(names), lines, wholes, whole, tuple(_comparisons(effect, lines)))


def yearly_hours(measured: Measured, cases_per_year: int | None) -> tuple[float, Basis] | None:
    """Hours of a year by what was measured; None where it is too little to say.

    With a known number of cases it is their number by the mean of those measured. Without one it is the mean
    by the cases that were measured, projected from the days of measuring to a year: it holds for the cases
    that went through here and for no others.
    """
    if measured.counted < ENOUGH_CASES:
        return None
    if cases_per_year is not None:
        return measured.mean_seconds * cases_per_year / 3600, Basis.TO_CASES
    if measured.days < ENOUGH_DAYS:
        return None
    hours = measured.mean_seconds * measured.cases / 3600
    if measured.days >= YEAR:
        return hours * YEAR / measured.days, Basis.YEAR
    return hours * YEAR / measured.days, Basis.TO_YEAR


def _cells_of(effect: Effect, code: str, measured: Mapping[str, Measured]) -> dict[str, Cell]:
    """The cells of a municipality by step."""
    found: dict[str, Cell] = {}
    # Steps first, then what adds them up.
    for step in sorted(effect.steps.values(), key=lambda one: bool(one.sum_of)):
        as_is, can_be = (_published(effect, stage, code, step.key) for stage in _COMPARED)
        if step.sum_of:
            parts = [found[key] for key in step.sum_of]
            found[step.key] = _sum_cell(as_is, can_be, parts)
            continue
        work = measured.get(step.key)
        hours = None if work is None else yearly_hours(work, effect.cases_per_year.get(code))
        if hours is None:
            found[step.key] = Cell(as_is, can_be, as_is, Basis.PUBLISHED, work)
        else:
            found[step.key] = Cell(as_is, can_be, hours[0], hours[1], work)
    return found


def _sum_cell(as_is: int | None, can_be: int | None, parts: list[Cell]) -> Cell:
    together = _together(parts)
    if not together.basis.is_measured:
        # The published sum, not the sum of published parts: these are rounded each for itself.
        return Cell(as_is, can_be, as_is)
    return Cell(as_is, can_be, together.today, together.basis)


def _together(cells: Iterable[Cell]) -> Cell:
    """Cells added up; what one of them does not know, the sum does not know."""
    cells = list(cells)
    bases = {cell.basis for cell in cells}
    return Cell(
        _sum([cell.as_is for cell in cells]),
        _sum([cell.can_be for cell in cells]),
        _sum([cell.today for cell in cells]),
        bases.pop() if len(bases) == 1 else Basis.MIXED,
    )


def _sum(numbers: Iterable[Number | None]) -> Number | None:
    """The sum, None when there is nothing to add up or something in it is not known."""
    numbers = list(numbers)
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def _published(effect: Effect, stage: EffectStage, code: str, step: str) -> int | None:
    there = effect.stages.get(stage)
    return None if there is None else there.municipalities.get(code, {}).get(step)


def _printed(effect: Effect, stage: EffectStage, step: str) -> int | None:
    there = effect.stages.get(stage)
    return None if there is None else there.steps.get(step)


def _line(effect: Effect, step: EffectStep, cells: Mapping[str, Cell]) -> Line:
    as_is, can_be = (_printed(effect, stage, step.key) for stage in _COMPARED)
    summed = _together(cells.values())
    return Line(step, cells, Cell(as_is, can_be, _today_of_all(as_is, summed), summed.basis), summed)


def _today_of_all(printed: int | None, summed: Cell) -> float | None:
    """Of all municipalities together: what was printed, as long as nothing of it was measured."""
    return summed.today if summed.basis.is_measured else printed


def _comparisons(effect: Effect, lines: tuple[Line, ...]) -> Iterator[Comparison]:
    """Every printed number beside the one that follows from the numbers below it."""
    count = len(lines[0].cells)
    for stage in _COMPARED:
        there = effect.stages.get(stage)
        if there is None:
            continue
        for line in lines:
            printed = _printed(effect, stage, line.step.key)
            summed = line.summed.as_is if stage is EffectStage.AS_IS else line.summed.can_be
            if printed is not None and summed is not None:
                yield _of_hours(f"{stage.label}　{line.step.label}", printed, summed, count)
        for step in effect.steps.values():
            parts = _sum([there.steps.get(part) for part in step.sum_of])
            if step.sum_of and parts is not None and step.key in there.steps:
                what = f"{stage.label}　{step.label}（段階の公表値の合計）"
                yield _of_hours(what, there.steps[step.key], parts, len(step.sum_of))
        tops = [there.steps.get(step.key) for step in effect.top_steps]
        whole = _sum(tops)
        if there.total is not None and whole is not None:
            yield _of_hours(f"{stage.label}　全体（段階の公表値の合計）", there.total, whole, len(tops))
    yield from _savings(effect, lines)
    if effect.wage is not None:
        yield compare_wage(effect.wage)
        for worth in effect.worth:
            yield compare_worth(worth, effect.wage)


def _savings(effect: Effect, lines: tuple[Line, ...]) -> Iterator[Comparison]:
    as_is, can_be = (effect.stages.get(stage) for stage in _COMPARED)
    if as_is is None or can_be is None:
        return
    if effect.saved is not None and as_is.total is not None and can_be.total is not None:
        yield _of_hours("削減時間（As-Is－Can-Be）", effect.saved, as_is.total - can_be.total, 2)
    tops = {step.key for step in effect.top_steps}
    cells = [line.summed.planned for line in lines if line.step.key in tops]
    of_cells = _sum(cells)
    if effect.saved is not None and of_cells is not None:
        numbers = 2 * len(tops) * len(lines[0].cells)
        yield _of_hours("削減時間（市町村の値から）", effect.saved, of_cells, numbers)
    for step, percent in effect.reduction_percent.items():
        before, after = as_is.steps.get(step), can_be.steps.get(step)
        if before and after is not None:
            computed_percent = (Decimal(100) * (before - after) / before).quantize(Decimal("0.1"))
            label = effect.steps[step].label
            because = "1％未満を四捨五入したものです。" if computed_percent != percent else ""
            yield Comparison(f"減る割合　{label}", "％", percent, computed_percent, because)


def _of_hours(what: str, printed: int, computed: int, numbers: int) -> Comparison:
    reach = reach_of_rounding(numbers)
    because = (
        f"足した{numbers}個の値も公表の合計も、それぞれ1時間未満が丸められているためです"
        f"（丸めだけで差は{reach:g}まで）。"
        if printed != computed
        else ""
    )
    return Comparison(what, "時間", printed, Decimal(computed), because)
