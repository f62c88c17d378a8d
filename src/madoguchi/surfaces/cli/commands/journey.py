"""`madoguchi journey`: play a scenario through both zones and keep the documents that it makes."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

PUBLIC, OFFICE = "public", "office"


class JourneyFailedError(Exception):
    """場面を最後まで進められませんでした。"""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Which scenario, and where its documents go."""
    parser = subparsers.add_parser(
        "journey",
        help="play a scenario from the first question to the acknowledged hand-over",
        description="Runs a scenario of the packs: a resident answers in the public zone, the QR code is read"
        " from its picture, a clerk accepts in the office zone, a stand-in core system acknowledges.",
    )
    parser.add_argument("scenario", type=Path, metavar="FILE", help="a scenario file below the packs folder")
    parser.add_argument(
        "--out", type=Path, default=Path("var/journey"), metavar="FOLDER", help="default: var/journey"
    )
    parser.add_argument(
        "--day",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="play it on another day; what the scenario names in journey.moves_with_time moves along",
    )
    # The two halves run in processes of their own, because a process belongs to one zone.
    parser.add_argument("--half", choices=["home", "counter"], help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """0 when the hand-over was acknowledged, 1 when the journey stopped (and why), 2 for a wrong file."""
    from madoguchi_testing.people.resident import ScenarioNotFoundError

    if arguments.half:
        return _run_half(arguments)
    try:
        report = play(arguments.scenario, arguments.out, arguments.day)
    except ScenarioNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    except JourneyFailedError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report, ensure_ascii=False, indent=2) if arguments.json else "\n".join(as_text(report)))
    return 0 if report["counter"]["acknowledged"] else 1


def play(file: Path, out: Path, day: date | None = None) -> dict[str, Any]:
    """Both halves, one after the other; on the scenario's own day unless another is given.

    Raises ScenarioNotFoundError, JourneyFailedError with the cause.
    """
    from django.conf import settings

    from madoguchi.core.database.prepare import prepare_databases
    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi_testing.people import find_scenario

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    scenario = find_scenario(packs, file)
    prepare_databases()
    ensure_keys([scenario.municipality])
    words = [str(file), "--out", str(out), "--day", (day or scenario.today).isoformat()]
    home = _half(PUBLIC, "home", words)
    counter = _half(OFFICE, "counter", words)
    return {"home": home, "counter": counter}


def ensure_keys(codes: Sequence[str]) -> list[str]:
    """Make a key pair for each municipality that has none; return the codes that got one."""
    from django.conf import settings

    from madoguchi.lib.sealing import KeyUnusable, generate_keypair, read_private_key, write_keypair

    made = []
    directory = Path(settings.MADOGUCHI_KEYS_DIRECTORY)
    for code in codes:
        try:
            read_private_key(directory, code)
        except KeyUnusable:
            write_keypair(directory, code, generate_keypair())
            made.append(code)
    return made


def as_text(report: dict[str, Any]) -> list[str]:
    """The report for people, in the order in which things happened."""
    home, counter = report["home"], report["counter"]
    lines = [
        f"■ 場面　{home['scenario']}",
        f"  {home['municipality']}　{home['event']}　きょうは{home['today']}",
        "",
        f"■ 1 ナビ　質問は{len(home['questions'])}問",
        *(f"  {number:2}. {question}" for number, question in enumerate(home["questions"], 1)),
        "",
        f"■ 2 計画　{home['headline']}",
    ]
    place = None
    for line in home["plan"]:
        if line["stop"] != place:
            place = line["stop"]
            lines.append(f"  ［{place}］")
        until = f"　{line['deadline']}まで" if line["deadline"] else ""
        lines.append(f"    ・{line['label']}（{'、'.join(line['persons'])}）{until}")
        lines.append(f"        {line['why']}")
    lines += [
        f"  持ち物　{'、'.join(home['bring'])}",
        "",
        f"■ 3 記入　{home['typed']}項目を一度だけ",
        f"■ 4 QRコード　{len(home['symbols'])}個",
        *(f"  {one['version']}型　{one['characters']}文字" for one in home["symbols"]),
        *(f"  {file}" for file in home["files"]),
        "",
        f"■ 5 窓口　受付 {counter['visit']}　QRの読み取り: {counter['read_from']}",
        *(f"  確認　{message}" for message in counter["checks"]),
        f"■ 6 受理　{counter['accept_milliseconds']}ミリ秒　各課の案件{len(counter['cases'])}件",
        *(
            f"  {case['desk']}　{case['procedure']}　{case['person']}"
            + (f"　{case['due']}まで" if case["due"] else "")
            for case in counter["cases"]
        ),
        "",
        f"■ 7 書類　{len(counter['documents'])}件",
        *(f"  {one['title']}　{one['file']}" for one in counter["documents"]),
        "",
        "■ 8 基幹システムへの引き渡し",
        *(f"  {one['target']}　{one['status']}" for one in counter["handovers"]),
        "",
        "■ 時刻の記録",
        *(f"  {at[:19].replace('T', ' ')}　{step}" for step, at in counter["steps"]),
    ]
    return lines


def _half(zone: str, half: str, words: Sequence[str]) -> dict[str, Any]:
    """Run one half in a process of its zone and read its report."""
    environment = {**os.environ, "MADOGUCHI_ZONE": zone}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [
        sys.executable,
        "-m",
        "madoguchi.surfaces.cli.main",
        "journey",
        *words,
        "--half",
        half,
        "--json",
    ]
    # Our own interpreter, our own module; the file name is an argument and no shell reads it.
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise JourneyFailedError(f"{JourneyFailedError.__doc__}\n{done.stderr.strip()}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _run_half(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi_testing.main_job import at_counter, at_home
    from madoguchi_testing.people import find_scenario, on_day

    scenario = find_scenario(load_packs_or_refuse(settings.MADOGUCHI_PACKS), arguments.scenario)
    scenario = on_day(scenario, arguments.day or scenario.today)
    if arguments.half == "home":
        report = at_home(scenario, arguments.out / "home")
    else:
        texts, read_from = _read_codes(arguments.out / "home")
        report = at_counter(scenario, texts, arguments.out / "counter") | {"read_from": read_from}
    print(json.dumps(report, ensure_ascii=False))
    return 0


def _read_codes(folder: Path) -> tuple[list[str], str]:
    """What the pictures of the QR codes say, read by a decoder as the counter's camera does."""
    import zxingcpp
    from PIL import Image

    pictures = sorted(folder.glob("code-*.png"))
    texts = [found.text for picture in pictures for found in zxingcpp.read_barcodes(Image.open(picture))]
    if len(texts) != len(pictures):
        raise JourneyFailedError("QRコードを画像から読み取れませんでした。")
    return texts, f"画像{len(pictures)}枚から"
