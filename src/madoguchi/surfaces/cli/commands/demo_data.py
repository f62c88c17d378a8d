"""`madoguchi demo-data`: a register of fictional residents, as many and as old as the real ones."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi_testing.population import LoadedRegister


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """How many, from which seed, with which towns."""
    parser = subparsers.add_parser(
        "demo-data",
        help="fill the register with fictional residents",
        description="Makes fictional residents and households with the real populations and age shares of the"
        " packs, and real town names. The same seed gives the same people. Refuses to touch real rows.",
    )
    parser.add_argument(
        "--fraction", type=_fraction, default=0.02, metavar="F", help="part of the population (default 0.02)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, other people")
    parser.add_argument(
        "--towns", type=Path, metavar="CSV", help="towns with hamlets: columns municipality_code, town, koaza"
    )
    parser.add_argument(
        "--municipality", action="append", metavar="CODE", help="only this one (may be given several times)"
    )
    parser.add_argument("--replace", action="store_true", help="replace a fictional register that is there")


def _fraction(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("0より大きく1以下の数で指定してください（例 0.02）")
    return value


def run(arguments: argparse.Namespace) -> int:
    """0 when loaded, 1 when a register is in the way, 2 for wrong arguments."""
    from django.conf import settings

    from madoguchi.core import clock
    from madoguchi.core.database import prepare
    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.engines.residents.api import RegisterExists, RegisterInUse
    from madoguchi_testing.population import NoTowns, load_population, towns_from_csv

    municipalities = load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    codes = arguments.municipality or list(municipalities)
    unknown = [code for code in codes if code not in municipalities]
    if unknown:
        print(f"市町村コード {'、'.join(unknown)} はパックにありません。", file=sys.stderr)
        return 2
    prepare.prepare_databases()
    started = time.perf_counter()
    try:
        towns = towns_from_csv(arguments.towns) if arguments.towns else None
        loaded = load_population(
            [municipalities[code] for code in codes],
            fraction=arguments.fraction,
            seed=arguments.seed,
            on=clock.today(),
            towns=towns,
            replace=arguments.replace,
            tell=_quiet if arguments.json else _tell,
        )
    except NoTowns as error:
        print(error, file=sys.stderr)
        return 2
    except (RegisterExists, RegisterInUse) as error:
        print(error, file=sys.stderr)
        return 1
    _report(loaded, time.perf_counter() - started, as_json=arguments.json, seed=arguments.seed)
    return 0


def _quiet(_: LoadedRegister) -> None:
    """Nothing before the end: the result is one JSON document."""


def _tell(loaded: LoadedRegister) -> None:
    people = f"住民 {loaded.residents:,}人（65歳以上 {loaded.aged:,}人）、{loaded.households:,}世帯"
    print(f"{loaded.name}: {people}、{loaded.seconds:.1f}秒", flush=True)


def _report(loaded: list[LoadedRegister], seconds: float, *, as_json: bool, seed: int) -> None:
    residents = sum(each.residents for each in loaded)
    if as_json:
        document = {
            "residents": residents,
            "seed": seed,
            "seconds": round(seconds, 2),
            "municipalities": [asdict(each) for each in loaded],
        }
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(f"架空の住民を {residents:,}人、{seconds:.1f}秒で登録しました。")
        print("このほかに、転出した人・亡くなった人・住民票が消除された人がいます。")
