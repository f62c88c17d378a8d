"""An event's graph laid out for drawing: questions at the left in order, procedures at the right by desk.

Two columns and nothing else: whoever reads it reads from question to procedure, and finds both where they
stand on paper (docs/decisions/0020-rules-as-a-picture.md). Lengths are in the units of the drawing's viewBox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.navigator.api import Bearing, Edge, EventGraph, NodeState, ProcedureNode, QuestionNode

LEFT_WIDTH, GAP, RIGHT_WIDTH = 330, 330, 470
BOX, STEP, HEADING = 46, 58, 40
LONGEST_LEFT, LONGEST_RIGHT = 18, 27

WIDTH = LEFT_WIDTH + GAP + RIGHT_WIDTH

QUESTION_WORDS: Mapping[NodeState | None, tuple[str, str]] = {
    NodeState.ANSWERED: ("✓", "答えた"),
    NodeState.OPEN: ("？", "まだ分からない"),
    NodeState.NEEDLESS: ("－", "たずねなくてよい"),
    None: ("", ""),
}
PROCEDURE_WORDS: Mapping[NodeState | None, tuple[str, str]] = {
    NodeState.YES: ("●", "必要"),
    NodeState.OPEN: ("△", "必要かもしれない"),
    NodeState.NO: ("✕", "いらない"),
    None: ("", ""),
}
"""Sign and word of each state: the picture is read without its colours."""


@dataclass(frozen=True, slots=True)
class Box:
    """One node. `anchor` is the row of the table that says the same; `y` is its upper edge."""

    anchor: str
    label: str
    short: str
    sign: str
    words: str
    state: str
    x: int
    y: int
    width: int
    chosen: bool = False
    height: int = BOX

    @property
    def text_x(self) -> int:
        """Where its text begins."""
        return self.x + 14

    @property
    def name_y(self) -> int:
        """The base line of its name: in the middle where no state stands below it."""
        return self.y + (20 if self.words else 29)

    @property
    def state_y(self) -> int:
        """The base line of its state."""
        return self.y + 38

    @property
    def middle(self) -> int:
        """Where lines meet it."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Curve:
    """One edge. `texts` are the parts of the condition that read the answer."""

    path: str
    state: str
    details: bool
    texts: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The desk above its procedures."""

    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to draw, and how large it is."""

    height: int
    questions: tuple[Box, ...]
    procedures: tuple[Box, ...]
    headings: tuple[Heading, ...]
    curves: tuple[Curve, ...]
    width: int = WIDTH


def question_anchor(key: str) -> str:
    """The name of a question on the page and in the address."""
    return f"question-{key}"


def procedure_anchor(key: str) -> str:
    """The name of a procedure on the page and in the address."""
    return f"procedure-{key}"


def part_of(graph: EventGraph, part: str) -> EventGraph:
    """The graph with only one node and what it hangs together with; the whole for a node that is not there.

    The whole shows what decides whether a procedure applies. A part also shows on what its details depend.
    """
    near = [edge for edge in graph.edges if part in _ends(edge)]
    named = {question_anchor(one.key) for one in graph.questions}
    named |= {procedure_anchor(one.key) for one in graph.procedures}
    if part not in named:
        deciding = tuple(edge for edge in graph.edges if edge.bearing is Bearing.APPLIES)
        return EventGraph(graph.event, graph.label, graph.questions, graph.procedures, deciding)
    kept = {part}.union(*(_ends(edge) for edge in near))
    return EventGraph(
        graph.event,
        graph.label,
        tuple(one for one in graph.questions if question_anchor(one.key) in kept),
        tuple(one for one in graph.procedures if procedure_anchor(one.key) in kept),
        tuple(near),
    )


def _ends(edge: Edge) -> tuple[str, str]:
    return question_anchor(edge.question), procedure_anchor(edge.procedure)


def drawing_of(graph: EventGraph, pack: MunicipalityPack, part: str = "") -> Drawing:
    """Where everything stands. Both columns are spread over the same height, so that lines stay short."""
    by_desk = _by_desk(graph.procedures, pack)
    right = sum(HEADING + len(nodes) * STEP for _, nodes in by_desk)
    left = len(graph.questions) * STEP
    height = max(left, right, STEP)
    questions = tuple(
        _question(node, y, part)
        for node, y in zip(graph.questions, _spread(len(graph.questions), height), strict=True)
    )
    headings, procedures = [], []
    x, y = LEFT_WIDTH + GAP, max(0, (height - right) // 2)
    for label, nodes in by_desk:
        headings.append(Heading(label, x + 2, y + HEADING - 12))
        y += HEADING
        for node in nodes:
            procedures.append(_procedure(node, x, y, part))
            y += STEP
    places = {box.anchor: box for box in (*questions, *procedures)}
    curves = tuple(_curves(graph.edges, places))
    return Drawing(height, questions, tuple(procedures), tuple(headings), curves)


def _by_desk(nodes: Sequence[ProcedureNode], pack: MunicipalityPack) -> list[tuple[str, list[ProcedureNode]]]:
    found: dict[str, list[ProcedureNode]] = {}
    for node in nodes:
        found.setdefault(pack.procedures[node.key].desk, []).append(node)
    roles = sorted((pack.desk_roles[key] for key in found), key=lambda role: role.order)
    return [(role.label, found[role.key]) for role in roles]


def _spread(count: int, height: int) -> Iterable[int]:
    """The upper edges of so many boxes, evenly over the height."""
    return [int((number + 0.5) * height / count) - BOX // 2 for number in range(count)]


def _question(node: QuestionNode, y: int, part: str) -> Box:
    sign, words = QUESTION_WORDS[node.state]
    anchor = question_anchor(node.key)
    short = _short(node.label, LONGEST_LEFT)
    return Box(
        anchor, node.label, short, sign, words, node.state or "plain", 2, y, LEFT_WIDTH - 4, anchor == part
    )


def _procedure(node: ProcedureNode, x: int, y: int, part: str) -> Box:
    sign, words = PROCEDURE_WORDS[node.state]
    anchor = procedure_anchor(node.key)
    short = _short(node.label, LONGEST_RIGHT)
    if node.persons:
        words = f"{words}（{len(node.persons)}人）"
    return Box(
        anchor, node.label, short, sign, words, node.state or "plain", x, y, RIGHT_WIDTH - 4, anchor == part
    )


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _curves(edges: Iterable[Edge], places: Mapping[str, Box]) -> Iterable[Curve]:
    for edge in edges:
        question, procedure = (places[anchor] for anchor in _ends(edge))
        begins, ends = question.x + question.width, procedure.x
        bend = (begins + ends) // 2
        path = (
            f"M{begins} {question.middle}C{bend} {question.middle} {bend} {procedure.middle} "
            f"{ends} {procedure.middle}"
        )
        details = edge.bearing is Bearing.DETAILS
        yield Curve(path, edge.state or "plain", details, "、".join(edge.texts))
