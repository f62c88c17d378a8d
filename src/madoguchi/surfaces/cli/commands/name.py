"""`madoguchi name`: lines with names of people, companies and joint owners in, their parts out as JSON
lines.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which file, and whether joined names are split."""
    parser = subparsers.add_parser(
        "name",
        help="read Japanese names and owners into their parts, line by line",
        description="Reads names as registers and ledgers write them, one line of owners in each line (UTF-8"
        " or Shift_JIS), and writes one JSON object for each: family and given name, kana, former name,"
        " company form, title, share, how kanji are reduced, what had to be assumed. A line that cannot be"
        " read has an error instead; the rest goes on.",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: standard input")
    parser.add_argument(
        "--joined",
        action="store_true",
        help="leave names without a space whole instead of splitting them by the dictionary (faster)",
    )
    parser.set_defaults(requires_django=False, leaves_at_once=True)


def run(arguments: argparse.Namespace) -> int:
    """0 when every line was read, 1 when some could not be, 2 for a file that cannot be used."""
    with ExitStack() as closing:
        file = sys.stdin.buffer
        if arguments.file is not None:
            try:
                file = closing.enter_context(arguments.file.open("rb"))
            except OSError as problem:
                print(f"madoguchi name: {problem}", file=sys.stderr)
                return 2
        return _write(file, divide=not arguments.joined)


def _write(file: BinaryIO, *, divide: bool) -> int:
    from madoguchi.lib.japanese.owners import read_owners
    from madoguchi.lib.text_lines import text_lines

    bad = 0
    for line in text_lines(file):
        told: dict[str, object] = {"line": line.number}
        if line.problem:
            bad += 1
            told["error"] = line.problem
            print(f"{line.number}行目：{line.problem}", file=sys.stderr)
        else:
            told |= read_owners(line.text, divide=divide).as_json()
        print(json.dumps(told, ensure_ascii=False))
    return 1 if bad else 0
