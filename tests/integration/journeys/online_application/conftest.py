"""A family in the register, a card of the father that the register knows, and the office that receives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.portal import Portal

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.engines.residents.api import (
    LoadCertificates,
    LoadCertificatesInput,
    load_synthetic_register,
)
from madoguchi.lib.jpki import Purpose
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.jpki import Authority, holder_of
from madoguchi_testing.jpki.authority import new_key
from madoguchi_testing.online import Applicant, certificate_lines, childcare_scenario, household_of_scenario
from madoguchi_testing.portal import PortalStandIn

DAY = date(2026, 10, 13)


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.new()


@pytest.fixture(scope="session")
def card_keys() -> Mapping[Purpose, Any]:
    return {purpose: new_key() for purpose in Purpose}


@pytest.fixture(scope="session")
def packs() -> Packs:
    from django.conf import settings

    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


@pytest.fixture
def on_the_day() -> Iterator[None]:
    with clock.fixed(DAY):
        yield


@pytest.fixture
def office(
    db: None,
    on_the_day: None,
    settings: Any,
    tmp_path: Path,
    authority: Authority,
    card_keys: Mapping[Purpose, Any],
    packs: Packs,
) -> Office:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
    keys = generate_keypair()
    write_keypair(tmp_path / "keys", HERE, keys)
    authority.write(tmp_path / "authority", tmp_path / "anchors")
    scenario = childcare_scenario(packs, HERE)
    family = household_of_scenario(scenario)
    load_synthetic_register(HERE, [family])
    card = authority.issue_card(holder_of(scenario), keys=card_keys)
    given = LoadCertificatesInput(list(certificate_lines(family.residents[0].resident_number, card)))
    run(LoadCertificates(), Context(HERE, Actor.system("test")), given)
    applicant = Applicant(packs, scenario, card)
    return Office(packs, keys, tmp_path, authority, card_keys, family, applicant)


@pytest.fixture
def there(office: Office, tmp_path: Path, settings: Any) -> Iterator[Portal]:
    """The マイナポータル, which the office may ask."""
    with PortalStandIn() as stand_in:
        settings.MADOGUCHI_PORTAL_FILE = str(stand_in.write_format(tmp_path, {HERE: "07202"}))
        yield Portal(stand_in, office, tmp_path)
