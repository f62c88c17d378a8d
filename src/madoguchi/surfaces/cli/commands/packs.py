"""`madoguchi packs check` and `packs test`: are the packs right, and do they say what they should?"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from madoguchi.core.packs import PackErrors, load_packs

if TYPE_CHECKING:
    from madoguchi.core.packs import Packs


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`check` reads everything; `test` runs the scenarios that stand in the packs."""
    parser = subparsers.add_parser("packs", help="check the packs, run their scenarios")
    parser.set_defaults(requires_django=False)
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", dest="packs_command", required=True)
    check = inner.add_parser(
        "check", help="read all packs; say file, line, cause and remedy of every mistake"
    )
    test = inner.add_parser("test", help="run the scenarios of the packs")
    for command in (check, test):
        command.add_argument(
            "folder",
            nargs="?",
            type=Path,
            metavar="FOLDER",
            help="the packs folder (default: MADOGUCHI_PACKS)",
        )
    test.add_argument(
        "--only", metavar="TEXT", default="", help="only scenarios whose title or file contains TEXT"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when all is right, 1 when something is wrong."""
    folder = (arguments.folder or _default_folder()).resolve()
    started = time.perf_counter()
    try:
        packs = load_packs(folder)
    except PackErrors as errors:
        _tell_problems(errors, as_json=arguments.json)
        return 1
    seconds = time.perf_counter() - started
    if arguments.packs_command == "test":
        return _test(packs, arguments.only, as_json=arguments.json)
    _tell_summary(packs, seconds, as_json=arguments.json)
    return 0


def _default_folder() -> Path:
    from madoguchi.settings import environment

    return environment.path("MADOGUCHI_PACKS", environment.CHECKOUT / "packs")


def _tell_problems(errors: PackErrors, *, as_json: bool) -> None:
    if as_json:
        problems = [
            {"file": one.file, "line": one.line, "message": one.message, "remedy": one.remedy}
            for one in errors.problems
        ]
        print(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        return
    print(errors)
    print(f"誤りが{len(errors.problems)}件あります。")


def _tell_summary(packs: Packs, seconds: float, *, as_json: bool) -> None:
    procedures = {key for code in packs.municipalities for key in packs.for_municipality(code).procedures}
    counts = {
        "municipalities": len(packs.municipalities),
        "events": len(packs.events),
        "procedures": len(procedures),
        "items": len(packs.vocabulary),
        "documents": len(packs.documents),
        "scenarios": len(packs.scenarios),
    }
    if as_json:
        print(
            json.dumps(
                {
                    "ok": True,
                    "problems": [],
                    **counts,
                    "fingerprint": packs.fingerprint,
                    "seconds": round(seconds, 3),
                },
                ensure_ascii=False,
            )
        )
        return
    print(
        f"誤りはありません。市町村{counts['municipalities']}、できごと{counts['events']}、"
        f"手続き{counts['procedures']}、項目{counts['items']}、書類{counts['documents']}、"
        f"場面{counts['scenarios']}（{seconds:.2f}秒）"
    )


def _test(packs: Packs, only: str, *, as_json: bool) -> int:
    from madoguchi_testing.scenarios import differences

    chosen = [one for one in packs.scenarios if only in one.title or only in one.file]
    results = [(scenario, differences(scenario, packs)) for scenario in chosen]
    failed = sum(bool(found) for _, found in results)
    if as_json:
        told = [
            {"scenario": one.title, "file": one.file, "line": one.line, "differences": found}
            for one, found in results
        ]
        print(json.dumps({"ok": not failed, "scenarios": told}, ensure_ascii=False))
        return 1 if failed else 0
    for scenario, found in results:
        if found:
            print(f"× {scenario.file} {scenario.line}行目: {scenario.title}")
            for difference in found:
                print(f"    {difference}")
    if not chosen:
        print("当てはまる場面がありません。--only の文字を確かめてください。")
        return 1
    print(f"{len(chosen)}の場面のうち、{len(chosen) - failed}が合っています。")
    return 1 if failed else 0
