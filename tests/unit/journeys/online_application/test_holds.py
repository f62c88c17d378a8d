"""Whether the owner of the card is who applies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.core.vocabulary import Facts
from madoguchi.journeys.online_application.domain.holds import Hold, HoldReason, signer_in_form
from madoguchi.lib.jpki import BasicInformation, Sex

MANAGER = BasicInformation(
    name="例示　次郎",
    name_substitutes="00000",
    sex=Sex.MALE,
    birth_date=date(1980, 4, 1),
    birth_date_code="31980401",
    address="福島県喜多方市架空町9番",
    address_substitutes="0" * 12,
)
MOTHER = {"person.name": "例示 トメ", "person.birth_date": date(1940, 1, 1), "person.is_applicant": True}


def signed(**case: Any) -> tuple[int | None, tuple[Hold, ...]]:
    facts = Facts({key.replace("__", "."): value for key, value in case.items()}, (MOTHER,), date(2026, 6, 1))
    return signer_in_form(MANAGER, facts, "会津若松市")


@pytest.mark.parametrize("who", ["relative", "guardian", "office", "other"])
def test_whoever_acts_for_somebody_is_looked_at_by_a_person(who: str) -> None:
    person, holds = signed(contact__care_applicant=who, contact__agent_name="例示 次郎")
    assert person is None
    assert holds == (Hold(HoldReason.ON_BEHALF),)


def test_a_card_of_somebody_else_than_who_acts_is_told() -> None:
    _, holds = signed(contact__care_applicant="office", contact__agent_name="例示 三郎")
    assert holds == (Hold(HoldReason.OTHER_AGENT),)


def test_who_says_to_be_family_and_is_not_in_the_form_is_told_as_before() -> None:
    _, holds = signed(contact__care_applicant="family", contact__agent_name="例示 次郎")
    assert holds == (Hold(HoldReason.OTHER_IN_FORM, 0),)
