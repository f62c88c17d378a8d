"""A town hall with people on their posts."""

from __future__ import annotations

import pytest

from madoguchi_testing.approvals import TownHall, town_hall

AIZU = "072028"


@pytest.fixture
def hall(db: None) -> TownHall:
    return town_hall(AIZU)
