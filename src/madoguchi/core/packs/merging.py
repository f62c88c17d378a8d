"""Overlays and dated values: how the raw values of files become the one value that holds here, today.

An overlay merges into the common pack like this: a mapping is merged key by key; anything else (text,
number, list, dated list) replaces the common value whole; `null` takes a value away; `example` of a
procedure is added to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from madoguchi.core.packs.problems import PackProblem
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile


def merge(common: Any, overlay: Any) -> Any:
    """The common value with the overlay laid over it. Neither is changed."""
    if not (isinstance(common, Mapping) and isinstance(overlay, Mapping)):
        return overlay
    merged = dict(common)
    for key, value in overlay.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            under = merged.get(key)
            merged[key] = merge(under if isinstance(under, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def merge_procedure(common: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """As `merge`; what either of the two marks as example stays marked, and what is handed over may be said
    in short and its method laid over it.
    """
    handed_over = common.get("handover")
    if isinstance(handed_over, str) and isinstance(overlay.get("handover"), Mapping):
        common = {**common, "handover": {"to": handed_over}}
    merged: dict[str, Any] = merge(common, overlay)
    examples = [*common.get("example", ()), *overlay.get("example", ())]
    if examples:
        merged["example"] = list(dict.fromkeys(examples))
    return merged


def is_dated(value: Any) -> bool:
    """True for a list of values with the day from which each holds."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(entry, dict) and {"from", "value"} <= entry.keys() for entry in value)
    )


def change_days(value: Any) -> set[date]:
    """Every day on which something inside a raw procedure changes: dated values, and `in_force`."""
    days: set[date] = set()
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            if is_dated(part):
                days.update(date.fromisoformat(entry["from"]) for entry in part)
            waiting += part
        elif isinstance(part, dict):
            in_force = part.get("in_force")
            if isinstance(in_force, dict):
                if "from" in in_force:
                    days.add(date.fromisoformat(in_force["from"]))
                if "until" in in_force:
                    days.add(date.fromisoformat(in_force["until"]) + timedelta(days=1))
            waiting += part.values()
    return days


@dataclass(slots=True)
class Resolved:
    """A value without dated lists, and where its parts stood before (`moved`: new place → old place)."""

    value: Any
    moved: dict[ValuePath, ValuePath] = field(default_factory=dict)

    def original(self, path: ValuePath) -> ValuePath:
        """The place in the file of a place in the resolved value."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.moved:
                return (*self.moved[path[:length]], *path[length:])
        return path


_NOTHING = object()


def resolve(value: Any, day: date) -> Resolved:
    """The value as it holds on a day. A dated value that does not hold yet is as if it were not written."""
    moved: dict[ValuePath, ValuePath] = {}

    def walk(part: Any, new: ValuePath, old: ValuePath) -> Any:
        if is_dated(part):
            holding = [
                number for number, entry in enumerate(part) if date.fromisoformat(entry["from"]) <= day
            ]
            if not holding:
                return _NOTHING
            chosen = holding[-1]
            moved[new] = (*old, chosen, "value")
            return walk(part[chosen]["value"], new, moved[new])
        if isinstance(part, dict):
            walked = {key: walk(child, (*new, key), (*old, key)) for key, child in part.items()}
            return {
                key: child for key, child in walked.items() if child is not _NOTHING and child is not None
            }
        if isinstance(part, list):
            return [walk(child, (*new, number), (*old, number)) for number, child in enumerate(part)]
        return part

    resolved = walk(value, (), ())
    return Resolved({} if resolved is _NOTHING else resolved, moved)


def dated_problems(raw: Any, locate: Callable[[ValuePath], tuple[str, int]]) -> list[PackProblem]:
    """Dated lists anywhere in a raw procedure whose days are not in order."""
    found: list[PackProblem] = []

    def walk(value: Any, place: ValuePath) -> None:
        if is_dated(value):
            for number in range(1, len(value)):
                if value[number]["from"] <= value[number - 1]["from"]:
                    file, line = locate((*place, number, "from"))
                    found.append(
                        PackProblem(
                            file,
                            line,
                            f"{place[-1]} の日付が古い順に並んでいません"
                            f"（{value[number - 1]['from']} の次に {value[number]['from']}）。",
                            "古いものから順に、同じ日は1つだけ書いてください。",
                        )
                    )
        children: Iterable[tuple[str | int, Any]]
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for part, child in children:
            if isinstance(child, dict | list):
                walk(child, (*place, part))

    walk(raw, ())
    return found


@dataclass(frozen=True, slots=True)
class Layer:
    """A file, and where in it the merged value stands."""

    file: YamlFile
    prefix: ValuePath = ()


@dataclass(frozen=True, slots=True)
class Locator:
    """Finds file and line of a place in a value that was merged from layers (the uppermost first)."""

    layers: tuple[Layer, ...]

    def __call__(self, path: ValuePath) -> tuple[str, int]:
        """File and line of a place, or of the nearest place around it."""
        while True:
            for layer in self.layers:
                whole = (*layer.prefix, *path)
                if whole in layer.file.lines:
                    return layer.file.name, layer.file.lines[whole]
            if not path:
                return self.layers[-1].file.name, 1
            path = path[:-1]

    def text_line(self, path: ValuePath) -> tuple[str, int]:
        """As the call, but the line on which the text itself begins."""
        for layer in self.layers:
            whole = (*layer.prefix, *path)
            if whole in layer.file.lines:
                return layer.file.name, layer.file.text_line(whole)
        return self(path)
