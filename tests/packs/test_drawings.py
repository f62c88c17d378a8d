"""The pictures of flows can be read: nothing crosses a box or words, and they are no wider than a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

from madoguchi.core.packs import flow_from_texts, load_packs_or_refuse

FLOWS = Path(__file__).resolve().parents[2] / "packs/common/flows"
WIDEST = 1400
"""Wider ones are too small to read when the whole of them is on a desk's screen."""
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Drawing:
    boxes: dict[str, Box]
    words: dict[str, Box]
    lines: dict[str, tuple[Box, ...]]
    lanes: dict[str, Box]
    lane_of: dict[str, str]
    ends: dict[str, tuple[str, str]]
    edge_of: dict[str, str]


def _box(found: etree._Element) -> Box:
    x, y, width, height = (float(found.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def _segments(edge: etree._Element) -> Iterator[Box]:
    points = [(float(one.get("x")), float(one.get("y"))) for one in edge.iter(_WAYPOINT)]
    for (x, y), (to_x, to_y) in pairwise(points):
        yield Box(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))


@cache
def drawing_of(flow: str) -> Drawing:
    tree = etree.parse(FLOWS / flow / "flow.bpmn")
    lanes = {lane.get("id"): lane for lane in tree.iter(f"{_MODEL}lane")}
    outside = {*lanes, *(one.get("id") for one in tree.iter(f"{_MODEL}participant"))}
    shapes = {shape.get("bpmnElement"): shape for shape in tree.iter(f"{_DI}BPMNShape")}
    edges = {edge.get("bpmnElement"): edge for edge in tree.iter(f"{_DI}BPMNEdge")}
    words = {
        key: _box(label.find(_BOUNDS))
        for key, drawn in {**shapes, **edges}.items()
        if (label := drawn.find(f"{_DI}BPMNLabel")) is not None
    }
    return Drawing(
        {key: _box(shape.find(_BOUNDS)) for key, shape in shapes.items() if key not in outside},
        words,
        {key: tuple(_segments(edge)) for key, edge in edges.items()},
        {key: _box(shapes[key].find(_BOUNDS)) for key in lanes},
        {one.text: key for key, lane in lanes.items() for one in lane.iter(f"{_MODEL}flowNodeRef")},
        {
            one.get("id"): (one.get("sourceRef"), one.get("targetRef"))
            for one in tree.iter(f"{_MODEL}sequenceFlow")
        },
        {one.get("id"): one.get("attachedToRef") for one in tree.iter(f"{_MODEL}boundaryEvent")},
    )


every_flow = pytest.mark.parametrize("flow", sorted(one.name for one in FLOWS.iterdir()))


@every_flow
def test_no_line_goes_through_a_box(flow: str) -> None:
    drawing = drawing_of(flow)
    crossed = [
        f"{line} × {key}"
        for line, segments in drawing.lines.items()
        for key, box in drawing.boxes.items()
        if key not in drawing.ends[line] and any(segment.meets(box) for segment in segments)
        if drawing.edge_of.get(drawing.ends[line][0]) != key
    ]
    assert crossed == []


@every_flow
def test_no_words_are_crossed_by_lines_boxes_or_other_words(flow: str) -> None:
    drawing = drawing_of(flow)
    crossed = [
        f"words of {key} × {line}"
        for key, words in drawing.words.items()
        for line, segments in drawing.lines.items()
        if any(segment.meets(words) for segment in segments)
    ]
    crossed += [
        f"words of {key} × {other}"
        for key, words in drawing.words.items()
        for other, box in drawing.boxes.items()
        if words.meets(box)
    ]
    crossed += [
        f"words of {one} × words of {other}"
        for (one, words), (other, more) in combinations(drawing.words.items(), 2)
        if words.meets(more)
    ]
    assert crossed == []


@every_flow
def test_every_element_stands_in_its_lane_and_apart_from_the_others(flow: str) -> None:
    drawing = drawing_of(flow)
    for key, lane in drawing.lane_of.items():
        box, room = drawing.boxes[key], drawing.lanes[lane]
        assert room.left < box.left < box.right < room.right, key
        assert room.top < box.top < box.bottom < room.bottom, key
    for (one, box), (other, more) in combinations(drawing.boxes.items(), 2):
        at_an_edge = other in (drawing.edge_of.get(one), drawing.edge_of.get(other)) or one in (
            drawing.edge_of.get(other),
        )
        assert at_an_edge or not box.meets(more), f"{one} × {other}"


@every_flow
def test_a_drawing_is_no_wider_than_a_screen(flow: str) -> None:
    assert max(lane.right for lane in drawing_of(flow).lanes.values()) <= WIDEST


@every_flow
def test_where_things_stand_is_no_matter_of_version_and_everything_else_is(flow: str) -> None:
    packs = load_packs_or_refuse(FLOWS.parents[1])
    now = packs.flows[flow]
    moved = now.drawing.replace('x="1', 'x="2')
    assert moved != now.drawing
    assert flow_from_texts(packs, flow, moved, now.declaration).fingerprint == now.fingerprint
    renamed = now.drawing.replace("終わりにする", "完了にする")
    assert flow_from_texts(packs, flow, renamed, now.declaration).fingerprint != now.fingerprint
