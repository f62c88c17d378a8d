"""The effect on a process as rows of a table with bars, and as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.core.packs import EffectStage, Ways
from madoguchi.engines.effects.api import (
    ENOUGH_CASES,
    ENOUGH_DAYS,
    Basis,
    Cell,
    EffectReport,
    Measured,
    thousand_yen_of,
)
from madoguchi.lib.cells import safe_cell
from madoguchi.surfaces.staff_web.presentation.durations import in_words_of_seconds

WHOLE = "whole"
"""In the address: all steps together."""
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality or one step. Shares are of its own As-Is, 0 to 100; None: nothing is to be drawn."""

    key: str
    name: str
    cell: Cell
    here: bool = False
    part: bool = False
    note: str = ""

    @property
    def as_is(self) -> str:
        """Hours as published."""
        return hours(self.cell.as_is)

    @property
    def can_be(self) -> str:
        """Hours as published."""
        return hours(self.cell.can_be)

    @property
    def today(self) -> str:
        """Hours as measured, or as published where nothing was."""
        return hours(self.cell.today)

    @property
    def difference(self) -> str:
        """Measured hours minus published ones, with the sign: −441."""
        saved = self.cell.saved
        if saved is None:
            return NOTHING
        return ("−" if saved > 0 else "+" if saved < 0 else "±") + hours(abs(saved))

    @property
    def basis(self) -> str:
        """What today's number rests on; empty where there is none."""
        return "" if self.cell.today is None else self.cell.basis.label

    @property
    def is_measured(self) -> bool:
        """Whether any measured time is in today's number."""
        return self.cell.basis.is_measured

    @property
    def planned_percent(self) -> str:
        """By how much Can-Be is less: 57%減."""
        if not self.cell.as_is or self.cell.planned is None:
            return ""
        return f"{round(100 * self.cell.planned / self.cell.as_is)}%減"

    @property
    def can_be_share(self) -> int | None:
        """Can-Be, of As-Is."""
        return share(self.cell.can_be, self.cell.as_is)

    @property
    def today_share(self) -> int | None:
        """Today, of As-Is; None where it is not measured."""
        return share(self.cell.today, self.cell.as_is) if self.is_measured else None

    @property
    def measured(self) -> str:
        """「40件、1件6分（中央値）」, empty where nothing was measured."""
        return "" if self.cell.measured is None else measurement(self.cell.measured)


def share(hours: float | None, of: float | None) -> int | None:
    """0 to 100; None where there is nothing to compare. More than before fills the bar."""
    return None if hours is None or not of else max(0, min(100, round(100 * hours / of)))


def hours(number: float | None) -> str:
    """Whole hours; under ten with one decimal place where they have one."""
    if number is None:
        return NOTHING
    if abs(number) < 10 and round(number, 1) != round(number):
        return f"{number:.1f}"
    return f"{round(number):,}"


def measurement(measured: Measured) -> str:
    """How much was measured and what a case took."""
    believed = "" if measured.counted == measured.cases else f"、うち時間が分かるもの{measured.counted:,}件"
    if not measured.counted:
        return f"{measured.cases:,}件（時間の分かるものなし）"
    return f"{measured.cases:,}件{believed}、1件 {in_words_of_seconds(measured.median_seconds)}（中央値）"


def municipality_rows(report: EffectReport, step: str, here: str) -> list[Row]:
    """The municipalities side by side, in one step or in all (`WHOLE`)."""
    cells = report.wholes
    if step != WHOLE:
        cells = next(line for line in report.lines if line.step.key == step).cells
    return [Row(code, name, cells[code], code == here) for code, name in report.names.items()]


def whole_row(report: EffectReport, step: str) -> Row:
    """All municipalities together, as printed."""
    cell = report.whole
    if step != WHOLE:
        cell = next(line for line in report.lines if line.step.key == step).whole
    return Row(WHOLE, "合計（公表）", cell)


def step_rows(report: EffectReport, code: str | None) -> list[Row]:
    """The steps one below the other: of a municipality, or of all together (None)."""
    inside = {key for step in report.effect.steps.values() for key in step.sum_of}
    rows = []
    for line in report.lines:
        cell = line.whole if code is None else line.cells[code]
        rows.append(
            Row(
                line.step.key,
                line.step.label,
                cell,
                part=line.step.key in inside,
                note=line.step.note or "",
            )
        )
    whole = report.whole if code is None else report.wholes[code]
    return [*rows, Row(WHOLE, "全体", whole)]


@dataclass(frozen=True, slots=True)
class CountedSoFar:
    """What a municipality has measured of one step, and what is missing until it is compared."""

    label: str
    counted: int
    time: str
    missing: str


def counted_so_far(report: EffectReport, code: str) -> list[CountedSoFar]:
    """One line for each step that can be measured, also where nothing or too little was counted yet."""
    known_cases = report.effect.cases_per_year.get(code) is not None
    return [
        _counted(line.step.label, line.cells[code].measured, known_cases)
        for line in report.lines
        if line.step.measured_by
    ]


def _counted(label: str, measured: Measured | None, known_cases: bool) -> CountedSoFar:
    if measured is None:
        return CountedSoFar(label, 0, NOTHING, f"あと{ENOUGH_CASES}件")
    missing = []
    if measured.counted < ENOUGH_CASES:
        missing.append(f"あと{ENOUGH_CASES - measured.counted}件")
    if not known_cases and measured.days < ENOUGH_DAYS:
        missing.append(f"あと{ENOUGH_DAYS - measured.days}日")
    time = in_words_of_seconds(measured.median_seconds) if measured.counted else NOTHING
    return CountedSoFar(label, measured.counted, time, "、".join(missing))


def ways_rows(report: EffectReport) -> list[tuple[str, Ways]]:
    """How many pieces of work are done which way, in each state."""
    stages = report.effect.stages
    return [(stage.label, ways) for stage in EffectStage if stage in stages and (ways := stages[stage].ways)]


def thousand_yen(report: EffectReport, number: float | None) -> str:
    """Hours in thousands of yen, by the published wage; empty without one."""
    wage = report.effect.wage
    return "" if wage is None or number is None else f"{thousand_yen_of(number, wage):,}千円"


COLUMNS = (
    "業務", "市町村コード", "市町村", "段階",
    "As-Is（時間／年・公表）", "Can-Be（時間／年・公表）", "いま（時間／年）", "いまの値のもと",
    "計測した件数", "時間の分かる件数", "1件の中央値（秒）", "1件の平均（秒）",
    "計測の始まり", "計測の終わり（この日の前まで）",
)  # fmt: skip


def as_csv(report: EffectReport) -> str:
    """All cells as a table for a spreadsheet; text that could be taken for a formula is marked."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _lines(report):
        writer.writerow([safe_cell(one) if isinstance(one, str) else one for one in row])
    return written.getvalue()


def _lines(report: EffectReport) -> Iterator[list[object]]:
    names: Mapping[str, str] = {**report.names, "": "合計（公表）"}
    for code, name in names.items():
        steps = [(line.step.label, line.cells[code] if code else line.whole) for line in report.lines]
        steps.append(("全体", report.wholes[code] if code else report.whole))
        for label, cell in steps:
            if cell.as_is is None and cell.can_be is None and cell.today is None and cell.measured is None:
                continue
            yield [report.effect.label, code, name, label, *_numbers(cell)]


def _numbers(cell: Cell) -> list[object]:
    numbers: list[object] = [
        "" if cell.as_is is None else cell.as_is,
        "" if cell.can_be is None else cell.can_be,
        "" if cell.today is None else round(cell.today, 1),
        "" if cell.today is None else cell.basis.label,
    ]
    measured = cell.measured
    if measured is None:
        return [*numbers, "", "", "", "", "", ""]
    return [
        *numbers,
        measured.cases,
        measured.counted,
        round(measured.median_seconds),
        round(measured.mean_seconds),
        measured.since.isoformat(),
        measured.until.isoformat(),
    ]


def explanations(report: EffectReport) -> list[str]:
    """What the numbers of today rest on: one sentence for each basis that is on the page."""
    bases = {cell.basis for line in report.lines for cell in line.cells.values()}
    return [_EXPLAINED[basis] for basis in _EXPLAINED if basis in bases]


_EXPLAINED = {
    Basis.PUBLISHED: (
        "「公表値のまま」は、計った件数が足りない所です。"
        "いまの時間として、公表された現状（As-Is）の時間を置いています。"
    ),
    Basis.TO_CASES: (
        "「計測（1件の時間×年間件数）」は、計った1件の平均に、分かっている1年の件数を掛けたものです。"
    ),
    Basis.TO_YEAR: (
        "「計測（1年にのばした推計）」は、計った件数と時間を、計った日数から1年にのばしたものです。"
        "季節で件数が変わる仕事では、ずれます。"
    ),
    Basis.YEAR: "「計測（1年分）」は、この1年に計った時間です。",
}
