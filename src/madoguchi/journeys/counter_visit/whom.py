"""Whom an event is about when it is none of the visit's people: who died, beside what the register knows.

The relative who comes answers for somebody else. The register has that person with address and household,
and the clerk compares before anybody's insurance or pension is ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import PERSON_PREFIX, Facts, PartialDate
from madoguchi.engines.residents.api import (
    HouseholdRecord,
    Notice,
    PersonSought,
    ResidentRecord,
    Status,
    household,
)

_SAME_OF_EVERYBODY = ("name", "name_kana", "birth_date")


@dataclass(frozen=True, slots=True)
class Whom:
    """The person, and who in the register that may be; `household` is there when it is exactly one."""

    prefix: str
    """`deceased.`: how the items about the person begin."""
    sought: PersonSought = field(repr=False)
    matches: tuple[ResidentRecord, ...] = ()
    household: HouseholdRecord | None = None

    @property
    def record(self) -> ResidentRecord | None:
        """The person in the register, when there is exactly one."""
        return self.matches[0] if len(self.matches) == 1 else None

    @property
    def was_head(self) -> bool:
        """Whether the register counts the household's relations from this person, as nobody does any more."""
        return self.record is not None and self.record.relation == "head"

    @property
    def is_known(self) -> bool:
        """Whether enough was answered for finding somebody."""
        return self.sought.birth_date is not None and any(self.sought.keys)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must not be overlooked. That somebody died is no surprise where it brings people here."""
        return tuple(
            notice for one in self.matches for notice in one.notices if notice.kind != Status.DECEASED.value
        )

    @property
    def left_behind(self) -> tuple[ResidentRecord, ...]:
        """Who of the household lives on, as the register has it."""
        members = () if self.household is None else self.household.members
        return tuple(one for one in members if self.record is None or one.uuid != self.record.uuid)


def sought_in(facts: Facts, prefix: str) -> PersonSought:
    """Whom to look for: items of `person.` or of somebody else, all of the household's case."""
    name, kana, birth = (facts.case.get(f"{prefix}{one}") for one in _SAME_OF_EVERYBODY)
    return PersonSought(
        name=name if isinstance(name, str) else "",
        name_kana=kana if isinstance(kana, str) else "",
        birth_date=birth if isinstance(birth, date | PartialDate) else None,
    )


def with_household(whom: Whom) -> Whom:
    """The same with the household of the one person who was found."""
    record = whom.record
    if record is None:
        return whom
    found = household(record.household_uuid, record.municipality_code)
    return Whom(whom.prefix, whom.sought, whom.matches, found)


def register_answers(record: ResidentRecord, about: str, pack: MunicipalityPack) -> dict[str, Any]:
    """What the register answers about the person, by item key, as JSON values."""
    known = record.as_answers()
    prefix = f"{about}."
    answers: dict[str, Any] = {f"{prefix}{one}": known[f"{PERSON_PREFIX}{one}"] for one in _SAME_OF_EVERYBODY}
    place = pack.municipality
    answers[f"{prefix}resident"] = record.status in (Status.RESIDENT, Status.DECEASED)
    answers[f"{prefix}address"] = f"{place.prefecture}{place.name}{record.address}"
    if record.status is Status.DECEASED and record.status_changed_on is not None:
        answers[f"{prefix}date"] = record.status_changed_on.isoformat()
    return {key: value for key, value in answers.items() if key in pack.vocabulary}


def says(facts: Facts, prefix: str, short_key: str) -> bool | None:
    """An answer of yes or no about the person; None while nobody knows."""
    found: Mapping[str, object] = facts.case
    value = found.get(f"{prefix}{short_key}")
    return value if isinstance(value, bool) else None
