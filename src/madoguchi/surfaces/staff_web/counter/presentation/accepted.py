"""What came of an accepted visit: cases by desk, papers, what the core system has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.cases.api import Case
from madoguchi.engines.handover.api import HandoverRecord


@dataclass(frozen=True, slots=True)
class Presence:
    """A procedure for which the household goes on to this counter. `why` is empty where none is written."""

    label: str
    why: str


@dataclass(frozen=True, slots=True)
class DeskCases:
    """The cases on one counter, in the order in which they were opened.

    `left`: what the household goes there for; nothing where it is done with.
    """

    desk: Desk | None
    label: str
    cases: tuple[Case, ...]
    left: tuple[Presence, ...]

    @property
    def remains(self) -> bool:
        """Whether the household goes there."""
        return bool(self.left)


@dataclass(frozen=True, slots=True)
class Walk:
    """The counters of a household: `each` one by one, `remaining` with what was done where it came first."""

    stops: tuple[DeskCases, ...]

    @property
    def each(self) -> int:
        """How many counters it would be one by one."""
        return len(self.stops)

    @property
    def onward(self) -> int:
        """How many counters it is sent on to."""
        return sum(stop.remains for stop in self.stops)

    @property
    def remaining(self) -> int:
        """How many counters it really is, with the one where it came first."""
        return self.onward + any(not stop.remains for stop in self.stops)


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One record on its way to the core system."""

    label: str
    state: str
    word: str


def walk_of(cases: Iterable[Case], pack: MunicipalityPack, done: Collection[str]) -> Walk:
    """The counters in walking order; `done` are the procedures that need no way to their own counter."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.desk_role, []).append(case)
    places: dict[tuple[str, ...], list[str]] = {}
    for role in sorted(found, key=lambda role: pack.desks[role].order if role in pack.desks else 1_000):
        desk = pack.desks.get(role)
        # Two desks at one counter are one stop of the walk.
        places.setdefault((role,) if desk is None else desk.place, []).append(role)
    return Walk(tuple(_stop(pack, roles, found, done) for roles in places.values()))


def _stop(
    pack: MunicipalityPack, roles: Sequence[str], found: Mapping[str, list[Case]], done: Collection[str]
) -> DeskCases:
    cases = tuple(case for role in roles for case in found[role])
    left = {case.procedure_key: case.procedure_label for case in cases if case.procedure_key not in done}
    return DeskCases(
        desk=pack.desks.get(roles[0]),
        label="、".join(_role_name(role, pack) for role in roles),
        cases=cases,
        left=tuple(Presence(label, _why(pack, key)) for key, label in left.items()),
    )


def _why(pack: MunicipalityPack, key: str) -> str:
    """Why the household must come for it, as far as that always holds."""
    procedure = pack.procedures.get(key)
    needed = None if procedure is None else procedure.in_person
    return "" if needed is None or needed.when is not None else needed.why


def _role_name(role: str, pack: MunicipalityPack) -> str:
    named = pack.desk_roles.get(role)
    return named.label if named is not None else role


def handover_lines(records: Iterable[HandoverRecord], pack: MunicipalityPack) -> tuple[HandoverLine, ...]:
    """What was handed over, by the name of the procedure that declares it."""
    declared = reversed(tuple(pack.procedures.values()))
    names = {one.handover: one.label for one in declared if one.handover is not None}
    return tuple(
        HandoverLine(names.get(f"{one.target}.{one.kind}", one.kind), one.status, one.get_status_display())
        for one in sorted(records, key=lambda one: one.pk)
    )
