"""`madoguchi work`: the worker that does what was promised (hand-overs, notices)."""

from __future__ import annotations

import argparse
import json


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`--until-idle` stops when nothing is left to do."""
    parser = subparsers.add_parser("work", help="run the jobs that are waiting (hand-overs, notices)")
    parser.add_argument("--until-idle", action="store_true", help="stop when nothing is left to do")


def run(arguments: argparse.Namespace) -> int:
    """Run the worker."""
    from django.conf import settings

    from madoguchi.core import jobs
    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi.surfaces.cli.commands.serve import look_for_garbage_rarely

    if not arguments.until_idle:
        load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        look_for_garbage_rarely()
        jobs.work()
        return 0
    ran = jobs.run_jobs_until_idle()
    print(json.dumps({"ran": ran}) if arguments.json else f"{ran}件のジョブを実行しました。")
    return 0
