"""Makes the published working times, and checks that what was typed can be what was printed.

Every number is rounded at its source, so a total need not be the sum of its parts. It cannot be further from
it than rounding carries, though: what is further was mistyped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from madoguchi.core.bpmn import NodeKind
from madoguchi.core.packs.definitions import check_key, reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import (
    Effect,
    EffectStage,
    EffectStep,
    Flow,
    Municipality,
    PublishedStage,
    Wage,
    Ways,
    Worth,
    reach_of_rounding,
)
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.packs.yaml_reading import ValuePath

WORK_ELSEWHERE = ("counter.identity", "counter.acceptance", "counter.notify", "handover.enter")
"""Work that is measured outside of flows, under the key of the flow of its procedure."""

Report = Callable[[ValuePath, str, str], None]


def effects_from(
    files: PackFiles,
    municipalities: Mapping[str, Municipality],
    procedures: Collection[str],
    flows: Mapping[str, Flow],
) -> dict[str, dict[str, Effect]]:
    """The effects by region and key; `municipalities` are all, `procedures` the keys of all procedures."""
    report = reporter(files)
    found: dict[str, dict[str, Effect]] = {}
    for relative, file in files.of("effect").items():
        region = relative.parts[0]
        check_key(report, file, relative.stem, "ファイル")

        def here(path: ValuePath, message: str, remedy: str) -> None:
            report(file, path, message, remedy)  # noqa: B023 - called before the next file

        raw = file.value
        codes = [code for code, one in municipalities.items() if one.region == region]
        before = len(files.problems)
        _check_steps(here, raw)
        _check_measured(here, raw, flows)
        _check_keys(here, raw, codes, procedures)
        if len(files.problems) == before:
            # Sums of what is not there would only repeat what was told.
            _check_sums(here, raw)
        found.setdefault(region, {})[relative.stem] = _effect(raw, region)
    return found


def _effect(raw: Mapping[str, Any], region: str) -> Effect:
    wage = raw.get("wage")
    return Effect(
        key=raw["key"],
        label=raw["label"],
        region=region,
        steps={key: _step(key, one) for key, one in raw["steps"].items()},
        stages={EffectStage(key): _stage(one) for key, one in raw["stages"].items()},
        sources=sources_from(raw["sources"]),
        flow=raw.get("flow"),
        procedures=tuple(raw.get("procedures", ())),
        saved=raw.get("saved"),
        reduction_percent=raw.get("reduction_percent", {}),
        wage=wage
        and Wage(wage["monthly_yen"], wage["days"], Decimal(str(wage["hours"])), wage["hourly_yen"]),
        worth=tuple(
            Worth(one["label"], one["hours"], one["thousand_yen"], one.get("note"))
            for one in raw.get("worth", ())
        ),
        cases_per_year=raw.get("cases_per_year", {}),
        note=raw.get("note"),
    )


def _step(key: str, raw: Mapping[str, Any]) -> EffectStep:
    minutes = raw.get("longest_minutes")
    return EffectStep(
        key,
        raw["label"],
        tuple(raw.get("sum_of", ())),
        tuple(raw.get("measured_by", ())),
        None if minutes is None else timedelta(minutes=minutes),
        raw.get("note"),
    )


def _stage(raw: Mapping[str, Any]) -> PublishedStage:
    ways = raw.get("ways")
    return PublishedStage(
        raw.get("total"),
        raw.get("steps", {}),
        raw.get("municipalities", {}),
        ways and Ways(ways["paper"], ways["digital"], ways["automatic"], ways.get("note")),
    )


def _check_steps(report: Report, raw: Mapping[str, Any]) -> None:
    """Sums are of steps that are no sums, and a step of the flow is the work of one step only."""
    steps = raw["steps"]
    measured: dict[str, str] = {}
    for key, step in steps.items():
        for number, part in enumerate(step.get("sum_of", ())):
            place: ValuePath = ("steps", key, "sum_of", number)
            if part not in steps:
                message = f"sum_of の「{part}」という段階は steps にありません。"
                report(place, message, did_you_mean(part, steps))
            elif "sum_of" in steps[part]:
                message = f"sum_of の「{part}」は、それ自体がほかの段階の合計です。"
                report(place, message, "合計ではない段階を、一つずつ並べてください。")
        if "sum_of" in step and "measured_by" in step:
            message = f"合計の段階「{key}」に、計る段階（measured_by）が書かれています。"
            report(("steps", key), message, "合計される段階のほうに書いてください。二重に数えてしまいます。")
        if "measured_by" in step and "flow" not in raw and not measured:
            message = "計る段階（measured_by）がありますが、どの流れか（flow）が書かれていません。"
            report(("steps", key, "measured_by"), message, "flow: 流れの名前 の行を足してください。")
        for number, flow_step in enumerate(step.get("measured_by", ())):
            place = ("steps", key, "measured_by", number)
            if flow_step in measured:
                message = (
                    f"流れの段階「{flow_step}」が、「{measured[flow_step]}」と「{key}」の両方にあります。"
                )
                report(place, message, "どちらか一方にしてください。かかった時間を二重に数えてしまいます。")
            measured.setdefault(flow_step, key)


def _check_measured(report: Report, raw: Mapping[str, Any], flows: Mapping[str, Flow]) -> None:
    """What is measured is work that somebody leaves behind: a person's step of the flow, or one elsewhere."""
    flow = flows.get(raw.get("flow", ""))
    of_people = [
        key for key, node in (flow.diagram.nodes.items() if flow else ()) if node.kind is NodeKind.PERSON
    ]
    for key, step in raw["steps"].items():
        for number, name in enumerate(step.get("measured_by", ())):
            place: ValuePath = ("steps", key, "measured_by", number)
            if "." in name and name not in WORK_ELSEWHERE:
                message = f"measured_by の「{name}」という作業は計られていません。"
                report(place, message, did_you_mean(name, WORK_ELSEWHERE))
            elif "." not in name and flow is None and "flow" in raw:
                message = f"flow の「{raw['flow']}」という流れはありません。"
                remedy = did_you_mean(raw["flow"], flows) or "flows に流れを作ってください。"
                report(("flow",), message, remedy)
            elif "." not in name and flow is not None and name not in of_people:
                message = f"measured_by の「{name}」は、流れ「{flow.key}」で人がする段階ではありません。"
                report(place, message, did_you_mean(name, of_people))


def _check_keys(
    report: Report, raw: Mapping[str, Any], municipalities: Collection[str], procedures: Collection[str]
) -> None:
    """Steps, municipalities and procedures that are named are there, and no municipality is left out."""
    for path, step in _steps_named(raw):
        if step not in raw["steps"]:
            message = f"「{step}」という段階は steps にありません。"
            report((*path, step), message, did_you_mean(step, raw["steps"]))
    tables: list[tuple[ValuePath, Collection[str]]] = [(("cases_per_year",), raw.get("cases_per_year", {}))]
    for stage, one in raw["stages"].items():
        table = one.get("municipalities", {})
        tables.append((("stages", stage, "municipalities"), table))
        for code in municipalities:
            if table and code not in table:
                message = f"市町村「{code}」の値がありません。"
                report(
                    ("stages", stage, "municipalities"),
                    message,
                    "地域のすべての市町村の行を書くか、市町村ごとの値（municipalities）を消してください。",
                )
    for path, table in tables:
        for code in table:
            if code not in municipalities:
                message = f"この地域に市町村「{code}」はありません。"
                report((*path, code), message, did_you_mean(code, municipalities))
    for number, key in enumerate(raw.get("procedures", ())):
        if key not in procedures:
            message = f"procedures の「{key}」という手続きはありません。"
            report(("procedures", number), message, did_you_mean(key, procedures))


def _steps_named(raw: Mapping[str, Any]) -> Iterator[tuple[ValuePath, str]]:
    """Every place where a number stands under a step."""
    for step in raw.get("reduction_percent", {}):
        yield ("reduction_percent",), step
    for stage, one in raw["stages"].items():
        for step in one.get("steps", {}):
            yield ("stages", stage, "steps"), step
        for code, row in one.get("municipalities", {}).items():
            for step in row:
                yield ("stages", stage, "municipalities", code), step


def _check_sums(report: Report, raw: Mapping[str, Any]) -> None:
    """No total is further from the sum of its parts than rounding carries."""
    steps = raw["steps"]
    inside = {key for step in steps.values() for key in step.get("sum_of", ())}
    tops = [key for key in steps if key not in inside]

    def compare(path: ValuePath, what: str, printed: int | None, parts: list[int | None]) -> None:
        numbers = [part for part in parts if part is not None]
        if printed is None or not numbers or len(numbers) < len(parts):
            return
        reach = reach_of_rounding(len(numbers))
        if abs(sum(numbers) - printed) > reach:
            report(
                path,
                f"{what}の合計 {printed:,} が、足した値 {sum(numbers):,} から離れすぎています"
                f"（四捨五入だけなら差は{reach:g}まで）。",
                "原典の数字と見比べて、写しまちがいを直してください。",
            )

    for stage, one in raw["stages"].items():
        printed, table = one.get("steps", {}), one.get("municipalities", {})
        place: ValuePath = ("stages", stage)
        compare((*place, "total"), "全体", one.get("total"), [printed.get(key) for key in tops])
        rows = [((*place, "steps"), printed)]
        rows += [((*place, "municipalities", code), row) for code, row in table.items()]
        for path, row in rows:
            for key, step in steps.items():
                parts = [row.get(part) for part in step.get("sum_of", ())]
                compare((*path, key), f"「{step['label']}」", row.get(key), parts)
        for key, value in printed.items():
            cells = [row.get(key) for row in table.values()]
            compare((*place, "steps", key), f"「{steps[key]['label']}」", value, cells)
    as_is, can_be = (
        raw["stages"].get(one, {}).get("total") for one in (EffectStage.AS_IS, EffectStage.CAN_BE)
    )
    saved = raw.get("saved")
    if None not in (as_is, can_be, saved) and abs(as_is - can_be - saved) > reach_of_rounding(2):
        report(
            ("saved",),
            f"削減時間 {saved:,} が、As-Is と Can-Be の差 {as_is - can_be:,} と合いません。",
            "原典の数字と見比べて、写しまちがいを直してください。",
        )
