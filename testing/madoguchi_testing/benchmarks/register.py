"""The whole region as a register: making it, finding somebody in it, one rule for everybody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from madoguchi.core import clock
from madoguchi.core.packs import Packs
from madoguchi.engines.residents.api import find
from madoguchi_testing.benchmarks.measuring import Row, measure
from madoguchi_testing.population import load_population


def register_rows(packs: Packs, municipality_code: str, *, fraction: float) -> Iterator[Row]:
    """Replaces the fictional register of the bench's own database."""
    began = time.perf_counter()
    loaded = load_population(
        list(packs.municipalities.values()), fraction=fraction, seed=1, on=clock.today(), replace=True
    )
    seconds = time.perf_counter() - began
    residents = sum(each.residents for each in loaded)
    yield Row(f"架空の住民をつくる（{residents:,}人）", "60 秒未満", plain=f"{seconds:.1f} 秒")
    here = next(each.residents for each in loaded if each.municipality_code == municipality_code)
    queries = {"かなで探す": "さとう", "生年月日7桁で探す": "3250612", "かなと生年月日": "さとう 3250612"}
    for what, query in queries.items():
        search = partial(find, query, municipality_code)
        yield Row(f"{what}（{here:,}人から）", "", measure(search, runs=30))
