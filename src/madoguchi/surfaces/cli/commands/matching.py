"""`madoguchi matching`: look people up in a register, find people who are in it twice, learn weights."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi.core.actions import Context
    from madoguchi.engines.matching.api import Person, Weights

SYNTHETIC_RECORDS = 20_000
_CSV = (
    "CSV (UTF-8 or Shift_JIS) with the columns key, name, kana, birth_date, address, sex, municipality_code,"
    " former_families, former_addresses, corporate; key and a name are needed"
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What is looked up, found twice or learned, and from which files."""
    parser = subparsers.add_parser(
        "matching",
        help="look people up in a register, find duplicates, learn weights",
        description="Compares people field by field. No file is changed.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    find = verbs.add_parser("find", help="who of a register each record is, as JSON lines")
    find.add_argument("records", type=Path, metavar="RECORDS", help=_CSV)
    find.add_argument("--register", type=Path, required=True, metavar="CSV", help="the register")
    find.add_argument("--weights", type=Path, metavar="JSON", help="default: those that come with Madoguchi")
    twice = verbs.add_parser(
        "duplicates",
        help="people who seem to be twice in a register",
        description="Of a file: pairs as JSON lines. With --for: the register of the office's database; the"
        " pairs wait for people in 照合の確認, and only numbers are told.",
    )
    twice.add_argument("register", nargs="?", type=Path, metavar="REGISTER", help=_CSV)
    twice.add_argument("--for", dest="code", metavar="CODE", help="office: of this municipality")
    twice.add_argument("--weights", type=Path, metavar="JSON", help="default: those that come with Madoguchi")
    learn = verbs.add_parser(
        "learn",
        help="learn weights from a register and records, without labels",
        description="Writes weights as JSON. Names of fewer than ten people are not written. With --for and"
        " no files: from the register of the office's database.",
    )
    learn.add_argument("records", nargs="?", type=Path, metavar="RECORDS", help=_CSV)
    learn.add_argument("--register", type=Path, metavar="CSV", help="the register")
    learn.add_argument("--synthetic", action="store_true", help="fictional people instead of files")
    learn.add_argument(
        "--fraction", type=float, default=1.0, metavar="F", help="with --synthetic: part of them"
    )
    learn.add_argument("--seed", type=int, default=6, metavar="N", help="the same seed, the same weights")
    learn.add_argument("--splink", action="store_true", help="let Splink estimate m and u")
    learn.add_argument("--out", type=Path, metavar="JSON", help="where the weights go")
    learn.add_argument("--for", dest="code", metavar="CODE", help="put them into use in this municipality")
    parser.set_defaults(requires_django=True)


def run(arguments: argparse.Namespace) -> int:
    """0 when every line was used, 1 when some could not be, 2 for files that cannot be used."""
    from madoguchi.core.tenancy import InvalidMunicipalityCodeError
    from madoguchi.engines.matching.api import PeopleFileError, TooFewRecordsError, WeightsError
    from madoguchi.journeys.same_person.api import CheckRunsError

    refused = (
        PeopleFileError,
        WeightsError,
        TooFewRecordsError,
        InvalidMunicipalityCodeError,
        CheckRunsError,
    )
    try:
        problems: list[str] = []
        verb = {"find": _find, "duplicates": _duplicates, "learn": _learn}[arguments.verb]
        verb(arguments, problems)
    except (*refused, OSError) as problem:
        print(f"madoguchi matching: {problem}", file=sys.stderr)
        return 2
    for one in problems:
        print(one, file=sys.stderr)
    return 1 if problems else 0


def _people(path: Path, problems: list[str]) -> list[Person]:
    from madoguchi.engines.matching.api import read_people

    found: list[str] = []
    with path.open("rb") as file:
        people = list(read_people(file, found))
    problems += [f"{path.name} {one}" for one in found]
    return people


def _weights(path: Path | None) -> Weights | None:
    from madoguchi.engines.matching.api import Weights, WeightsError

    if path is None:
        return None
    try:
        return Weights.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise WeightsError from None


def _find(arguments: argparse.Namespace, problems: list[str]) -> None:
    from madoguchi.engines.matching.api import Register

    weights = _weights(arguments.weights)
    register = Register(_people(arguments.register, problems), weights)
    for person in _people(arguments.records, problems):
        answer = register.answer(person)
        print(json.dumps({"record": person.key, **answer.as_json()}, ensure_ascii=False))


def _duplicates(arguments: argparse.Namespace, problems: list[str]) -> None:
    from madoguchi.engines.matching.api import PeopleFileError, Whole

    if (arguments.register is None) == (arguments.code is None):
        raise PeopleFileError("REGISTER か --for のどちらか1つを指定してください。")
    if arguments.code:
        _check_register(arguments)
        return
    weights = _weights(arguments.weights)
    for pair in Whole(_people(arguments.register, problems), weights=weights).duplicates():
        told = {"left": pair.left, "right": pair.right, "verdict": pair.verdict.value}
        print(json.dumps({**told, **pair.match.as_json()}, ensure_ascii=False))


def _check_register(arguments: argparse.Namespace) -> None:
    """The check of the page 照合の確認, now and here. Tells numbers and nobody's name."""
    from madoguchi.core.actions import run as act
    from madoguchi.journeys.same_person.api import CheckDuplicates, OfCheck, StartDuplicateCheck

    context = _context(arguments.code, "住民の二重登録の確認")
    check = act(CheckDuplicates(), context, OfCheck(act(StartDuplicateCheck(), context, None).uuid))
    if arguments.json:
        print(json.dumps({"compared": check.compared, "asked": check.asked, "known": check.known}))
        return
    print(
        f"{check.compared:,}組を見比べました。照合の確認に出した組 {check.asked:,}、"
        f"前に決めてある組 {check.known:,}。"
    )


def _context(code: str, purpose: str) -> Context:
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context

    return Context(code, Actor.system("madoguchi matching"), purpose=purpose)


def _learn_here(arguments: argparse.Namespace) -> None:
    """From the register of the database. Tells numbers and nobody's name."""
    from madoguchi.core.actions import run as act
    from madoguchi.journeys.same_person.api import LearnWeights

    learned = act(LearnWeights(), _context(arguments.code, "照合の重みの学習"), arguments.seed)
    if arguments.json:
        print(json.dumps({"people": learned.people, "records": learned.records, "file": learned.file}))
        return
    told = (
        f"オンライン申請の{learned.records:,}人の書き方から"
        if learned.records
        else "書き方のちがいは、申請が500人分たまるまで標準の重みのままで"
    )
    print(f"住民{learned.people:,}人の台帳と、{told}学びました。{learned.file}")


def _learn(arguments: argparse.Namespace, problems: list[str]) -> None:
    from madoguchi.engines.matching.api import PeopleFileError, Register, Whole, learn, write_weights

    files = _files(arguments)
    if arguments.code and not (arguments.synthetic or arguments.register or arguments.records):
        _learn_here(arguments)
        return
    if arguments.synthetic:
        people, records, made = _synthetic(arguments.fraction, arguments.seed)
    elif arguments.register is None or arguments.records is None:
        raise PeopleFileError("RECORDS と --register の両方か、--synthetic を指定してください。")
    else:
        people = _people(arguments.register, problems)
        records = _people(arguments.records, problems)
        made = f"{len(records):,} records in a register of {len(people):,}"
    if arguments.splink:
        weights = Whole(people, records).learn(seed=arguments.seed, made=f"{made}, by Splink")
        said = "Splink"
    else:
        learned = learn(Register(people), records, seed=arguments.seed, made=made)
        weights = learned.weights
        said = f"{learned.rounds}回の反復、{learned.found:,.0f}件が台帳にあると推定"
    for file in files:
        write_weights(file, weights)
        print(f"{len(records):,}件の記録と{len(people):,}人の台帳から学びました（{said}）。{file}")


def _files(arguments: argparse.Namespace) -> list[Path]:
    """Where learned weights go; nothing is learned for nowhere."""
    from madoguchi.engines.matching.api import PeopleFileError, weights_file

    files = [arguments.out] if arguments.out else []
    if arguments.code:
        try:
            files.append(weights_file(arguments.code))
        except ValueError:
            raise PeopleFileError("--for は市町村コード6桁です。") from None
    if not files:
        raise PeopleFileError("--out か --for を指定してください。")
    return files


def _synthetic(fraction: float, seed: int) -> tuple[list[Person], list[Person], str]:
    """Fictional people of all municipalities with a population in the packs, and papers about them."""
    from dataclasses import replace

    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi_testing.matching import incoming, synthetic_register
    from madoguchi_testing.population import plan_for

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    plans = [plan_for(one, fraction) for one in packs.municipalities.values() if one.population]
    register = synthetic_register(plans, seed=seed)
    asked = incoming(register, SYNTHETIC_RECORDS, seed=seed)
    records = [replace(one.person, key=f"?{number}") for number, one in enumerate(asked)]
    made = (
        f"madoguchi matching learn --synthetic --fraction {fraction:g} --seed {seed}:"
        f" {len(records):,} fictional records in a fictional register of {len(register.people):,}"
    )
    return register.people, records, made
