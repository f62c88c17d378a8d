"""A flow for staff to read: its steps, what municipalities chose, where the time goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.core.packs import (
    Flow,
    FlowLane,
    FlowOption,
    FlowStep,
    FlowTime,
    Municipality,
    MunicipalityPack,
)
from madoguchi.engines.effects.api import TypicalWork
from madoguchi.journeys.flow_work.api import CHANNEL
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import desk_label
from madoguchi.surfaces.staff_web.flows.presentation.picture import Mark, Picture
from madoguchi.surfaces.staff_web.presentation.durations import in_words_of_seconds

HEATS = ((60, "1分まで"), (300, "5分まで"), (900, "15分まで"), (3600, "1時間まで"), (None, "1時間より長い"))
"""The scale of time on the picture: up to how many seconds, and what it is called."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of doing it. `published`: how many did it so, where it was published; `places` do it so now."""

    label: str
    published: int | None
    places: tuple[str, ...]
    here: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class Option:
    """Something that municipalities do in different ways; `of_each_case`: nobody chooses, the case says."""

    label: str
    help: str
    choices: tuple[Choice, ...]
    of_each_case: bool

    @property
    def published(self) -> int:
        """Of how many municipalities it was published."""
        return sum(one.published or 0 for one in self.choices)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of people, or of the platform. `median` and `counted` where times were measured."""

    label: str
    desk: str
    due: str
    results: tuple[str, ...]
    guide: str
    median: str
    counted: int
    heat: int


def options_of(flow: Flow, here: str, region: Iterable[Municipality]) -> tuple[Option, ...]:
    """The options with what each municipality of the region chose; what nobody set is the default."""
    chosen = [(place, flow.chosen(place.flows.get(flow.key, {}))) for place in region]
    return tuple(_option(option, here, chosen) for option in flow.options.values())


def _option(
    option: FlowOption, here: str, chosen: Iterable[tuple[Municipality, Mapping[str, str]]]
) -> Option:
    of_each_case = option.key == CHANNEL
    choices = []
    for key, label in option.choices.items():
        places = [place for place, values in chosen if values[option.key] == key]
        choices.append(
            Choice(
                label,
                option.used_by.get(key),
                () if of_each_case else tuple(place.name for place in places),
                not of_each_case and any(place.code == here for place in places),
                option.default == key,
            )
        )
    return Option(option.label, option.help, tuple(choices), of_each_case)


def steps_of(flow: Flow, pack: MunicipalityPack, times: Mapping[str, TypicalWork]) -> tuple[Step, ...]:
    """What is done in the flow, in the order of the drawing's file."""
    found = []
    for node in flow.diagram.nodes.values():
        if not node.kind.is_work:
            continue
        step, lane, time = flow.step(node.id), flow.lane_of(node.id), times.get(node.id)
        found.append(
            Step(
                step.label or node.id,
                _desk(step, lane, pack),
                _due(step.due),
                tuple(step.results.values()),
                step.guide,
                in_words_of_seconds(time.median_seconds) if time and time.counted else "",
                time.counted if time else 0,
                heat_of(time) if time and time.counted else 0,
            )
        )
    return tuple(found)


def heat_of(time: TypicalWork) -> int:
    """The place on the scale, from 1."""
    return next(
        number
        for number, (upto, _) in enumerate(HEATS, start=1)
        if upto is None or time.median_seconds <= upto
    )


def flow_picture(flow: Flow, times: Mapping[str, TypicalWork], address: str) -> Picture:
    """The drawing with the time on its steps: the middle, and of how many."""
    marks = tuple(
        Mark(key, f"heat{heat_of(time)}", f"{in_words_of_seconds(time.median_seconds)}\n{time.counted}件")
        for key, time in times.items()
        if key in flow.diagram.nodes and time.counted
    )
    return Picture(f"「{flow.label}」の流れの図。同じことが、下の手順の表にあります。", marks, address)


def _desk(step: FlowStep, lane: FlowLane | None, pack: MunicipalityPack) -> str:
    if step.runs:
        return "自動"
    if lane is not None and (lane.outside or lane.platform):
        return lane.label
    return desk_label(lane.desk, pack) if lane is not None and lane.desk else "案件の課"


def _due(due: FlowTime | None) -> str:
    if due is None:
        return "—"
    return f"{due.days}日以内" if due.days is not None else "内容で決まる日"
