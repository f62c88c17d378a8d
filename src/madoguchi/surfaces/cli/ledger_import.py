"""`madoguchi ledger import`: files into the ledger of a municipality's database, of any size."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

_MOST_TOLD = 20


def register(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which files, for whom."""
    parser = verbs.add_parser(
        "import",
        help="office: take files into the ledger, match the notices, enter the sure ones",
        description="Owners first, then assets, then notices. The same file again changes nothing.",
    )
    parser.add_argument("--municipality", required=True, metavar="CODE", help="six digits")
    parser.add_argument("--owners", type=Path, metavar="CSV")
    parser.add_argument("--assets", type=Path, metavar="CSV")
    parser.add_argument("--notices", type=Path, action="append", default=[], metavar="CSV")
    parser.add_argument("--columns", type=Path, metavar="MAP", help="YAML or JSON: columns of another layout")
    parser.set_defaults(requires_django=True, leaves_at_once=False)


def run(arguments: argparse.Namespace) -> int:
    """0 when every line was taken, 1 when some were not or a file was refused."""
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context
    from madoguchi.core.actions import run as act
    from madoguchi.core.tenancy import InvalidMunicipalityCodeError
    from madoguchi.engines.tax_ledger.api import FileKind, NewFile
    from madoguchi.engines.tax_ledger.domain.columns import ColumnMapError, read_column_map
    from madoguchi.journeys.tax_ledger.api import FileUnreadableError, TakeFile, work_off

    actor = Actor.system("madoguchi ledger import")
    context = Context(arguments.municipality, actor, purpose="課税台帳の取り込み")
    wanted = [(FileKind.OWNERS, arguments.owners), (FileKind.ASSETS, arguments.assets)]
    wanted += [(FileKind.NOTICES, one) for one in arguments.notices]
    told: list[dict[str, Any]] = []
    try:
        maps = read_column_map(arguments.columns) if arguments.columns else {}
        for kind, path in wanted:
            if path is not None:
                columns = maps.get(kind.value)
                taken = act(TakeFile(), context, NewFile(kind, path.name, path.read_bytes(), columns=columns))
                told.append(_told(context, taken.file.uuid, again=taken.again))
        done = work_off(context) if arguments.notices else None
    except (ColumnMapError, FileUnreadableError, InvalidMunicipalityCodeError) as problem:
        return _refuse(arguments, str(problem))
    except OSError as problem:
        return _refuse(arguments, f"{problem.filename} を開けません（{problem.strerror}）。")
    found: dict[str, Any] = {"files": told}
    if done is not None:
        found |= {"changes": len(done.changes), "settled": done.settled, "waiting": len(done.waiting)}
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        _say(found)
    return 1 if any(one["problems"] for one in told) else 0


def _told(context: Any, uuid: Any, *, again: bool) -> dict[str, Any]:
    from madoguchi.engines.tax_ledger.api import opened_file

    opened = opened_file(context, uuid)
    file = opened.file
    return {
        "file": file.name,
        "kind": file.kind,
        "again": again,
        "taken": file.taken,
        "known": file.known,
        "problems": [[one.line, one.column, one.message] for one in opened.problems],
    }


def _say(found: dict[str, Any]) -> None:
    for one in found["files"]:
        if one["again"]:
            print(f"{one['file']}：同じ内容のファイルを、もう取り込んであります。")
            continue
        print(f"{one['file']}：新しい・変わった {one['taken']:,}件、取り込み済み {one['known']:,}件。")
        for line, column, message in one["problems"][:_MOST_TOLD]:
            place = f"{line}行目" if line else "全体"
            print(f"  {place}{f'「{column}」' if column else ''}：{message}", file=sys.stderr)
        if len(one["problems"]) > _MOST_TOLD:
            print(f"  ほか {len(one['problems']) - _MOST_TOLD}件", file=sys.stderr)
    if "settled" in found:
        print(
            f"台帳に入れた通知 {found['settled']:,}件（異動 {found['changes']:,}件）、"
            f"職員の確認を待つ通知 {found['waiting']:,}件。"
        )


def _refuse(arguments: argparse.Namespace, message: str) -> int:
    if arguments.json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    else:
        print(f"madoguchi ledger import: {message}", file=sys.stderr)
    return 1
