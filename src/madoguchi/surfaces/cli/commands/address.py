"""`madoguchi address`: address lines in, their parts out as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from madoguchi.lib.japanese.addresses import Parser


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which file, and which tables besides that of Japan Post."""
    parser = subparsers.add_parser(
        "address",
        help="read Japanese addresses into their parts, line by line",
        description="Reads addresses, one in each line (UTF-8 or Shift_JIS), and writes one JSON object for"
        " each: parts, municipality code, how far it is known (level) and whether anything was inferred"
        " (certainty). A line that cannot be read has an error instead; the rest goes on.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: standard input")
    parser.add_argument(
        "--table",
        action="append",
        type=Path,
        default=[],
        metavar="CSV",
        help="towns and 小字 besides those of Japan Post: 町字マスター of アドレス・ベース・レジストリ, or a"
        " CSV with municipality_code, prefecture, municipality, town, koaza; may be given again",
    )
    parser.set_defaults(requires_django=False, leaves_at_once=True)


def run(arguments: argparse.Namespace) -> int:
    """0 when every line was read, 1 when some could not be, 2 for a file or table that cannot be used."""
    from madoguchi.lib.japanese.addresses import PlaceTableError

    with ExitStack() as closing:
        try:
            parser = _parser(arguments.table)
            file = sys.stdin.buffer
            if arguments.file is not None:
                file = closing.enter_context(arguments.file.open("rb"))
        except (PlaceTableError, OSError) as problem:
            print(f"madoguchi address: {problem}", file=sys.stderr)
            return 2
        return _write(file, parser)


def _parser(tables: list[Path]) -> Parser:
    from madoguchi.lib.japanese.addresses import Parser, Places, place_table, places_of_japan, rows_with
    from madoguchi.settings import environment

    if tables:
        return Parser(Places.of(rows_with(*map(place_table, tables))))
    return Parser(places_of_japan(environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "places"))


def _write(file: BinaryIO, parser: Parser) -> int:
    from madoguchi.lib.text_lines import text_lines

    bad = 0
    for line in text_lines(file):
        told: dict[str, object] = {"line": line.number}
        if line.problem:
            bad += 1
            told["error"] = line.problem
            print(f"{line.number}行目：{line.problem}", file=sys.stderr)
        else:
            told |= parser.parse(line.text).as_json()
        print(json.dumps(told, ensure_ascii=False))
    return 1 if bad else 0
