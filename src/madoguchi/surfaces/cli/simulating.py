"""What `madoguchi reception simulate` says, and draws."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from madoguchi.core.packs import Hall, Packs, load_packs_or_refuse
from madoguchi.engines.reception.domain.days import busy_march_day, demand_of
from madoguchi.engines.reception.domain.desk_plans import DeskPlan
from madoguchi.engines.reception.domain.planning import (
    Outcome,
    PlanError,
    compare_scenarios,
    conclusion,
    desks_of,
    four_scenarios,
    noon_cover,
    simulated_hall,
    staffing,
    usual_moves,
)
from madoguchi.engines.reception.domain.simulating import Scenario
from madoguchi.settings import environment
from madoguchi.surfaces.cli.widths import to_left, to_right
from madoguchi.surfaces.shared_web.charts import Line, line_chart

AS_IT_IS = "いまのまま"
PUBLISHED = (
    "公表された値（実測）: 事前申請で来庁時間 15分→8分、"
    "手続きの案内と申請の支援で3～4月のいちばん長い待ち 100分→38分。"
)
_MARKS = [(hour * 60.0, f"{hour}時") for hour in range(9, 18)]


class InputError(Exception):
    """指定を読み取れませんでした。"""


def tell_simulation(arguments: argparse.Namespace) -> int:
    """0 with a table, 2 for what cannot be replayed or written; the message says what to do."""
    try:
        if arguments.out is not None and arguments.out.suffix.lower() not in (".svg", ".pdf"):
            raise InputError(
                f"--out は .svg か .pdf のファイルにしてください（いま: {arguments.out.name}）。"
            )
        hall, moves = _hall(arguments)
        outcomes = _outcomes(arguments, hall, moves)
        if arguments.out is not None:
            _draw(arguments.out, outcomes)
    except (InputError, PlanError) as error:
        if arguments.json:
            print(json.dumps({"ok": False, "error": str(error)}, ensure_ascii=False))
        print(str(error), file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(as_json(outcomes), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_as_text(arguments, hall, moves, outcomes)))
    return 0


def _hall(arguments: argparse.Namespace) -> tuple[Hall, float]:
    """The hall, and how many moves a year its municipality has."""
    folder = arguments.packs or environment.path("MADOGUCHI_PACKS", environment.CHECKOUT / "packs")
    packs = load_packs_or_refuse(folder)
    code = arguments.municipality or _largest(packs)
    if not packs.halls.get(code):
        known = "、".join(packs.halls) or "ありません"
        raise InputError(f"{code} に待合のパックがありません。使えるもの: {known}")
    halls = packs.halls[code]
    hall = halls.get(arguments.hall or next(iter(halls)))
    if hall is None:
        raise InputError(f"「{arguments.hall}」という待合はありません。使えるもの: {'、'.join(halls)}")
    population = packs.municipalities[code].population
    moves = usual_moves(population.total if population else None)
    if arguments.moves is not None:
        moves = arguments.moves
        if not 0 < moves < float("inf"):
            raise InputError("--moves は0より大きい数で書いてください。例: --moves 8088")
    return hall, moves


def _largest(packs: Packs) -> str:
    def people(code: str) -> int:
        population = packs.municipalities[code].population
        return population.total if population else 0

    return max(packs.halls, key=people, default="")


def _outcomes(arguments: argparse.Namespace, hall: Hall, moves: float) -> list[Outcome]:
    replayed = simulated_hall(hall)
    plans: dict[str, DeskPlan] = {**staffing(desks_of(hall)), **_desks(arguments.desks, hall)}
    base = Scenario(AS_IT_IS, plans, booked=arguments.booked)
    counter = arguments.counter or next(iter(hall.counters))
    if counter not in hall.counters:
        raise InputError(_no_counter(counter, hall))
    if not 2000 <= arguments.year <= 2100:
        raise InputError("--year は2000から2100までで書いてください。")
    day = busy_march_day(arguments.year)
    demand = demand_of(day, replayed.minutes, sorted(replayed.fast), moves)
    scenarios = four_scenarios(base, counter, pre_applied=arguments.pre_applied)
    return compare_scenarios(
        replayed, demand, scenarios, days=arguments.days, seed=arguments.seed, with_estimates=True
    )


def _desks(given: Sequence[str], hall: Hall) -> dict[str, DeskPlan]:
    """`general=5` and `general=5,12:00=3,13:00=5` as plans."""
    plans: dict[str, DeskPlan] = {}
    for text in given:
        first, *later = text.split(",")
        counter, _, count = first.partition("=")
        if counter not in hall.counters:
            raise InputError(_no_counter(counter, hall))
        plan = list(noon_cover(_count(count, text)))
        if later:
            plan = [plan[0], *(_change(part, text) for part in later)]
            if [at for at, _ in plan] != sorted(at for at, _ in plan):
                raise InputError(f"--desks {text} の時刻は、早い順に書いてください。")
        plans[counter] = plan
    return plans


def _count(text: str, whole: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise InputError(f"--desks {whole} は「窓口=数」で書いてください。例: --desks general=5")
    return int(text)


def _change(text: str, whole: str) -> tuple[float, int]:
    at, _, count = text.partition("=")
    hour, colon, minute = at.partition(":")
    parts = (hour, minute if colon else "0")
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise InputError(f"--desks {whole} の「{text}」は「12:00=3」のように書いてください。")
    return int(parts[0]) * 60.0 + int(parts[1]), _count(count, whole)


def _no_counter(counter: str, hall: Hall) -> str:
    return f"「{counter}」という窓口はこの待合にありません。使えるもの: {'、'.join(hall.counters)}"


def as_json(outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
    """Everything the table and the picture show, in minutes; moments of the day as HH:MM."""
    return {
        "conclusion": conclusion(outcomes),
        "scenarios": [
            {
                "name": one.scenario.name,
                "desks": {
                    key: [{"from": _clock(at), "desks": count} for at, count in plan]
                    for key, plan in one.scenario.desks.items()
                },
                "pre_applied": one.scenario.pre_applied,
                "booked": one.scenario.booked,
                "people": round(one.people, 1),
                "wait": {
                    "median": round(one.middle, 1),
                    "95_percent": round(one.most_wait, 1),
                    "longest": round(one.longest, 1),
                    "longest_at": _clock(one.peak),
                },
                "visit": {
                    "mean": _rounded(one.visit),
                    "pre_applied": _rounded(one.visit_pre_applied),
                    "others": _rounded(one.visit_others),
                },
                "last_done": _clock(one.last_done),
                "called_after_closing": round(one.late, 1),
                "unserved": round(one.unserved, 1),
                "estimate": one.accuracy
                and {
                    "people": one.accuracy.count,
                    "median_error": round(one.accuracy.median_error, 1),
                    "bias": round(one.accuracy.bias, 1),
                    "within_range": round(one.accuracy.within or 0, 3),
                },
                "half_hours": [
                    {
                        "from": _clock(half.begins),
                        "people": round(half.people, 1),
                        "median": round(half.middle, 1),
                        "longest": round(half.longest, 1),
                    }
                    for half in one.half_hours
                ],
            }
            for one in outcomes
        ],
    }


def _as_text(
    arguments: argparse.Namespace, hall: Hall, moves: float, outcomes: Sequence[Outcome]
) -> Iterator[str]:
    day = busy_march_day(arguments.year)
    yield f"{hall.name}　{day.year}年3月{day.day}日（いちばん混む日）を{arguments.days}回"
    yield f"異動 1年に{moves:,.0f}件、この日に来る人 {outcomes[0].people:,.0f}人。"
    yield "同じ人たちを4とおりで試しました。"
    yield ""
    left = [
        f"{one.scenario.name} {one.not_by_closing:.0f}人（うち夜になっても呼ばれない人 {one.unserved:.0f}人）"
        for one in outcomes
        if one.not_by_closing
    ]
    if left:
        yield f"注意: 17:15までに呼ばれない人が1日にいます: {'、'.join(left)}"
    yield conclusion(outcomes)
    yield ""
    heads = ("中央", "95%", "最長", "時刻", "来庁", "事前申請の人", "ほかの人", "終わり")
    yield to_left("待ち（分）", 24) + "".join(to_right(head, 14 if head[0] == "事" else 10) for head in heads)
    for one in outcomes:
        cells = (
            f"{one.middle:.0f}",
            f"{one.most_wait:.0f}",
            f"{one.longest:.0f}",
            _clock(one.peak),
            _said(one.visit),
            _said(one.visit_pre_applied),
            _said(one.visit_others),
            _clock(one.last_done),
        )
        yield to_left(one.scenario.name, 24) + "".join(
            to_right(cell, 14 if number == 5 else 10) for number, cell in enumerate(cells)
        )
    yield ""
    yield "番号を取った時刻ごとの、いちばん長い待ち（分）"
    yield from _by_hour(outcomes)
    told = outcomes[0].accuracy
    if told is not None and told.within is not None:
        yield ""
        yield (
            f"伝えた待ち時間とのずれ: 中央 {told.median_error:.1f}分、かたより {told.bias:+.1f}分、"
            f"幅に入った割合 {told.within:.0%}（{told.count:,}人）"
        )
    yield PUBLISHED


def _by_hour(outcomes: Sequence[Outcome]) -> Iterator[str]:
    hours = sorted({int(half.begins // 60) for one in outcomes for half in one.half_hours})
    yield to_left("", 24) + "".join(to_right(f"{hour}時", 6) for hour in hours)
    for one in outcomes:
        longest = {
            hour: max(
                (half.longest for half in one.half_hours if int(half.begins // 60) == hour), default=0.0
            )
            for hour in hours
        }
        yield to_left(one.scenario.name, 24) + "".join(to_right(f"{longest[hour]:.0f}", 6) for hour in hours)


def _draw(out: Path, outcomes: Sequence[Outcome]) -> None:
    svg = line_chart(
        [
            Line(
                one.scenario.name,
                f"最長 {one.longest:.0f}分",
                [(half.begins, half.longest) for half in one.half_hours],
            )
            for one in outcomes
        ],
        label=conclusion(outcomes),
        marks=_MARKS,
        title=conclusion(outcomes),
    )
    try:
        out.write_bytes(_as_pdf(svg) if out.suffix.lower() == ".pdf" else svg.encode())
    except OSError as problem:
        raise InputError(
            f"{out} に書けません（{problem.strerror}）。フォルダーを確かめてください。"
        ) from None


def _as_pdf(svg: str) -> bytes:
    import typst

    with tempfile.TemporaryDirectory(prefix="madoguchi-waits-") as folder:
        Path(folder, "waits.svg").write_text(svg, encoding="utf-8")
        page = Path(folder, "waits.typ")
        page.write_text(
            '#set page(paper: "a4", flipped: true, margin: 1.5cm)\n#image("waits.svg", width: 100%)\n',
            encoding="utf-8",
        )
        written: bytes = typst.compile(str(page))
    return written


def _clock(minute: float) -> str:
    return f"{int(minute // 60)}:{int(minute % 60):02}"


def _said(minutes: float | None) -> str:
    return "—" if minutes is None else f"{minutes:.0f}"


def _rounded(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)
