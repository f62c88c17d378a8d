"""The day of the scenario, and keys of two municipalities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.pre_application.resident import ELSEWHERE, HERE, TODAY

from madoguchi.core import clock
from madoguchi.core.packs import Scenario, load_packs_or_refuse
from madoguchi.lib.sealing import generate_keypair, write_keypair


@pytest.fixture(autouse=True)
def _day_and_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    for code in (HERE, ELSEWHERE):
        write_keypair(tmp_path / "keys", code, generate_keypair())
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def tomizo(settings: Any) -> Scenario:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return next(one for one in packs.scenarios if "tomizo" in one.file)
