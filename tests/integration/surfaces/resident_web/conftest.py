"""The resident site on the day of the main scenario, with the key of one municipality."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.surfaces.resident_web.applying import HOLDER, Applicant, applicant
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.core import clock
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.jpki import Authority, IssuedCard


@pytest.fixture(autouse=True)
def _the_site(resident_site: None, settings: Any, tmp_path: Path, db: None) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    with clock.fixed(date(2026, 3, 19)):
        yield


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority.new()


@pytest.fixture(scope="session")
def card(authority: Authority) -> IssuedCard:
    return authority.issue_card(HOLDER)


@pytest.fixture
def somebody(visitor: Visitor, authority: Authority, card: IssuedCard, believed: None) -> Applicant:
    return applicant(visitor, authority, card)


@pytest.fixture
def believed(authority: Authority, settings: Any, tmp_path: Path) -> None:
    authority.write(tmp_path / "authority", tmp_path / "anchors")
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
