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
from madoguchi.core.clock import TOKYO
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

SEARCH = "residents.search"


@dataclass(frozen=True, slots=True)
class FromRegister:
    """Who stands at the counter (a resident's uuid), and what happened."""

    event_key: str
    resident: UUID


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The resident with the household, as the register has them."""

    resident: ResidentRecord
    household: HouseholdRecord


class OpenFromRegister(Action[FromRegister, Visit]):
    """Begin a visit with what the register knows of the household; the clerk asks only the rest."""

    name: ClassVar[str] = "counter_visit.open_from_register"
    permission: ClassVar[str | None] = "counter_visit.open"

    def perform(self, context: Context, given: FromRegister) -> Visit:
        """Raises EventNotOfferedError, ResidentNotFoundError."""
        known = _known(context, given.resident)
        today = context.now.astimezone(TOKYO).date()
        packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        pack = packs.for_municipality(context.municipality_code, today)
        answers = answers_from(known, pack, given.event_key)
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


def answers_from(known: KnownPeople, pack: MunicipalityPack, event_key: str) -> dict[str, Any]:
    """The JSON form of what the register answers for this event.

    Somebody who comes (back) from elsewhere is taken alone: who moves along is not in the register.
    """
    event = pack.events.get(event_key)
    comes = event is not None and event.people is People.NEWCOMERS
    living = known.household.members
    people = (known.resident,) if comes or known.resident not in living else living
    answers: dict[str, Any] = {
        MEMBERS: [
            one.as_answers() | ({"person.is_applicant": True} if one.uuid == known.resident.uuid else {})
            for one in people
        ]
    }
    return answers | household_answers(known.household, pack.municipality, event)
