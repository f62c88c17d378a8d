"""`madoguchi ledger`: notices of the registry matched against the ledger of land and houses, file by file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from madoguchi.surfaces.cli import ledger_import

if TYPE_CHECKING:
    from madoguchi.engines.tax_ledger.domain.problems import Problem
    from madoguchi.journeys.tax_ledger.files import Matched
    from madoguchi.lib.japanese.addresses import Places

_MOST_SHOWN = 50
"""Problems that are written to the screen; all of them are in the file."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What is done with which files."""
    parser = subparsers.add_parser(
        "ledger",
        help="match notices of the registry against assets and owners, file by file",
        description="Files are CSV in UTF-8 or Shift_JIS (docs/reference/ledger-files.md).",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", dest="verb", required=True)
    _register_match(verbs)
    _register_generate(verbs)
    parser.set_defaults(requires_django=False, leaves_at_once=True)
    ledger_import.register(verbs)


def _register_match(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "match",
        help="find asset and owner of each notice",
        description="Writes notice_id, status (matched, review, unmatched), asset_id, owner_id, score and"
        " reason. What is wrong in a line is written to standard error, with line, column and what to do;"
        " the rest goes on.",
    )
    parser.add_argument("--notices", type=Path, required=True, metavar="CSV")
    parser.add_argument("--assets", type=Path, required=True, metavar="CSV")
    parser.add_argument("--owners", type=Path, required=True, metavar="CSV")
    parser.add_argument("--out", type=Path, required=True, metavar="CSV", help="where the result is written")
    parser.add_argument("--columns", type=Path, metavar="MAP", help="YAML or JSON: columns of another layout")
    parser.add_argument("--problems", type=Path, metavar="CSV", help="where all that is wrong is written too")
    parser.add_argument(
        "--table",
        action="append",
        type=Path,
        default=[],
        metavar="CSV",
        help="towns and 小字 besides those of Japan Post, as for `madoguchi address`; may be given again",
    )
    parser.add_argument("--processes", type=int, metavar="N", help="default: as many as there are cores")


def _register_generate(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = verbs.add_parser(
        "generate",
        help="write a fictional ledger, notices with the usual mistakes, and the truth about them",
        description="Writes notices.csv, assets.csv, owners.csv and truth.csv into a folder; the same number"
        " gives the same files. Nobody in them exists.",
    )
    parser.add_argument("--seed", type=int, default=6, metavar="N")
    parser.add_argument("--assets", type=int, default=20_000, metavar="N")
    parser.add_argument("--notices", type=int, default=2_000, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--towns", type=Path, metavar="CSV", help="municipality_code, town, koaza of real places"
    )
    parser.add_argument(
        "--municipality", action="append", default=[], metavar="CODE", help="six digits; may be given again"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 done, 1 done but something is wrong in the files, 2 a file or option that cannot be used."""
    if arguments.verb == "import":
        return ledger_import.run(arguments)
    return _generate(arguments) if arguments.verb == "generate" else _match(arguments)


def _match(arguments: argparse.Namespace) -> int:
    from madoguchi.engines.tax_ledger.domain.columns import ColumnMapError, read_column_map
    from madoguchi.engines.tax_ledger.domain.files import FileError
    from madoguchi.journeys.tax_ledger.files import match_files, write_outcomes, write_problems
    from madoguchi.lib.japanese.addresses import PlaceTableError

    try:
        matched = match_files(
            arguments.notices,
            arguments.assets,
            arguments.owners,
            columns=read_column_map(arguments.columns) if arguments.columns else None,
            places=_places(arguments.table),
            processes=arguments.processes,
        )
        with arguments.out.open("w", encoding="utf-8", newline="") as file:
            write_outcomes(matched.outcomes, file)
        if arguments.problems:
            with arguments.problems.open("w", encoding="utf-8", newline="") as file:
                write_problems(matched.problems, file)
    except (FileError, ColumnMapError, PlaceTableError) as problem:
        print(f"madoguchi ledger: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"madoguchi ledger: {problem.filename} に書けません（{problem.strerror}）。", file=sys.stderr)
        return 2
    _tell(matched, as_json=arguments.json)
    return 1 if matched.problems else 0


def _places(tables: Sequence[Path]) -> Places:
    from madoguchi.lib.japanese.addresses import Places, place_table, places_of_japan, rows_with
    from madoguchi.settings import environment

    if tables:
        return Places.of(rows_with(*map(place_table, tables)))
    return places_of_japan(environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "places")


def _tell(matched: Matched, *, as_json: bool) -> None:
    from madoguchi.engines.tax_ledger.domain.deciding import Status

    _tell_problems(matched.problems)
    counts = {status.value: matched.count(status) for status in Status}
    if as_json:
        print(json.dumps({**counts, "problems": len(matched.problems)}))
        return
    total = len(matched.outcomes)
    share = f"（{counts['matched'] / total:.1%}）" if total else ""
    print(
        f"通知 {total:,}件：決まった {counts['matched']:,}件{share}、人が見る {counts['review']:,}件、"
        f"台帳にない {counts['unmatched']:,}件。問題 {len(matched.problems):,}件。"
    )


def _tell_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:_MOST_SHOWN]:
        print(problem, file=sys.stderr)
    if len(problems) > _MOST_SHOWN:
        print(f"ほか {len(problems) - _MOST_SHOWN:,}件（--problems で全部を書き出せます）", file=sys.stderr)


def _generate(arguments: argparse.Namespace) -> int:
    from madoguchi.surfaces.cli.main import start_django

    start_django()  # the book of names stands beside the synthetic residents
    from madoguchi_testing.ledgers.generating import write_ledger
    from madoguchi_testing.ledgers.model import LedgerOrder

    order = LedgerOrder(
        seed=arguments.seed,
        assets=arguments.assets,
        notices=arguments.notices,
        municipalities=tuple(arguments.municipality),
        towns=arguments.towns,
    )
    try:
        written = write_ledger(order, arguments.out)
    except (OSError, ValueError) as problem:
        print(f"madoguchi ledger: {problem}", file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(written))
    else:
        print(f"{arguments.out} に、資産 {written['assets']:,}件、宛名 {written['owners']:,}件、"
              f"通知 {written['notices']:,}件を書きました。")  # fmt: skip
    return 0
