"""What is found out about a person by a survey and by an opinion, and when the two do not fit together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from madoguchi.core.conditions import Expression
from madoguchi.core.packs.model.sources import Source
from madoguchi.core.vocabulary import Item

NOTHING = "none"
"""The choice 「ない」 of an item that takes several."""


@dataclass(frozen=True, slots=True)
class FormItem:
    """An item with the number it has on the form (`1-3`; the only one of its section: `6`)."""

    number: str
    item: Item

    @property
    def counts(self) -> int:
        """One; where several choices can hold, one for each besides 「ない」."""
        return len([key for key in self.item.choices if key != NOTHING]) if self.item.multiple else 1

    @property
    def required(self) -> bool:
        """Whether a finished form has an answer."""
        return self.item.options.get("required", True) is not False


@dataclass(frozen=True, slots=True)
class FormSection:
    """A group of items. `counted`: part of the total; `scored`: the first stage gives it a score;
    `to_first_stage`: it is told the answers; `note`: what whoever fills it in should know.
    """

    key: str
    number: str
    label: str
    items: tuple[FormItem, ...]
    counted: bool = True
    scored: bool = False
    to_first_stage: bool = True
    note: str = ""


@dataclass(frozen=True)
class AssessmentForm:
    """Sections in the order in which they are filled in."""

    label: str
    sections: tuple[FormSection, ...]

    def __iter__(self) -> Iterator[FormItem]:
        return (one for section in self.sections for one in section.items)

    @property
    def first_stage_items(self) -> Iterator[FormItem]:
        """Those whose answers go to the first stage."""
        return (one for section in self.sections if section.to_first_stage for one in section.items)

    @cached_property
    def items(self) -> Mapping[str, FormItem]:
        """All items by key, in the order of the form."""
        return {one.item.key: one for one in self}

    @cached_property
    def count(self) -> int:
        """How many items it is said to have (認定調査: 74)."""
        return sum(one.counts for section in self.sections if section.counted for one in section.items)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with every item, choice or number of the form."""
        said = [
            [one.number, one.item.key, one.item.type.value, one.item.multiple, dict(one.item.choices)]
            for one in self
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class OpinionForm:
    """A form that somebody else answers within `days`, and is reminded of so many days after that."""

    form: AssessmentForm
    days: int
    remind_after: int


@dataclass(frozen=True, slots=True)
class ConsistencyCheck:
    """Something to confirm when its condition certainly holds. Without `say` the answers speak."""

    code: str
    when: Expression
    say: str = ""


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """Checks of one kind, and what the official does about each of them (`tell`)."""

    key: str
    label: str
    tell: str
    checks: tuple[ConsistencyCheck, ...]
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class StageResult:
    """A result of the first stage: minutes a day from `begins` to below `ends`; None: no bound."""

    key: str
    label: str
    begins: Decimal | None = None
    ends: Decimal | None = None

    def holds(self, minutes: Decimal) -> bool:
        """Whether so many minutes are of this result."""
        return (self.begins is None or minutes >= self.begins) and (self.ends is None or minutes < self.ends)


@dataclass(frozen=True, slots=True)
class ToBoard:
    """What a request to the board holds from the beginning: the kind of application by procedure, items that
    say what was decided before (the first that is known counts), and the one that says until when that holds.
    """

    applications: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One kind of assessment: whose desk, for which procedures, both forms, checks and results."""

    key: str
    label: str
    desk: str
    procedures: tuple[str, ...]
    survey: AssessmentForm
    opinion: OpinionForm
    check_groups: tuple[CheckGroup, ...]
    results: Mapping[str, StageResult] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    to_board: ToBoard = ToBoard()
