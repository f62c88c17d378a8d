"""What comes out: cells, lines, comparisons with what was printed, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from madoguchi.core.packs import Effect, EffectStep

ENOUGH_CASES = 10
"""So many cases with a believed time it takes before a measured time takes the place of a published one, and
before a municipality's sum is shown to its neighbours: fewer say little, and may say something of somebody.
"""
ENOUGH_DAYS = 30
"""So many days of measuring it takes before cases are projected to a year."""
YEAR = 365


class Basis(StrEnum):
    """What a number of today rests on."""

    PUBLISHED = "published"
    TO_CASES = "to_cases"
    TO_YEAR = "to_year"
    YEAR = "year"
    MIXED = "mixed"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]

    @property
    def is_measured(self) -> bool:
        """Whether any measured time is in it."""
        return self is not Basis.PUBLISHED


_LABELS = {
    Basis.PUBLISHED: "公表値のまま",
    Basis.TO_CASES: "計測（1件の時間×年間件数）",
    Basis.TO_YEAR: "計測（1年にのばした推計）",
    Basis.YEAR: "計測（1年分）",
    Basis.MIXED: "計測と公表値の合計",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The work of one municipality on one published step, as measuring summed it up.

    `cases` were worked on from `since` on and before `until`, `counted` of them with a time that is believed:
    `seconds` together, `median_seconds` the middle one.
    """

    cases: int
    counted: int
    seconds: int
    median_seconds: float
    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days were measured."""
        return max(0, (self.until - self.since).days)

    @property
    def mean_seconds(self) -> float:
        """What a case took on the average; 0 where none counts."""
        return self.seconds / self.counted if self.counted else 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One step in one municipality, or in all: hours of a year. None is what nobody has published.

    `today` is measured where enough was measured, and the published As-Is where not; `basis` says which.
    """

    as_is: int | None
    can_be: int | None
    today: float | None
    basis: Basis = Basis.PUBLISHED
    measured: Measured | None = None

    @property
    def planned(self) -> int | None:
        """What the published Can-Be saves."""
        return None if self.as_is is None or self.can_be is None else self.as_is - self.can_be

    @property
    def saved(self) -> float | None:
        """What is saved today, as measured; None where nothing is measured or nothing to compare with."""
        if self.as_is is None or self.today is None or not self.basis.is_measured:
            return None
        return self.as_is - self.today


@dataclass(frozen=True, slots=True)
class Line:
    """One step over all municipalities. `whole` has the totals as printed, `summed` those of the cells."""

    step: EffectStep
    cells: Mapping[str, Cell]
    whole: Cell
    summed: Cell


@dataclass(frozen=True, slots=True)
class Comparison:
    """A printed number beside the one that is computed from the printed numbers below it.

    `difference` is computed minus printed; `because` explains it, and is empty where there is none.
    """

    what: str
    unit: str
    printed: int
    computed: Decimal
    because: str = ""

    @property
    def difference(self) -> Decimal:
        """Computed minus printed."""
        return self.computed - self.printed


@dataclass(frozen=True, slots=True)
class EffectReport:
    """All that is known of the effect on one process.

    `names` are the municipalities by code in the region's order; `wholes` the sum of the steps for each.
    """

    effect: Effect
    names: Mapping[str, str]
    lines: tuple[Line, ...]
    wholes: Mapping[str, Cell]
    whole: Cell
    comparisons: tuple[Comparison, ...]

    @property
    def has_municipalities(self) -> bool:
        """Whether hours of single municipalities are known at all."""
        return any(cell.today is not None for cell in self.wholes.values())

    @property
    def is_measured(self) -> bool:
        """Whether any measured time stands in the place of a published one."""
        return any(cell.basis.is_measured for line in self.lines for cell in line.cells.values())
