"""Municipalities, their regions and desks, and what members of staff may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from madoguchi.core.packs.model.sources import Source

LINE_COLOURS: Mapping[str, str] = {
    "red": "赤",
    "blue": "青",
    "green": "緑",
    "yellow": "黄",
    "purple": "紫",
    "orange": "だいだい",
}
"""Key and Japanese name of the lines on the floor; the colour values stand in the style sheet."""


@dataclass(frozen=True, slots=True)
class DeskRole:
    """What a desk does, whatever the municipality calls it. `order` is the usual walking order.

    `outside`: another authority's (税務署, 年金事務所); no municipality has a counter for it, and its
    procedures only tell people where to go.
    """

    key: str
    label: str
    order: int = 100
    description: str | None = None
    outside: bool = False
    one_stop: bool = False
    """Takes a household's notices for the other desks, where a municipality says nothing else."""


@dataclass(frozen=True, slots=True)
class StaffRole:
    """What a member of staff may do."""

    key: str
    label: str
    permissions: tuple[str, ...]
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The counter of one municipality that plays a desk role."""

    role: str
    counter: str
    name: str
    floor: str
    line: str | None = None
    hours: str | None = None
    telephone: str | None = None
    order: int = 100
    example: bool = False

    @property
    def place(self) -> tuple[str, str, str]:
        """Counter, name and floor. Desks at the same place are one stop of the walk."""
        return self.counter, self.name, self.floor

    @property
    def line_label(self) -> str | None:
        """「赤の線」, or None where no line leads there."""
        return f"{LINE_COLOURS[self.line]}の線" if self.line else None


@dataclass(frozen=True, slots=True)
class OneStop:
    """The counter that takes a household's notices for other desks: what needs nobody there in person.

    `desk` is its role. `accepts` are the roles of the desks for which it takes them; None: all. `example`:
    nobody has said so of this municipality.
    """

    desk: str
    accepts: frozenset[str] | None = None
    example: bool = False

    def takes_for(self, role: str) -> bool:
        """Whether it takes the notices of that desk."""
        return self.accepts is None or role in self.accepts


@dataclass(frozen=True, slots=True)
class Population:
    """Residents of a municipality, for figures and the synthetic register."""

    total: int
    aged_65_plus: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality. `example` names the fields that are not from a source; pages show 例 beside them."""

    code: str
    name: str
    kana: str
    prefecture: str
    region: str
    desks: Mapping[str, Desk]
    telephone: str
    hours: str
    address: str | None = None
    website: str = ""
    """`https://host` of the municipality's own pages, which may show parts of ours."""
    emblem: str = "window"
    key_colour: str = "#0017c1"
    population: Population | None = None
    sources: tuple[Source, ...] = ()
    example: frozenset[str] = frozenset()
    flows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By flow: what this municipality chose of its options."""
    one_stop: OneStop | None = None
    """None: it has no counter that takes notices for other desks."""

    def is_example(self, name: str) -> bool:
        """True when that field (`telephone`, `desks`, `desks.<role>`) is an example (例)."""
        return name in self.example or name.split(".", 1)[0] in self.example


@dataclass(frozen=True, slots=True)
class Region:
    """A group of municipalities that work together."""

    key: str
    label: str
    prefecture: str
    municipalities: tuple[str, ...]
