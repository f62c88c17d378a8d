"""The plan of a household from a file of answers, and the next question."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from madoguchi.core import clock
from madoguchi.core.packs import PackErrors, load_packs
from madoguchi.core.vocabulary import AnswersError, facts_from_json, nearest
from madoguchi.engines.navigator.api import Plan, PlanLine, check_answers, make_plan
from madoguchi.surfaces.cli.commands.plan import EXAMPLE
from madoguchi.surfaces.open_api.shapes import PlanShape

LARGEST_FILE = 1_000_000
"""Bytes; the answers of a large household take a few thousand."""


class InputError(Exception):
    """入力を読み取れませんでした。"""


def tell_plan(arguments: argparse.Namespace) -> int:
    """0 with a plan, 2 when the input cannot be used; the message says what to do."""
    try:
        plan = _plan(arguments)
    except InputError as error:
        if arguments.json:
            print(json.dumps({"ok": False, "error": str(error)}, ensure_ascii=False))
        print(str(error), file=sys.stderr)
        return 2
    if arguments.json:
        print(PlanShape.of(plan, why_not=arguments.why_not).model_dump_json(indent=2))
    else:
        print("\n".join(plan_as_text(plan, why_not=arguments.why_not)))
    return 0


def _plan(arguments: argparse.Namespace) -> Plan:
    today = _day(arguments.today)
    try:
        packs = load_packs((arguments.packs or _default_folder()).resolve())
    except PackErrors as errors:
        raise InputError(f"パックに誤りがあるため、計画を作れません。\n{errors}") from None
    code = arguments.municipality
    if code not in packs.municipalities:
        known = "、".join(f"{one.code}（{one.name}）" for one in packs.municipalities.values())
        raise InputError(
            f"--municipality のコードがパックにありません。6桁で書いてください。使えるもの: {known}"
        )
    pack = packs.for_municipality(code, today)
    if arguments.event not in pack.events:
        found = nearest(arguments.event, pack.events)
        hint = f"「{found}」ではありませんか。" if found else ""
        known = "、".join(f"{one.key}（{one.label}）" for one in pack.events.values())
        raise InputError(f"--event のできごとがありません。{hint}使えるもの: {known}")
    try:
        facts = facts_from_json(_read_answers(arguments.answers), pack.vocabulary, today)
        check_answers(pack, arguments.event, facts)
    except AnswersError as error:
        raise InputError(f"{arguments.answers}: {error}") from None
    return make_plan(pack, arguments.event, facts)


def _default_folder() -> Path:
    from madoguchi.settings import environment

    return environment.path("MADOGUCHI_PACKS", environment.CHECKOUT / "packs")


def _day(text: str | None) -> date:
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("--today は「2026-03-19」のような、暦にある日付で書いてください。") from None


def _read_answers(name: str) -> Any:
    """The decoded JSON of the answers file. The content is never repeated in a message."""
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise InputError(f"{name}: ファイルがありません。場所と名前を確かめてください。") from None
    except OSError:
        raise InputError(f"{name}: ファイルを開けません。読み取れるファイルか確かめてください。") from None
    if len(raw) > LARGEST_FILE:
        raise InputError(f"{name}: ファイルが大きすぎます。1世帯分の回答だけにしてください。")
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise InputError(f"{name}: 文字コードが UTF-8 ではありません。UTF-8 で保存してください。") from None
    except json.JSONDecodeError as error:
        raise InputError(
            f"{name} {error.lineno}行目{error.colno}文字目: JSON として読めません。"
            f"カンマや引用符を確かめてください。{EXAMPLE}"
        ) from None
    except RecursionError:
        raise InputError(
            f"{name}: 入れ子が深すぎます。回答は「項目: 値」で書いてください。{EXAMPLE}"
        ) from None
    except ValueError:
        raise InputError(f"{name}: 使えない数があります。整数で書いてください。") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputError("同じ項目が二度書かれています。どちらか一つにしてください。")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def plan_as_text(plan: Plan, *, why_not: bool = False) -> list[str]:
    """The plan for people, line by line; with `why_not` also what is not needed."""
    lines = [f"{plan.pack.municipality.name}　{plan.event.label}", "", plan.headline()]
    if plan.at_home:
        lines += ["", "■ 家でできること"]
        for line in plan.at_home:
            lines += _line_as_text(line)
    first = plan.counters.one_stop
    for stop in plan.stops:
        colour = f"・{stop.desk.line_label}" if stop.desk.line_label else ""
        example = "（例）" if stop.desk.example else ""
        taken = first is not None and not plan.counters.remains(stop.desk)
        instead = f" → {first.counter}でいっしょに" if first is not None and taken else ""
        lines += [
            "",
            f"■ {stop.desk.counter} {stop.desk.name}（{stop.desk.floor}{colour}）{example}{instead}",
        ]
        for line in stop.lines:
            lines += _line_as_text(line)
    if plan.bring:
        lines += ["", "■ 持ち物"]
        for bring in plan.bring:
            whose = f"（{'、'.join(bring.person_labels)}）" if bring.persons else ""
            lines.append(f"  □ {bring.label}{whose}{'' if bring.certain else ' ※必要な場合'}")
    if plan.possible_lines and plan.finished:
        lines += ["", "■ 必要かもしれない手続き（窓口で確かめます）"]
        lines += [f"  ・{line.procedure.label}" for line in plan.possible_lines]
    if why_not and plan.ruled_out:
        lines += ["", "■ 必要がなかった手続き"]
        for ruled_out in plan.ruled_out:
            whom = f"　{'、'.join(ruled_out.person_labels)}" if ruled_out.persons else ""
            lines += [f"  ・{ruled_out.label}{whom}", f"      なぜ: {ruled_out.why}"]
    lines.append("")
    if plan.next_question is None:
        lines.append("質問は終わりです。")
    else:
        asked = plan.next_question
        whom = "" if not asked.persons else f"（{len(asked.persons)}人について）"
        lines.append(f"次の質問: {asked.item.question or asked.item.label}{whom}　[{asked.item.key}]")
    return lines


def _line_as_text(line: PlanLine) -> list[str]:
    whom = "" if not line.persons else f"　{'、'.join(line.person_labels)}"
    lines = [f"  ・{line.procedure.label}{whom}"]
    if line.deadline is not None:
        late = "　期限を過ぎています。" if line.late else ""
        lines.append(f"      期限 {line.deadline.label}　{line.deadline.text}{late}")
        if line.late and line.deadline.if_late:
            lines.append(f"      {line.deadline.if_late}")
    fee = line.entries[0].fee
    if fee is not None:
        lines.append(f"      手数料 {fee.amount}円{'（例）' if fee.example else ''}")
    lines.append(f"      なぜ: {line.entries[0].why}")
    return lines
