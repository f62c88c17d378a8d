"""`madoguchi plan`: the plan of a household from a file of answers, and the next question."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = '例: {"move.date": "2026-03-11", "members": [{"relation": "head", "birth_date": "1966-04-03"}]}'


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which municipality, which event, which answers; optionally another day than today."""
    parser = subparsers.add_parser(
        "plan",
        help="the procedures of a household, from a file of answers",
        description="What a household must do after a life event, and the next question to ask it.",
        epilog=EXAMPLE,
    )
    parser.set_defaults(requires_django=False)
    parser.add_argument("--municipality", required=True, metavar="CODE", help="six digits, e.g. 072028")
    parser.add_argument("--event", required=True, metavar="KEY", help="e.g. moving_in")
    parser.add_argument(
        "--answers", required=True, metavar="FILE", help="JSON file of answers; - reads from standard input"
    )
    parser.add_argument(
        "--today", metavar="YYYY-MM-DD", help="the day for which rules are read (default: today)"
    )
    parser.add_argument(
        "--why-not", action="store_true", help="also say which procedures are not needed, and why"
    )
    parser.add_argument(
        "--packs", type=Path, metavar="FOLDER", help="the packs folder (default: MADOGUCHI_PACKS)"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 with a plan, 2 when the input cannot be used; the message says what to do."""
    from madoguchi.surfaces.cli.planning import tell_plan

    return tell_plan(arguments)
