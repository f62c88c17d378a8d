"""What a purpose allows, and of whom: the allow-lists of the packs applied to a plan or a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.core.packs import Concerns, LifeEvent, MunicipalityPack, People, Procedure
from madoguchi.core.vocabulary import PERSON_PREFIX


@dataclass(frozen=True, slots=True)
class Allowed:
    """Items that may be told: of the household, and of each person by key."""

    household: frozenset[str]
    people: Mapping[str, frozenset[str]]

    def __bool__(self) -> bool:
        """Whether anything may be told at all."""
        return bool(self.household) or any(self.people.values())


def is_in_register(event: LifeEvent) -> bool:
    """Whether the people of an event stand in this municipality's register: newcomers do not."""
    return event.people is not People.NEWCOMERS


def allowed_items(
    pack: MunicipalityPack, purposes: Iterable[tuple[str, Iterable[str]]], people: Iterable[str]
) -> Allowed:
    """What the procedures named allow together.

    A procedure of persons allows items of the persons named with it; one of the household those of everybody.
    A procedure that the municipality does not have allows nothing.
    """
    everybody = tuple(people)
    household: set[str] = set()
    of_people: dict[str, set[str]] = {key: set() for key in everybody}
    for key, named in purposes:
        procedure = pack.procedures.get(key)
        if procedure is None:
            continue
        wanted = set(everybody if procedure.concerns is Concerns.HOUSEHOLD else named)
        for item in procedure.prefill:
            if not item.startswith(PERSON_PREFIX):
                household.add(item)
                continue
            for person in wanted & of_people.keys():
                of_people[person].add(item)
    return Allowed(frozenset(household), {key: frozenset(items) for key, items in of_people.items()})


def asks_the_office(procedure: Procedure) -> bool:
    """Whether the procedure is a purpose for which the office tells anything."""
    return bool(procedure.prefill)
