"""The day of the scenario, the keys of the municipality, and an authority that both zones believe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.prefill.household import DAY, HERE, authority

from madoguchi.core import clock
from madoguchi.lib.sealing import generate_keypair, write_keypair

AT = datetime(DAY.year, DAY.month, DAY.day, 22, 30, tzinfo=clock.TOKYO)


@pytest.fixture(autouse=True)
def _both_zones(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    authority().write(tmp_path / "authority", tmp_path / "anchors")
    with clock.fixed(AT):
        yield
