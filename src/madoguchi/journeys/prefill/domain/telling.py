"""What a household's record answers to a request: of whom it is about, and only what its purposes allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.residents.api import (
    REGISTER_ITEMS,
    HouseholdRecord,
    ResidentRecord,
    household_answers,
)
from madoguchi.journeys.prefill.domain.allowing import allowed_items, is_in_register
from madoguchi.journeys.prefill.domain.answers import Outcome, PrefillAnswer
from madoguchi.journeys.prefill.domain.matching import match_people
from madoguchi.journeys.prefill.domain.requests import PrefillRequest


def tell(
    pack: MunicipalityPack, request: PrefillRequest, signer: ResidentRecord, household: HouseholdRecord
) -> PrefillAnswer | None:
    """The answer to a request that `signer` of this household made; None where nothing may be told.

    Whether they may be told anything at all (the card, 支援措置) was decided before.
    """
    event = pack.events.get(request.event)
    if event is None or not is_in_register(event):
        return None
    allowed = allowed_items(pack, request.purposes, (person.key for person in request.people))
    if not allowed:
        return None
    people = {
        key: _only(resident.as_answers(), allowed.people[key])
        for key, resident in match_people(request.people, signer, household.members).items()
        if allowed.people[key]
    }
    of_household = household_answers(household, pack.municipality, event)
    return PrefillAnswer(request.number, Outcome.ANSWERED, people, _only(of_household, allowed.household))


def _only(answers: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key in allowed & REGISTER_ITEMS}
