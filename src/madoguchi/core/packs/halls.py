"""Makes the halls of the municipalities, and checks that what they refer to is there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from madoguchi.core.packs.definitions import Problem, reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import Hall, HallCounter, HallDesk, HallPurpose, Municipality
from madoguchi.core.packs.model.halls import DEFAULT_LATE_MINUTES, DEFAULT_OVERTAKEN
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile
from madoguchi.lib.opening_hours import OpeningHours, OpeningHoursError


def halls_from(files: PackFiles, municipalities: Mapping[str, Municipality]) -> dict[str, Mapping[str, Hall]]:
    """The halls by municipality and key; problems are collected in `files`."""
    report = reporter(files)
    found: dict[str, Mapping[str, Hall]] = {}
    for relative, file in files.of("hall").items():
        region, code = relative.parts[0], relative.stem
        place = municipalities.get(code)
        if place is None or place.region != region:
            report(
                file,
                (),
                f"ファイル名の「{code}」という市町村は、この地域にありません。",
                did_you_mean(code, municipalities)
                or f"{region}/municipalities/ にあるコードを名前にしてください。",
            )
            continue
        halls = {}
        for key, raw in file.value["halls"].items():
            _check(report, file, ("halls", key), raw, place)
            hours = hours_from(report, file, ("halls", key, "hours"), raw["hours"])
            if hours is not None:
                halls[key] = _hall(code, key, raw, hours)
        found[code] = MappingProxyType(halls)
    return found


def hours_from(
    report: Problem, file: YamlFile, place: ValuePath, raw: Mapping[str, Any]
) -> OpeningHours | None:
    """Opening hours as packs write them; None with a problem where they cannot be."""
    try:
        return OpeningHours.from_mapping(raw)
    except OpeningHoursError as wrong:
        report(file, (*place, *wrong.place), wrong.what, wrong.what_to_do or "時刻を確かめてください。")
        return None


def _hall(code: str, key: str, raw: Mapping[str, Any], hours: OpeningHours) -> Hall:
    return Hall(
        municipality_code=code,
        key=key,
        name=raw["name"],
        place=raw["place"],
        hours=hours,
        languages=tuple(raw.get("languages", ("ja",))),
        counters={name: _counter(name, one) for name, one in raw["counters"].items()},
        purposes={name: _purpose(name, one) for name, one in raw["purposes"].items()},
        late_after=raw.get("late_after", DEFAULT_LATE_MINUTES),
        overtaken_at_most=raw.get("overtaken_at_most", DEFAULT_OVERTAKEN),
        numbers_past_closing=raw.get("numbers_past_closing", True),
        served_past_closing=raw.get("served_past_closing", False),
        example=frozenset(raw.get("example", ())),
    )


def _counter(key: str, raw: Mapping[str, Any]) -> HallCounter:
    return HallCounter(
        key=key,
        label=raw["label"],
        desks=tuple(HallDesk(one["key"], one["label"], one["label"]) for one in raw["desks"]),
        roles=tuple(raw.get("roles", ())),
        colour=raw.get("colour"),
        sign=raw["label"],
    )


def _purpose(key: str, raw: Mapping[str, Any]) -> HallPurpose:
    return HallPurpose(
        key=key,
        label=raw["label"],
        icon=raw["icon"],
        letter=raw["letter"],
        counter=raw["counter"],
        minutes=raw["minutes"],
        fast=raw.get("fast", False),
        then=tuple(raw.get("then", ())),
    )


def _check(
    report: Problem, file: YamlFile, place: ValuePath, raw: Mapping[str, Any], municipality: Municipality
) -> None:
    _check_counters(report, file, place, raw["counters"], municipality)
    _check_purposes(report, file, place, raw)
    languages = raw.get("languages", ("ja",))
    if "ja" not in languages:
        report(
            file, (*place, "languages"), "languages に「ja」がありません。", "「ja」を先頭に足してください。"
        )


def _check_counters(
    report: Problem,
    file: YamlFile,
    place: ValuePath,
    counters: Mapping[str, Any],
    municipality: Municipality,
) -> None:
    desks: dict[str, str] = {}
    for name, counter in counters.items():
        here = (*place, "counters", name)
        for number, role in enumerate(counter.get("roles", ())):
            if role not in municipality.desks:
                report(
                    file,
                    (*here, "roles", number),
                    f"roles の「{role}」という窓口は、{municipality.name}の desks にありません。",
                    did_you_mean(role, municipality.desks) or "市町村のファイルの desks を確かめてください。",
                )
        for number, desk in enumerate(counter["desks"]):
            other = desks.setdefault(desk["key"], name)
            if other != name or [one["key"] for one in counter["desks"]].index(desk["key"]) != number:
                report(
                    file,
                    (*here, "desks", number, "key"),
                    f"席の key「{desk['key']}」は、{other} にもあります。",
                    "1つの待合の中で、1度だけ使う key にしてください。",
                )


def _check_purposes(report: Problem, file: YamlFile, place: ValuePath, raw: Mapping[str, Any]) -> None:
    counters = raw["counters"]
    for name, purpose in raw["purposes"].items():
        here = (*place, "purposes", name)
        then = purpose.get("then", ())
        named = [((*here, "counter"), purpose["counter"])]
        named += [((*here, "then", number), one) for number, one in enumerate(then)]
        for path, counter in named:
            if counter not in counters:
                report(
                    file,
                    path,
                    f"「{name}」の窓口「{counter}」は counters にありません。",
                    did_you_mean(counter, counters) or "counters に足すか、この名前を直してください。",
                )
        stops = [purpose["counter"], *then]
        for number, stop in enumerate(stops[1:]):
            if stop == stops[number]:
                report(
                    file,
                    (*here, "then", number),
                    f"「{name}」は「{stop}」のあとに、また同じ「{stop}」へ行きます。",
                    "then からこの行を消してください。",
                )
