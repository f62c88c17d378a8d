"""What came of an accepted visit: cases by desk, papers, what the core system has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.cases.api import Case
from madoguchi.engines.handover.api import HandoverRecord


@dataclass(frozen=True, slots=True)
class DeskCases:
    """The cases on one counter, in the order in which they were opened. `here`: done at this counter."""

    desk: Desk | None
    label: str
    cases: tuple[Case, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One record on its way to the core system."""

    label: str
    state: str
    word: str


def cases_by_desk(cases: Iterable[Case], pack: MunicipalityPack, own: Sequence[str]) -> tuple[DeskCases, ...]:
    """In walking order; desks of the person who looks are marked as here."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.desk_role, []).append(case)
    places: dict[tuple[str, ...], list[str]] = {}
    for role in sorted(found, key=lambda role: pack.desks[role].order if role in pack.desks else 1_000):
        desk = pack.desks.get(role)
        # Two desks at one counter are one stop of the walk.
        place = (role,) if desk is None else (desk.counter, desk.name, desk.floor)
        places.setdefault(place, []).append(role)
    return tuple(
        DeskCases(
            desk=pack.desks.get(roles[0]),
            label="、".join(
                pack.desk_roles[role].label if role in pack.desk_roles else role for role in roles
            ),
            cases=tuple(case for role in roles for case in found[role]),
            here=any(role in own for role in roles),
        )
        for roles in places.values()
    )


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
