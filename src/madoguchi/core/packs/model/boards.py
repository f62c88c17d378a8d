"""Bodies that several municipalities have in common, and the boards that decide for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from madoguchi.core.packs.model.places import Municipality
from madoguchi.core.packs.model.sources import Source


@dataclass(frozen=True, slots=True)
class Body:
    """An authority of its own (一部事務組合, 広域連合): `place` is it as a place of work, with code and name.

    `head` is the title of who stands at its top (管理者); `municipalities` are the codes of its members,
    `boards` the keys of the boards that it holds for them.
    """

    place: Municipality
    head: str
    municipalities: tuple[str, ...]
    boards: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def code(self) -> str:
        """Six digits, as of a municipality."""
        return self.place.code

    @property
    def name(self) -> str:
        """As people know it."""
        return self.place.name


@dataclass(frozen=True, slots=True)
class BoardResult:
    """What a board may decide. `certified`: it gives a right, for so many months."""

    key: str
    label: str
    certified: bool = True


@dataclass(frozen=True, slots=True)
class ValidityRule:
    """For how many months a decision may hold: usually, at least, at most; where the result is the one of
    before, at most `most_when_unchanged`.
    """

    standard: int
    least: int
    most: int
    most_when_unchanged: int

    def most_for(self, *, unchanged: bool) -> int:
        """The most months."""
        return self.most_when_unchanged if unchanged else self.most


@dataclass(frozen=True, slots=True)
class BoardRules:
    """How a board works. `validity` are the rules by kind of application, with the day of application from
    which they hold, oldest first. `request` and `result` are the kinds of messages that bring cases and
    take results home, `recall` the one that takes a request back (empty: nobody can). A member is compared
    with the items of `conflict_people` (by name) and of `conflict_facilities`; `shown` are personal items
    that members see all the same, `hidden` others that they do not see.
    """

    key: str
    label: str
    law: str
    desk: str
    request: str
    result: str
    fields: Mapping[str, str]
    applications: Mapping[str, str]
    results: Mapping[str, BoardResult]
    members: int
    most_cases: int
    decide_within: int
    validity: tuple[tuple[date, Mapping[str, ValidityRule]], ...]
    sources: tuple[Source, ...]
    conflict_people: tuple[str, ...] = ()
    conflict_facilities: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    example: frozenset[str] = field(default_factory=frozenset)
    recall: str = ""

    def validity_of(self, application: str, applied_on: date) -> ValidityRule | None:
        """The rule for an application of that day; None before the first."""
        holding = [rules for begins, rules in self.validity if begins <= applied_on]
        return holding[-1].get(application) if holding else None
