"""`madoguchi chaos`: kill servers, worker and databases of two zones while residents apply, and count."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi_testing.chaos import Report

KILLS = 200


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """How often, and which randomness."""
    parser = subparsers.add_parser(
        "chaos",
        help="kill servers, worker and PostgreSQL of two zones while residents apply; nothing may be lost",
        description="Makes two zones below var/chaos, each with a PostgreSQL of its own and the link between"
        " them. Residents apply at their site, clerks of three municipalities decide at theirs, core systems"
        " store what comes by file, by bulk file and by code; meanwhile servers, the worker and the databases"
        " are killed (SIGKILL) at random moments. In the end every receipt is counted against the office and"
        " the core systems: none lost, none twice.",
    )
    parser.add_argument(
        "--kills", type=int, default=KILLS, metavar="N", help="how often (default: %(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help="whom and when to kill (default: another each time)"
    )
    parser.set_defaults(requires_django=False)


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing was lost and nothing was there twice, 1 otherwise; then logs and databases stay."""
    from madoguchi.settings import environment
    from madoguchi_testing.chaos import run_chaos

    base = environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "chaos"
    folder = base / f"run-{os.getpid()}"
    seed = random.SystemRandom().randrange(10**6) if arguments.seed is None else arguments.seed

    def say(text: str) -> None:
        if not arguments.json:
            print(text, flush=True)

    # Whoever ends us early leaves no servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    say(f"乱数の種 {seed}　止める回数 {arguments.kills}　{folder}")
    report = run_chaos(folder, base, kills=arguments.kills, seed=seed, say=say)
    print(json.dumps(asdict(report), ensure_ascii=False) if arguments.json else "\n".join(_as_text(report)))
    if report.is_right:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if report.is_right else 1


def _as_text(report: Report) -> list[str]:
    from madoguchi.core.packs import HandoverMethod

    counted = report.counted
    by_method = [f"{HandoverMethod(key).label} {often}" for key, often in counted["by_method"].items()]
    lines = [
        "",
        f"乱数の種 {report.seed}　{report.seconds:.0f}秒　止めた回数 {sum(report.kills.values())}",
        *(f"  {name:20} {number:4}" for name, number in report.kills.items()),
        f"申請した人 {counted['begun']}　控えを受け取った人 {counted['receipts']}"
        f"　控えを見ずに離れた人 {counted['without_receipt']}（うち届いていた申請"
        f" {counted['arrived_without_receipt']}）",
        f"答えが来ずにやり直した操作　住民 {report.lost_answers}　職員 {report.clerk_lost}"
        f"　基幹システムが答える前に止まった回数 {report.core_deaths}",
        f"案件 {counted['cases']}　基幹システムに入ったもの {counted['handed_over']}"
        f"（{'、'.join(by_method)}）",
        f"状況のページで「すべて終わりました」 {report.states[0]}/{report.states[1]}",
        f"監査記録 {'つながっています' if report.audit_holds else 'つながっていません'}",
        f"失われたもの {len(counted['lost'])}　二重になったもの {len(counted['twice'])}"
        f"　おかしなもの {len(counted['strange'])}",
    ]
    if report.ended_by_themselves:
        told = "、".join(f"{name} {number}回" for name, number in report.ended_by_themselves.items())
        lines.append(f"止めていないのに終わったもの: {told}")
    problems = [*report.problems, *counted["lost"], *counted["twice"], *counted["strange"]]
    return [*lines, *(f"  {problem}" for problem in problems[:40])]
