"""`madoguchi effect`: what processes take in a year, as published and as measured in real steps."""

from __future__ import annotations

import argparse


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which process, which municipality; `--published` leaves the database alone, `--share` shares sums."""
    parser = subparsers.add_parser(
        "effect",
        help="hours a year of each process, as published and as measured",
        description="What processes take in a year, before and after: the published totals, computed again."
        " Measured times take the place of published ones where there are enough of them; without a database"
        " the published figures stand alone.",
    )
    parser.add_argument("--process", metavar="KEY", help="only this process, e.g. move_in")
    parser.add_argument("--municipality", metavar="CODE", help="this municipality step by step, e.g. 072028")
    parser.add_argument("--published", action="store_true", help="only what was published; no database")
    parser.add_argument(
        "--share",
        action="store_true",
        help="first let the municipalities share the sums of their closed months (a job does it each month)",
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when told, 2 for a process or municipality that is not known."""
    from madoguchi.surfaces.cli.effects import tell_effects

    return tell_effects(arguments)
