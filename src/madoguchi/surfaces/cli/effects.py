"""What `madoguchi effect` says."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from madoguchi.core.packs import Effect, EffectStage, Packs, load_packs_or_refuse
from madoguchi.engines.effects.api import (
    Cell,
    CountersLine,
    CountersReport,
    EffectReport,
    Measured,
    counters_report,
    operators_report,
    published_report,
    share_now,
    thousand_yen_of,
)
from madoguchi.surfaces.cli.widths import to_left, to_right

NO_DATABASE = "データベースにつながらないため、公表値だけで計算しました。"
PUBLISHED_ONLY = "公表値だけで計算しました（--published）。"
_NAME, _NUMBER = 66, 13


def tell_effects(arguments: argparse.Namespace) -> int:
    """Print the effects that were asked for. 2 for a key or code that is not known, with those that are."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    effects = [effect for there in packs.effects.values() for effect in there.values()]
    problem = _not_known(arguments, packs, effects)
    if problem:
        print(json.dumps({"error": problem}, ensure_ascii=False) if arguments.json else problem)
        return 2
    chosen = [
        effect
        for effect in effects
        if arguments.process in (None, effect.key)
        and arguments.municipality in (None, *packs.regions[effect.region].municipalities)
    ]
    note = PUBLISHED_ONLY if arguments.published else ""
    measured = None if note else _measured(packs, chosen, arguments.municipality, share=arguments.share)
    if measured is None:
        note = note or NO_DATABASE
        measured = [published_report(packs, effect) for effect in chosen], {}
    reports, counters = measured
    if arguments.json:
        told = {
            "note": note,
            "processes": [as_json(report, arguments.municipality) for report in reports],
            "counters": {code: _counters_as_json(one) for code, one in counters.items()},
        }
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for report in reports:
        print("\n".join(_in_words(report, arguments.municipality)), end="\n\n")
    if not note:
        print("\n".join(_counters_in_words(packs, counters, arguments.municipality)), end="\n\n")
    print(note or "計測した時間は、この1年の記録からです。")
    return 0


def _not_known(arguments: argparse.Namespace, packs: Packs, effects: list[Effect]) -> str:
    keys = [effect.key for effect in effects]
    if arguments.process is not None and arguments.process not in keys:
        return f"「{arguments.process}」という業務の公表値はありません。使えるのは {'、'.join(keys)} です。"
    if arguments.municipality is not None and arguments.municipality not in packs.municipalities:
        known = "、".join(packs.municipalities)
        return f"市町村コード {arguments.municipality} のパックがありません。使えるのは {known} です。"
    return ""


def _measured(
    packs: Packs, effects: list[Effect], municipality: str | None, *, share: bool
) -> tuple[list[EffectReport], dict[str, CountersReport]] | None:
    """The reports with measured times, and the counters by municipality; None without a database."""
    embedded = connection.settings_dict.get("EMBEDDED_DATA")
    if embedded is not None and not Path(embedded).exists():
        return None  # asking would make one
    try:
        if share:
            for code in packs.municipalities:
                share_now(packs, code)
        return [operators_report(packs, effect) for effect in effects], _counters(packs, municipality)
    except DatabaseError:
        return None


def _counters(packs: Packs, municipality: str | None) -> dict[str, CountersReport]:
    """How many counters households visited, of the municipalities where any was accepted."""
    codes = [code for code in packs.municipalities if municipality in (None, code)]
    found = {code: counters_report(packs, code) for code in codes}
    return {code: one for code, one in found.items() if one.months}


def _counters_as_json(report: CountersReport) -> dict[str, Any]:
    def line(one: CountersLine) -> dict[str, Any]:
        numbers = {"before": round(one.before, 2), "after": round(one.after, 2)}
        return {"event": one.event, "households": one.households, **numbers}

    return {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "whole": line(report.whole),
        "months": [
            {"month": f"{one.month:%Y-%m}", **line(one)} for one in report.months if one.month is not None
        ],
    }


def _counters_in_words(
    packs: Packs, counters: Mapping[str, CountersReport], municipality: str | None
) -> Iterator[str]:
    yield "■ 1世帯が回る窓口の数　窓口で受理した届出から、この1年の平均"
    if not counters:
        yield "  まだありません。"
        return
    yield to_left("  市町村", _NAME) + _columns("世帯", "1つずつ", "実際")
    for code, report in counters.items():
        yield _counters_row(packs.municipalities[code].name, report.whole)
        for event in report.events if municipality is not None else ():
            yield _counters_row(f"  {event.label}", event)
        for one in report.months if municipality is not None else ():
            yield _counters_row(f"    {one.month:%Y年%m月}　{one.label}", one)


def _counters_row(name: str, line: CountersLine) -> str:
    return to_left(f"  {name}", _NAME) + _columns(
        str(line.households), f"{line.before:.1f}か所", f"{line.after:.1f}か所"
    )


def as_json(report: EffectReport, municipality: str | None = None) -> dict[str, Any]:
    """A report for programs; hours as published are whole, measured ones have a decimal place."""
    effect = report.effect
    codes = [code for code in report.names if municipality in (None, code)]
    return {
        "key": effect.key,
        "label": effect.label,
        "note": effect.note,
        "sources": [{"title": one.title, "at": one.at, "verified": one.verified} for one in effect.sources],
        "ways": {
            stage.value: {"paper": ways.paper, "digital": ways.digital, "automatic": ways.automatic}
            for stage, one in effect.stages.items()
            if (ways := one.ways) is not None
        },
        "whole": _cell(report.whole),
        "comparisons": [
            {
                "what": one.what,
                "unit": one.unit,
                "printed": one.printed,
                "computed": float(one.computed),
                "difference": float(one.difference),
                "because": one.because,
            }
            for one in report.comparisons
        ],
        "steps": [
            {
                "key": line.step.key,
                "label": line.step.label,
                "whole": _cell(line.whole),
                "sum_of_municipalities": {"as_is": line.summed.as_is, "can_be": line.summed.can_be},
                "municipalities": {code: _cell(line.cells[code]) for code in codes},
            }
            for line in report.lines
        ],
        "municipalities": {
            code: {"name": report.names[code], **_cell(report.wholes[code])} for code in codes
        },
    }


def _cell(cell: Cell) -> dict[str, Any]:
    measured = cell.measured
    return {
        "as_is": cell.as_is,
        "can_be": cell.can_be,
        "today": None if cell.today is None else round(cell.today, 1),
        "basis": cell.basis.value,
        "planned_saving": cell.planned,
        "saved": None if cell.saved is None else round(cell.saved, 1),
        "measured": measured
        and {
            "cases": measured.cases,
            "counted": measured.counted,
            "median_seconds": measured.median_seconds,
            "mean_seconds": round(measured.mean_seconds, 1),
            "since": measured.since.isoformat(),
            "until": measured.until.isoformat(),
        },
    }


def _in_words(report: EffectReport, municipality: str | None) -> Iterator[str]:
    effect = report.effect
    yield f"■ {effect.label}（{effect.key}）　1年の作業時間"
    for source in effect.sources:
        yield f"  出典: {source.title}（{source.at}）{'' if source.verified else '　未確認'}"
    if effect.note:
        yield f"  {effect.note}"
    if municipality is not None:
        yield from _of_one(report, municipality)
        return
    yield ""
    yield to_left("  公表された数字と、計算し直した数字", _NAME) + _columns("公表", "計算", "差")
    reasons: list[str] = []
    for one in report.comparisons:
        difference = f"{one.difference:+,}{one.unit}" if one.difference else "同じ"
        if one.because and one.because not in reasons:
            reasons.append(one.because)
        reason = f"  ※{reasons.index(one.because) + 1}" if one.because else ""
        numbers = _columns(f"{one.printed:,}{one.unit}", f"{one.computed:,}{one.unit}", difference)
        yield to_left(f"  {one.what}", _NAME) + numbers + reason
    yield from (f"    ※{number} {reason}" for number, reason in enumerate(reasons, 1))
    yield ""
    for stage in EffectStage:
        ways = effect.stages[stage].ways if stage in effect.stages else None
        if ways is not None:
            note = f"（{ways.note}）" if ways.note else ""
            numbers = f"紙 {ways.paper}　電子 {ways.digital}　自動 {ways.automatic}"
            yield f"  作業の数　{to_left(stage.label, 22)}{numbers}{note}"
    yield ""
    yield _heading("市町村")
    if report.has_municipalities:
        for code, name in report.names.items():
            yield _row(name, report.wholes[code])
    else:
        yield "  市町村ごとの値は公表されていません。"
    yield _row("合計（公表）", report.whole)
    if effect.wage is not None and report.whole.planned is not None:
        thousand = thousand_yen_of(report.whole.planned, effect.wage)
        hours = f"{report.whole.planned:,}時間"
        yield f"  Can-Be で減る{hours}は、{thousand:,}千円にあたります（公表の給与で計算。公表値ではない）。"
    yield from _told_measurements(report, report.names)


def _of_one(report: EffectReport, code: str) -> Iterator[str]:
    yield ""
    yield _heading(report.names[code])
    for line in report.lines:
        yield _row(line.step.label, line.cells[code])
    yield _row("合計", report.wholes[code])
    if not report.has_municipalities:
        yield "  市町村ごとの値は公表されていません。"
    yield from _told_measurements(report, {code: report.names[code]})


def _told_measurements(report: EffectReport, names: Mapping[str, str]) -> Iterator[str]:
    """Each step that has any measured work, with what it takes the place of or why it does not."""
    told = [
        (names[code], line, cell.measured)
        for line in report.lines
        for code, cell in line.cells.items()
        if code in names and cell.measured is not None
    ]
    if not told:
        yield "  計測した作業はまだありません。"
        return
    yield "  計測した作業"
    for name, line, measured in told:
        cell = next(line.cells[code] for code in names if names[code] == name)
        place = cell.basis.label if cell.basis.is_measured else "まだ少ないため公表値のまま"
        yield f"    {name}　{line.step.label}　{_measurement(measured)}　→ {place}"


def _measurement(measured: Measured) -> str:
    minutes, seconds = divmod(round(measured.median_seconds), 60)
    believed = "" if measured.counted == measured.cases else f"（うち時間が分かるもの{measured.counted}件）"
    return f"{measured.cases}件{believed}、1件 {minutes}分{seconds:02}秒（中央値）、{measured.days}日間"


def _heading(first: str) -> str:
    return to_left(f"  {first}", _NAME) + _columns("As-Is", "Can-Be", "いま", "現状との差")


def _row(name: str, cell: Cell) -> str:
    today = "—" if cell.today is None else f"{cell.today:,.0f}"
    saved = "—" if cell.saved is None else f"{-cell.saved:+,.0f}"
    columns = _columns(_whole(cell.as_is), _whole(cell.can_be), today, saved)
    return to_left(f"  {name}", _NAME) + columns + (f"  {cell.basis.label}" if cell.today is not None else "")


def _whole(hours: int | None) -> str:
    return "—" if hours is None else f"{hours:,}"


def _columns(*texts: str) -> str:
    return "".join(to_right(text, _NUMBER) for text in texts)
