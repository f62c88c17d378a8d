"""Every scenario of the packs, one test each: what staff wrote beside a procedure is what the plan says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, PacksRefused, Scenario, load_packs_or_refuse

PACKS = Path(__file__).parents[2] / "packs"

pytestmark = pytest.mark.packs


@cache
def _packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def _scenarios() -> list[Scenario]:
    try:
        return list(_packs().scenarios)
    except PacksRefused:
        return []  # test_packs.py tells what is wrong; here it would only stop the collection of all tests


def _name(scenario: Scenario) -> str:
    return f"{scenario.file}:{scenario.line} {scenario.title}"


@pytest.mark.parametrize("scenario", _scenarios(), ids=_name)
def test_the_plan_says_what_the_scenario_says(scenario: Scenario) -> None:
    from madoguchi_testing.scenarios import differences

    assert differences(scenario, _packs()) == []
