"""`madoguchi audit verify`: does the audit log hold, from its first entry to its last?"""

from __future__ import annotations

import argparse
import json


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`verify` checks one municipality; `--head` compares with a value that was kept elsewhere."""
    parser = subparsers.add_parser("audit", help="check that the audit log was not tampered with")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="audit_command", required=True)
    verify = inner.add_parser("verify", help="check the whole chain of one municipality")
    verify.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    verify.add_argument("--head", metavar="NUMBER:HASH", help="last entry of an earlier check")


def run(arguments: argparse.Namespace) -> int:
    """0 when the chain holds, 1 when it is broken, 2 for a head that cannot be read."""
    from madoguchi.core.audit import api

    known_head = None
    if arguments.head:
        number, _, value = arguments.head.partition(":")
        if not number.isdigit() or not value:
            print("--head は「番号:照合値」の形で書いてください（前回の検査の終わりに表示されたもの）。")
            return 2
        known_head = api.Head(int(number), value)
    breaks = api.verify(arguments.municipality, known_head=known_head)
    last = api.head(arguments.municipality)
    if arguments.json:
        told = [{"sequence": found.sequence, "what": found.what} for found in breaks]
        head = f"{last.sequence}:{last.hash}" if last else None
        print(json.dumps({"holds": not breaks, "breaks": told, "head": head}, ensure_ascii=False))
    else:
        for found in breaks:
            print(f"{found.sequence}番: {found.what}")
        print("監査記録に問題があります。" if breaks else "監査記録はつながっています。")
        if last:
            print(f"終わりの記録（控えておいてください）: {last.sequence}:{last.hash}")
    return 1 if breaks else 0
