"""`madoguchi bench`: how fast the main job is on this machine. Prints figures; asserts nothing."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.surfaces.cli.widths import to_left

if TYPE_CHECKING:
    from madoguchi_testing.benchmarks.measuring import Row

PARTS = (
    "plan", "navigator", "seal", "documents", "accept", "pages", "register", "cases", "online", "handover",
    "flow", "addresses", "names", "matching", "booking",
)  # fmt: skip

PIECES = ("hall",)
"""Of a part, to look at again and again: the hall is the second half of booking."""

MATCHING = ("matching_people", "matching_ledger")
"""Modules of `madoguchi_testing.benchmarks` with rows about matching, each a function `rows(fraction=…)`."""

WITHOUT_DATABASE = {"plan", "navigator", "seal", "documents", "addresses", "names", "matching"}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which parts, and how large a register."""
    parser = subparsers.add_parser(
        "bench",
        help="measure the main job on this machine",
        description="Measures plan, seal, documents, accept, pages under load, the register"
        " and the desks with a million cases. Works in a"
        " database and with keys of its own below var/bench.",
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS + PIECES)}")
    parser.add_argument(
        "--only", action="append", choices=PARTS + PIECES, metavar="PART", help=", ".join(PARTS + PIECES)
    )
    parser.add_argument(
        "--fraction",
        type=float,
        default=1.0,
        metavar="F",
        help="part of the population and of the million cases (default 1)",
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(requires_django=False)


def run(arguments: argparse.Namespace) -> int:
    """0 when everything was measured."""
    if arguments.inside:
        return _inside(arguments)
    from madoguchi.settings import environment

    folder = environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "bench"
    inside = {**os.environ, "MADOGUCHI_VAR": str(folder), "MADOGUCHI_ZONE": "office"}
    for name in ("DJANGO_SETTINGS_MODULE", "MADOGUCHI_DATABASE_URL", "MADOGUCHI_KEYS_DIRECTORY"):
        inside.pop(name, None)
    command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", *sys.argv[1:], "--inside"]
    return subprocess.run(command, env=inside, check=False).returncode  # noqa: S603 - our own command


def _inside(arguments: argparse.Namespace) -> int:
    from madoguchi.surfaces.cli.main import start_django
    from madoguchi_testing.benchmarks.measuring import machine

    start_django()
    wanted = [*arguments.parts, *(arguments.only or ())] or PARTS
    described = machine() | ({} if WITHOUT_DATABASE.issuperset(wanted) else {"database": _database_version()})
    if not arguments.json:
        print("　".join(described.values()))
        print(f"{'':48} {'中央値':>8} {'95%':>8} {'最大':>8}   目標", flush=True)
    rows = []
    makers = (_text_rows, _matching_rows, _booking_rows, _rows)
    for row in chain.from_iterable(maker(wanted, arguments.fraction) for maker in makers):
        rows.append(row)
        if not arguments.json:
            print(_as_text(row), flush=True)
    if arguments.json:
        print(json.dumps({"machine": described, "rows": [asdict(row) for row in rows]}, ensure_ascii=False))
    return 0


def _text_rows(wanted: Sequence[str], fraction: float) -> Iterator[Row]:
    """What needs neither packs nor keys."""
    from madoguchi_testing.benchmarks.addresses import address_rows
    from madoguchi_testing.benchmarks.names import name_rows

    if "addresses" in wanted:
        yield from address_rows(fraction=fraction)
    if "names" in wanted:
        yield from name_rows(fraction=fraction)


def _matching_rows(wanted: Sequence[str], fraction: float) -> Iterator[Row]:
    """What needs packs and no keys; each module brings its own people and papers."""
    if "matching" in wanted:
        for name in MATCHING:
            yield from import_module(f"madoguchi_testing.benchmarks.{name}").rows(fraction=fraction)


def _booking_rows(wanted: Sequence[str], fraction: float) -> Iterator[Row]:
    """What runs in two zones of its own."""
    if not {"booking", "hall"}.intersection(wanted):
        return
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.surfaces.cli.commands.demo import main_scenario
    from madoguchi_testing.benchmarks.booking import booking_rows

    packs = settings.MADOGUCHI_PACKS
    code = main_scenario(load_packs_or_refuse(packs))[0].municipality
    folder = Path(settings.VAR) / "booking"
    only_hall = "booking" not in wanted
    yield from booking_rows(folder, Path(packs), code, fraction=fraction, only_hall=only_hall)


def _rows(wanted: Sequence[str], fraction: float) -> Iterator[Row]:
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.surfaces.cli.commands.demo import main_scenario
    from madoguchi_testing.benchmarks import (
        cases,
        counter,
        flows,
        handover,
        navigator,
        online,
        pages,
        register,
    )

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    scenario, file = main_scenario(packs)
    counter.keys_in_place(list(packs.municipalities))
    if "plan" in wanted:
        yield from counter.plan_rows(packs, scenario)
    if "navigator" in wanted:
        yield from navigator.navigator_rows(packs, scenario.municipality)
    if "seal" in wanted:
        yield from counter.sealing_rows(packs, scenario)
    if "documents" in wanted:
        yield from counter.document_rows(packs, scenario)
    if "register" in wanted:
        yield from register.register_rows(packs, scenario.municipality, fraction=fraction)
    if "accept" in wanted:
        yield from counter.accept_rows(packs, scenario)
    if "cases" in wanted:
        yield from cases.case_rows(packs, scenario.municipality, fraction=fraction)
    if "cases" in wanted or "online" in wanted:
        yield from online.online_rows(packs, scenario.municipality, fraction=fraction)
    if "handover" in wanted:
        yield from handover.handover_rows(packs, scenario, fraction=fraction)
    if "flow" in wanted:
        yield from flows.flow_rows(packs, scenario.municipality, fraction=fraction)
    if "pages" in wanted:
        yield from pages.page_rows(scenario, file)


def _as_text(row: Row) -> str:
    figures: Any = row.figures
    name = to_left(row.name, 48)
    if figures is None:
        numbers = f"{row.plain:>26}"
    else:
        numbers = f"{figures.median:8.2f} {figures.percentile_95:8.2f} {figures.maximum:8.2f} ms"
    besides = "　".join(filter(None, (row.aim, f"［くらべると {row.peer}］" if row.peer else "", row.note)))
    return f"{name} {numbers}   {besides}".rstrip()


def _database_version() -> str:
    from django.db import connection

    from madoguchi.core.database.prepare import prepare_databases

    prepare_databases()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"
