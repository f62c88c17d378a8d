"""What a process was measured to take, as it was published: hours of a year, by step and municipality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from madoguchi.core.packs.model.sources import Source


class EffectStage(StrEnum):
    """The three states that a process is compared in."""

    AS_IS = "as_is"
    CAN_BE = "can_be"
    TO_BE = "to_be"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]


_LABELS = {
    EffectStage.AS_IS: "現状（As-Is）",
    EffectStage.CAN_BE: "実証（Can-Be）",
    EffectStage.TO_BE: "標準モデル（To-Be）",
}


@dataclass(frozen=True, slots=True)
class EffectStep:
    """One line of the published table.

    `sum_of` are the steps whose hours it adds up, none for a step of its own. `measured_by` are the steps of
    the flow whose work it is; `longest` is how long one stretch of that work is believed to be, None: the
    general cap of measuring.
    """

    key: str
    label: str
    sum_of: tuple[str, ...] = ()
    measured_by: tuple[str, ...] = ()
    longest: timedelta | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """By how many pieces of work on paper, on a screen and by the machine alone a process is done."""

    paper: int
    digital: int
    automatic: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedStage:
    """The hours of a year as printed: over all municipalities by step and in all, and each one's own."""

    total: int | None = None
    steps: Mapping[str, int] = field(default_factory=dict)
    municipalities: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ways: Ways | None = None


@dataclass(frozen=True, slots=True)
class Wage:
    """What an hour is worth: pay of a month, its days, hours of a day, and the yen that was printed."""

    monthly_yen: int
    days: int
    hours: Decimal
    hourly_yen: int


@dataclass(frozen=True, slots=True)
class Worth:
    """Hours that were put into money, as printed."""

    label: str
    hours: int
    thousand_yen: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A process whose working time was published, and how measured times take the place of published ones.

    `flow` is the key under which its work is measured, None when it is not. `cases_per_year` are by
    municipality, where they are known.
    """

    key: str
    label: str
    region: str
    steps: Mapping[str, EffectStep]
    stages: Mapping[EffectStage, PublishedStage]
    sources: tuple[Source, ...]
    flow: str | None = None
    procedures: tuple[str, ...] = ()
    saved: int | None = None
    reduction_percent: Mapping[str, int] = field(default_factory=dict)
    wage: Wage | None = None
    worth: tuple[Worth, ...] = ()
    cases_per_year: Mapping[str, int] = field(default_factory=dict)
    note: str | None = None

    @property
    def top_steps(self) -> tuple[EffectStep, ...]:
        """The steps that together are the whole: those that no other one adds up."""
        inside = {key for step in self.steps.values() for key in step.sum_of}
        return tuple(step for step in self.steps.values() if step.key not in inside)


def reach_of_rounding(numbers: int) -> float:
    """How far the sum of so many rounded numbers may lie from their rounded total, at most."""
    return (numbers + 1) / 2
