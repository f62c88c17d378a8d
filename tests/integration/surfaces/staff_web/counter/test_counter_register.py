"""Beginning from the register: what it knows stands beside the answers, and nobody is overlooked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.counter.steps import HERE, text_of, visits

from madoguchi.engines.residents.api import NewHousehold, NewResident, Status, load_synthetic_register

pytestmark = pytest.mark.django_db

HEAD = NewResident(
    uuid4(),
    "0000000011",
    "髙橋",
    "隆",
    "タカハシ",
    "タカシ",
    date(1950, 1, 1),
    "male",
    "head",
    protected=True,
)
WIFE = NewResident(
    uuid4(), "0000000012", "髙橋", "緑", "タカハシ", "ミドリ", date(1952, 2, 2), "female", "spouse"
)
GONE = replace(
    WIFE,
    uuid=uuid4(),
    resident_number="0000000013",
    status=Status.MOVED_OUT,
    status_changed_on=date(2025, 3, 28),
)


def load(*people: NewResident) -> None:
    home = NewHousehold(uuid4(), "0000777777", "9650846", "門田町大字飯寺字村西", "582番地1", "", "", people)
    load_synthetic_register(HERE, [home])


def test_the_household_is_shown_before_beginning_with_its_bands(clerk: Client) -> None:
    load(HEAD, GONE)
    page = text_of(clerk.get(f"/{HERE}/counter/begin/{HEAD.uuid}/"))
    assert "band-protected" in page
    assert "支援措置" in page
    assert "引越して出ていく" in page


def test_a_visit_begins_with_the_household_and_differences_are_marked_to_the_character(clerk: Client) -> None:
    load(HEAD, WIFE)
    begun = clerk.post(f"/{HERE}/counter/begin/{WIFE.uuid}/", {"event": "moving_within"})
    visit = begun["Location"]
    page = text_of(clerk.get(visit))
    assert "すべて住民記録から" in page
    assert "band-protected" in page
    assert "mini-band" in page
    clerk.post(f"{visit}person/1/item/person.name/", {"person-1-name": "高橋 緑"})
    page = text_of(clerk.get(visit))
    assert "<mark>高</mark>橋 緑" in page
    assert "<mark>髙</mark>橋 緑" in page
    assert "（表記だけ違います）" in page
    assert "origin-clerk" in page


def test_an_event_must_be_chosen(clerk: Client) -> None:
    load(HEAD)
    response = clerk.post(f"/{HERE}/counter/begin/{HEAD.uuid}/", {"event": "nonsense"})
    assert response.status_code == 422
    assert visits() == []


def test_somebody_who_is_not_in_the_register_is_not_found(clerk: Client) -> None:
    assert clerk.get(f"/{HERE}/counter/begin/{UUID(int=1)}/").status_code == 404
