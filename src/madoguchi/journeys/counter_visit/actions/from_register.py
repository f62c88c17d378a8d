"""Beginning a visit for somebody whom the register knows: nothing is typed that stands there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import MunicipalityPack, People, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.residents.api import (
    HouseholdRecord,
    ResidentRecord,
    household_answers,
    household_of,
)
from madoguchi.journeys.counter_visit.actions.opening import EmptyVisit, OpenEmpty
from madoguchi.journeys.counter_visit.domain.errors import ResidentNotFoundError
from madoguchi.journeys.counter_visit.models import Visit
from madoguchi.journeys.counter_visit.whom import register_answers

SEARCH = "residents.search"
RELATION = "person.relation"


@dataclass(frozen=True, slots=True)
class FromRegister:
    """Who stands at the counter (a resident's uuid), and what happened.

    `about`: of an event that is about somebody, who of the household that is; perhaps the resident.
    """

    event_key: str
    resident: UUID
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The resident with the household, as the register has them."""

    resident: ResidentRecord
    household: HouseholdRecord

    @property
    def people(self) -> tuple[ResidentRecord, ...]:
        """Everybody of the household, those who left or died last."""
        return (*self.household.members, *self.household.former_members)


class OpenFromRegister(Action[FromRegister, Visit]):
    """Begin a visit with what the register knows of the household; the clerk asks only the rest."""

    name: ClassVar[str] = "counter_visit.open_from_register"
    permission: ClassVar[str | None] = "counter_visit.open"

    def perform(self, context: Context, given: FromRegister) -> Visit:
        """Raises EventNotOfferedError, ResidentNotFoundError."""
        known = _known(context, given.resident)
        today = context.day
        packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        pack = packs.for_municipality(context.municipality_code, today)
        answers = answers_from(known, pack, given.event_key, given.about)
        return OpenEmpty().perform(context, EmptyVisit(given.event_key, answers))

    def details(self, given: FromRegister, result: Visit) -> Mapping[str, Any]:
        """The event and the resident's reference."""
        return {"event": given.event_key, "resident": str(given.resident)}


def known_people(context: Context, resident: UUID) -> KnownPeople:
    """A resident and the household, to be looked at before beginning; written into the audit log.

    Raises NotAllowedError, ResidentNotFoundError.
    """
    if not context.actor.may(SEARCH):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        known = _known(context, resident)
        record_reading(context, "residents.household", f"household:{known.household.uuid}")
        return known


def _known(context: Context, resident: UUID) -> KnownPeople:
    household = household_of(resident, context.municipality_code)
    people = () if household is None else (*household.members, *household.former_members)
    found = next((one for one in people if one.uuid == resident), None)
    if household is None or found is None:
        raise ResidentNotFoundError
    return KnownPeople(found, household)


def answers_from(
    known: KnownPeople, pack: MunicipalityPack, event_key: str, about: UUID | None = None
) -> dict[str, Any]:
    """The JSON form of what the register answers for this event.

    Somebody who comes (back) from elsewhere is taken alone: who moves along is not in the register. `about`
    is who of the household the event is about (who died), and none of its people then.
    """
    event = pack.events.get(event_key)
    comes = event is not None and event.people is People.NEWCOMERS
    living = known.household.members
    people = (known.resident,) if comes or known.resident not in living else living
    whom = None
    if event is not None and event.about is not None:
        whom = next((one for one in known.people if one.uuid == about), None)
    if whom is not None:
        people = tuple(one for one in living if one.uuid != whom.uuid)
    answers: dict[str, Any] = {
        MEMBERS: [
            one.as_answers() | ({"person.is_applicant": True} if one.uuid == known.resident.uuid else {})
            for one in people
        ]
    }
    answers |= household_answers(known.household, pack.municipality, event)
    if whom is not None and event is not None and event.about is not None:
        answers |= register_answers(whom, event.about, pack)
        if whom.relation == "head":
            # Relations are counted from a head who is no more: who that is now has to be asked.
            for member in answers[MEMBERS]:
                member.pop(RELATION, None)
    return answers
