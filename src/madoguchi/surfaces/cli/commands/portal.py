"""`madoguchi portal`: applications from the マイナポータル."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

NOT_CONFIGURED = (
    "マイナポータルの設定がありません。設定ファイルを作り、MADOGUCHI_PORTAL_FILE にその場所を書いてください"
    "（docs/ja/portal.md）。庁内（MADOGUCHI_ZONE=office）で使います。"
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`check` the format file, `fetch` now, `status`, `again` for what could not be read."""
    parser = subparsers.add_parser("portal", help="applications from the マイナポータル (office zone)")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="portal_command", required=True)
    check = inner.add_parser("check", help="check the format file against the packs, without the portal")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: MADOGUCHI_PORTAL_FILE")
    inner.add_parser("fetch", help="fetch what is new and report what has happened, now")
    inner.add_parser("status", help="how many applications came, and which could not be read")
    inner.add_parser("again", help="read again what could not be read, after the format was put right")


def run(arguments: argparse.Namespace) -> int:
    """0 when it was done, 1 with the reason when not."""
    from madoguchi.core.packs.problems import PackErrors
    from madoguchi.engines.portal import api as portal

    file = getattr(arguments, "file", None) or portal.portal_file()
    if file is None:
        return _tell(arguments, {"error": NOT_CONFIGURED}, 1)
    try:
        described = portal.load_format(file, _known())
    except PackErrors as errors:
        problems = [str(problem) for problem in errors.problems]
        return _tell(arguments, {"problems": problems}, 1, problems)
    codes = sorted(described.connection.organizations)
    match arguments.portal_command:
        case "check":
            kinds = len(described.applications)
            told = f"設定は正しいです。手続き {kinds}種類、市町村 {len(codes)}。"
            return _tell(arguments, {"applications": kinds, "municipalities": codes}, 0, [told])
        case "fetch":
            return _fetch(arguments, described, file.parent, codes)
        case "again":
            count = sum(portal.offer_again(code, refused=True) for code in codes)
            return _tell(arguments, {"offered": count}, 0, [f"もう一度読むもの {count}件"])
    return _status(arguments, codes)


def _known() -> Any:
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.engines.cases.api import Status
    from madoguchi.engines.portal.api import Known

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    offered = {key for code in packs.municipalities for key in packs.for_municipality(code).procedures}
    return Known(
        events=frozenset(packs.events),
        procedures=frozenset(offered),
        person_items=frozenset(item.key for item in packs.vocabulary.of_persons()),
        case_items=frozenset(item.key for item in packs.vocabulary.of_case()),
        municipalities=frozenset(packs.municipalities),
        statuses=frozenset(status.value for status in Status),
    )


def _fetch(arguments: argparse.Namespace, described: Any, folder: Path, codes: list[str]) -> int:
    from madoguchi.engines.portal import api as portal

    found: dict[str, Any] = {}
    lines = []
    for code in codes:
        try:
            with portal.PortalClient(described, folder, code) as client:
                done = portal.round_at(code, client)
        except portal.PortalError as error:
            found[code] = {"error": str(error)}
            lines.append(f"{code}: {error}")
            continue
        found[code] = {
            "fetched": done.fetched,
            "reported": done.reported,
            "withdrawn": done.withdrawn,
            "refused": done.refused,
        }
        lines.append(
            f"{code}: 受け取り {done.fetched}件、状況の報告 {done.reported}件、取下げ {done.withdrawn}件"
        )
        lines += [f"  {number}: 一覧にありますが、渡してもらえません。" for number in done.refused]
    failed = any("error" in one or one["refused"] for one in found.values())
    return _tell(arguments, found, 1 if failed else 0, lines)


def _status(arguments: argparse.Namespace, codes: list[str]) -> int:
    from madoguchi.engines.portal import api as portal

    found: dict[str, Any] = {}
    lines = []
    for code in codes:
        counts = portal.counts(code)
        unreadable = portal.unreadable(code)
        found[code] = {status.value: count for status, count in counts.items()}
        found[code]["messages"] = {one.number: one.message for one in unreadable}
        told = "、".join(f"{status.label} {count}件" for status, count in counts.items())
        lines += [f"{code}: {told}", *(f"  {one.number}: {one.message}" for one in unreadable)]
    return _tell(arguments, found, 0, lines)


def _tell(
    arguments: argparse.Namespace, found: dict[str, Any], code: int, lines: list[str] | None = None
) -> int:
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(lines or [str(found["error"])]), file=sys.stderr if code else sys.stdout)
    return code
