"""Who in the register may be a relative of somebody: for a notice of death, a marriage, a letter home.

The register holds households, not families. What is proposed here is a place to begin asking, never a proof:
that is the 戸籍.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.tenancy import municipality
from madoguchi.engines.matching.api import Comparer, Evidence, Field, weights_for
from madoguchi.engines.residents.api import (
    Neighbour,
    PersonSought,
    ResidentRecord,
    guarded_households,
    people_around,
    resident,
    same_people,
)
from madoguchi.journeys.same_person.people import person_of

FAMILY_REGISTER = "family_register"
"""The role of the desk whose matters ask for relatives."""
_SPEAKING = (Field.FAMILY, Field.ADDRESS)
"""A relative has another given name and birth date: only the family name and the house speak."""


class NobodyThereError(LookupError):
    """この住民は見つかりません。"""


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody who may be a relative, with what speaks for it in words; `guarded` hides the address."""

    record: ResidentRecord = field(repr=False)
    grounds: tuple[str, ...]
    guarded: bool


@dataclass(frozen=True, slots=True)
class Relatives:
    """The person and the people proposed, the nearest first."""

    person: ResidentRecord = field(repr=False)
    people: tuple[Relative, ...]


def relatives_of(context: Context, uuid: UUID) -> Relatives:
    """Who may be a relative of a person of the register. Audited.

    Raises NobodyThereError, NotAllowedError.
    """
    if not context.actor.may("residents.search"):
        raise NotAllowedError(NotAllowedError.__doc__)
    code = context.municipality_code
    with municipality(code):
        person = resident(uuid, code)
        if person is None:
            raise NobodyThereError(NobodyThereError.__doc__)
        around = people_around(uuid, code)
        guarded = guarded_households({one.record.household_uuid for one in around}, code)
        seen = [str(one.record.uuid) for one in around]
        record_reading(context, "residents.relatives", f"resident:{uuid}", {"residents": seen})
    comparer = Comparer(weights_for(code))
    subject = person_of(person)
    found = []
    for one in around:
        said = [
            evidence
            for evidence in comparer.compare(subject, person_of(one.record)).evidence
            if evidence.field in _SPEAKING
        ]
        hidden = one.record.protected or one.record.household_uuid in guarded
        found.append((_rank(one, said), Relative(one.record, _grounds(one, said), hidden)))
    found.sort(key=lambda row: (row[0], row[1].record.resident_number))
    return Relatives(person, tuple(one for _, one in found))


def people_of_case(
    context: Context, name: str, kana: str, birth_date: date | None
) -> tuple[ResidentRecord, ...]:
    """Who in the register the person of a case may be: the same birth date, and the same name or reading.

    Audited. Raises NotAllowedError.
    """
    if not context.actor.may("residents.search"):
        raise NotAllowedError(NotAllowedError.__doc__)
    code = context.municipality_code
    with municipality(code):
        (found,) = same_people(code, [PersonSought(name, kana, birth_date)])
        record_reading(context, "residents.search", "", {"residents": [str(one.uuid) for one in found]})
    return found


def _rank(one: Neighbour, said: list[Evidence]) -> tuple[int, float]:
    nearness = 0 if one.same_household else 1 if one.same_house else 2
    return nearness, -sum(evidence.weight for evidence in said)


def _grounds(one: Neighbour, said: list[Evidence]) -> tuple[str, ...]:
    """In words: the household or house, then what the comparison says of the family name."""
    words = []
    if one.same_household:
        words.append(f"同じ世帯（続柄：{one.record.relation_label}）")
    elif one.same_house:
        words.append("同じ住所の別の世帯")
    elif one.bearers:
        words.append(f"同じ町・字（この氏は市町村で{one.bearers}人）")
    family = next((evidence for evidence in said if evidence.field is Field.FAMILY), None)
    if family is not None and family.left and family.right:
        words.append(f"氏：{family.label.partition('（')[0]}")
    return tuple(words)
