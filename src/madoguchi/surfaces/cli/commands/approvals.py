"""`madoguchi approvals verify`: are decided documents still what was decided?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from madoguchi.core.actions import Context
    from madoguchi.engines.approvals.api import Verification


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`verify` checks one document, those of a fiscal year, or all of a municipality."""
    parser = subparsers.add_parser("approvals", help="check that decided documents were not exchanged")
    inner = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="approvals_command", required=True
    )
    verify = inner.add_parser("verify", help="compute every hash of decided documents anew")
    verify.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    which = verify.add_mutually_exclusive_group()
    which.add_argument("--number", metavar="NUMBER", help="one document, by its number (8市民第12号)")
    which.add_argument("--year", type=int, metavar="YEAR", help="those of a fiscal year (2026)")


def run(arguments: argparse.Namespace) -> int:
    """0 when everything holds, 1 when something does not, 2 where there is nothing to check."""
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context

    context = Context(arguments.municipality, Actor.system("verify"), purpose="決裁文書の照合")
    checked, broken = 0, []
    for found in _verified(context, arguments.number, arguments.year):
        checked += 1
        if not found.holds:
            broken.append(found)
    if not checked:
        print("あてはまる決裁文書がありません。番号と市町村コードを確かめてください。", file=sys.stderr)
        return 2
    if arguments.json:
        told = [
            {
                "document": str(one.document.uuid),
                "number": one.document.number,
                "troubles": [finding.trouble.value for finding in one.findings],
            }
            for one in broken
        ]
        print(json.dumps({"holds": not broken, "checked": checked, "broken": told}, ensure_ascii=False))
    else:
        for one in broken:
            for finding in one.findings:
                place = f"（{finding.what}番目）" if finding.what else ""
                print(f"{one.document.number}: {finding.trouble.label}{place}")
        print(f"決裁文書{checked:,}件のうち、決裁されたときのままでないもの: {len(broken):,}件")
    return 1 if broken else 0


def _verified(context: Context, number: str | None, year: int | None) -> Iterator[Verification]:
    from madoguchi.engines.approvals.api import verify_document

    for uuid in _documents(context, number, year):
        yield verify_document(context, uuid)


def _documents(context: Context, number: str | None, year: int | None) -> Iterator[UUID]:
    from madoguchi.engines.approvals.api import decided_uuids

    yield from decided_uuids(context, number=number or "", fiscal_year=year)
