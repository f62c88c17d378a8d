"""Who decides what: positions, kinds of documents, and the routes that a document takes to its decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.core.conditions import Expression


class Retention(StrEnum):
    """How long a decided document is kept (保存期間): years, or for ever."""

    ONE = "1"
    THREE = "3"
    FIVE = "5"
    TEN = "10"
    THIRTY = "30"
    PERMANENT = "permanent"

    @property
    def label(self) -> str:
        """As people read it."""
        return "永久" if self is Retention.PERMANENT else f"{self.value}年"

    @property
    def years(self) -> int | None:
        """The years; None for ever."""
        return None if self is Retention.PERMANENT else int(self.value)


class StageKind(StrEnum):
    """What those on a stage are asked for."""

    APPROVE = "approve"
    CONSULT = "consult"
    DECIDE = "decide"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"approve": "承認", "consult": "合議", "decide": "決裁"}[self.value]


@dataclass(frozen=True, slots=True)
class Position:
    """A post that somebody holds (職): one for each desk, or one for the whole municipality.

    `deputies` may decide in its place while the holder is away (代決), in this order. `superior` decides what
    its holder drafted.
    """

    key: str
    label: str
    of_desk: bool = False
    deputies: tuple[str, ...] = ()
    superior: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One post on a stage. `desk` is a desk role for the posts of other desks, None for the drafter's own
    desk or where there is one post for all.
    """

    position: str
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """Posts that a document reaches together (`parallel`) or one after the other.

    `objection_returns`: an objection of a consulted desk sends the document back to its drafter; otherwise it
    is noted and everybody after it reads it. `label` is the name of a decision (課長専決).
    """

    kind: StageKind
    seats: tuple[Seat, ...]
    parallel: bool = False
    objection_returns: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRoute:
    """The stages in their order; the last one decides. Without `when` it holds where no other does."""

    stages: tuple[Stage, ...]
    when: Expression | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """A kind of document: what is asked of the drafter, which routes there are, how long it is kept."""

    key: str
    label: str
    retention: Retention
    routes: tuple[ApprovalRoute, ...]
    items: tuple[str, ...] = ()
    description: str = ""
    example: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """What holds in one municipality. `symbols` are the 記号 of document numbers by desk role."""

    positions: Mapping[str, Position] = field(default_factory=dict)
    kinds: Mapping[str, ApprovalKind] = field(default_factory=dict)
    symbols: Mapping[str, str] = field(default_factory=dict)
