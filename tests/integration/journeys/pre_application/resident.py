"""The family of a scenario in one municipality, on one day."""

from __future__ import annotations

from datetime import date

from madoguchi.core.packs import Scenario
from madoguchi_testing.people import Resident

HERE, ELSEWHERE = "072028", "072087"
TODAY = date(2026, 3, 19)


def finished(scenario: Scenario, code: str = HERE) -> Resident:
    """Everything is answered and filled in."""
    resident = Resident(scenario, code)
    resident.answer_everything()
    resident.fill_in_everything()
    return resident
