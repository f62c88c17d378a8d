"""`madoguchi reception`: what one more desk or more pre-applications would do to the waits of a busy day."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = "例: madoguchi reception simulate --desks general=6 --pre-applied 0.3 --out waits.svg"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What is replayed, under which staffing, and where the picture goes."""
    parser = subparsers.add_parser("reception", help="waits in a hall: replay a busy day")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb", required=True)
    simulate = verbs.add_parser(
        "simulate",
        help="replay a busy March day against staffing and pre-application",
        description="The same made-up people go through four days: as it is, with one desk more, with more"
        " pre-applications, and with both. People are called in the order of the reception engine.",
        epilog=EXAMPLE,
    )
    simulate.add_argument(
        "--municipality", metavar="CODE", help="six digits (default: the largest with a hall)"
    )
    simulate.add_argument("--hall", metavar="KEY", help="default: its first hall")
    simulate.add_argument(
        "--desks",
        action="append",
        default=[],
        metavar="COUNTER=N",
        help="open desks; general=5 has half of them over noon, general=5,12:00=3,13:00=5 says it by hour;"
        " may be given again (default: the desks of the pack)",
    )
    simulate.add_argument("--counter", metavar="KEY", help="which counter gets one desk more")
    simulate.add_argument(
        "--pre-applied", type=float, default=0.3, metavar="SHARE", help="0 to 1 (default 0.3)"
    )
    simulate.add_argument("--booked", type=float, default=0.0, metavar="SHARE", help="0 to 1 (default 0)")
    simulate.add_argument(
        "--moves", type=float, metavar="N", help="moves a year (default: by the population; 8,088 published)"
    )
    simulate.add_argument("--year", type=int, default=2026, metavar="YYYY", help="whose March (default 2026)")
    simulate.add_argument("--days", type=int, default=5, metavar="N", help="days to replay (default 5)")
    simulate.add_argument("--seed", type=int, default=7, metavar="N", help="the same number, the same days")
    simulate.add_argument("--out", type=Path, metavar="FILE", help="the waits as a picture: .svg or .pdf")
    simulate.add_argument("--packs", type=Path, metavar="FOLDER", help="the packs (default: MADOGUCHI_PACKS)")
    parser.set_defaults(requires_django=False)


def run(arguments: argparse.Namespace) -> int:
    """0 with a table, 2 for what cannot be replayed or written; the message says what to do."""
    from madoguchi.surfaces.cli.simulating import tell_simulation

    return tell_simulation(arguments)
