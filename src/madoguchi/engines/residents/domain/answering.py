"""What the register answers of a form's items, so that nobody types what the office has."""

from __future__ import annotations

from typing import Any, Final

from madoguchi.core.packs import LifeEvent, Municipality, People
from madoguchi.engines.residents.domain.records import HouseholdRecord

REGISTER_ITEMS: Final = frozenset(
    {
        "person.name",
        "person.name_kana",
        "person.birth_date",
        "person.relation",
        "person.nationality_kind",
        "person.has_my_number_card",
        "person.sex",
        "person.health_insurance",
        "person.pension_kind",
        "person.care_level",
        "move.old_address",
        "move.old_head_name",
        "household.address",
        "contact.phone",
    }
)
"""Every item that a row of the register can answer."""


def household_answers(
    household: HouseholdRecord, municipality: Municipality, event: LifeEvent | None
) -> dict[str, Any]:
    """What the register says of a household beside its members, by item key, as JSON values.

    Of newcomers it knows nothing; whoever moves away leaves the address that the register has.
    """
    if event is not None and event.people is People.NEWCOMERS:
        return {}
    answers: dict[str, Any] = {}
    home = f"{municipality.name}{household.address}"
    if event is not None and event.people is People.MOVERS:
        answers["move.old_address"] = home
        if household.head is not None:
            answers["move.old_head_name"] = household.head.name
    else:
        answers["household.address"] = home
    if household.phone:
        answers["contact.phone"] = household.phone
    return answers
