"""The same as the picture in tables: each question with its answer, each procedure with why or why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import PERSON_PREFIX, Facts, Item, Unknown, person_label
from madoguchi.engines.navigator.api import (
    Bearing,
    EventGraph,
    NodeState,
    Plan,
    PlanLine,
    ProcedureNode,
    QuestionNode,
)
from madoguchi.lib.japanese.dates import PartialDate, format_both
from madoguchi.surfaces.staff_web.rules.presentation.picture import (
    PROCEDURE_WORDS,
    QUESTION_WORDS,
    procedure_anchor,
    question_anchor,
)
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords, Said

_NEEDS_NOBODY = frozenset({NodeState.NO, NodeState.NEEDLESS})
_ORDER: Mapping[str, int] = {
    NodeState.YES: 0,
    NodeState.OPEN: 1,
    NodeState.ANSWERED: 2,
    NodeState.NO: 3,
    NodeState.NEEDLESS: 4,
}


@dataclass(frozen=True, slots=True)
class Near:
    """A node at the other end of an edge, with the part of the condition that joins them."""

    anchor: str
    label: str
    texts: str
    details: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of the event."""

    anchor: str
    label: str
    sign: str
    state: str
    words: str
    answers: tuple[str, ...]
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure to which the event can lead. `reasons` are whole sentences; `rule` is when it applies."""

    key: str
    anchor: str
    label: str
    desk: str
    sign: str
    state: str
    words: str
    rule: Said
    reasons: tuple[str, ...]
    deadline: str
    late: bool
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one state, folded away together where nobody has to act on them; `words` is empty while no
    household is followed.
    """

    sign: str
    state: str
    words: str
    rows: tuple[QuestionRow | ProcedureRow, ...]
    is_open: bool


def grouped(
    rows: Sequence[QuestionRow] | Sequence[ProcedureRow], *, all_open: bool = False
) -> tuple[Group, ...]:
    """The rows by state: first what is decided or open, last what is needless and stays folded."""
    found: dict[str, list[QuestionRow | ProcedureRow]] = {}
    for row in rows:
        found.setdefault(row.state, []).append(row)
    return tuple(
        Group(same[0].sign, state, same[0].words, tuple(same), all_open or state not in _NEEDS_NOBODY)
        for state, same in sorted(found.items(), key=lambda pair: _ORDER.get(pair[0], 0))
    )


def question_rows(graph: EventGraph, pack: MunicipalityPack, facts: Facts | None) -> tuple[QuestionRow, ...]:
    """Every question, in the order of the event."""
    labels = {one.key: one.label for one in graph.procedures}

    def row(node: QuestionNode) -> QuestionRow:
        sign, words = QUESTION_WORDS[node.state]
        near = tuple(
            Near(
                procedure_anchor(edge.procedure),
                labels[edge.procedure],
                "、".join(edge.texts),
                edge.bearing is Bearing.DETAILS,
            )
            for edge in graph.edges
            if edge.question == node.key
        )
        answers = () if facts is None else tuple(_answers(node, pack, facts))
        return QuestionRow(
            question_anchor(node.key), node.label, sign, node.state or "", words, answers, near
        )

    return tuple(row(node) for node in graph.questions)


def _answers(node: QuestionNode, pack: MunicipalityPack, facts: Facts) -> Iterator[str]:
    for key in node.items:
        item = pack.vocabulary[key]
        if not key.startswith(PERSON_PREFIX):
            if facts.is_answered(key):
                yield _said(item, facts.get(key))
            continue
        for person in facts.persons():
            if facts.is_answered(key, person):
                called = person_label(facts, person, with_age=False)
                yield f"{called}：{_said(item, facts.get(key, person))}"


def _said(item: Item, value: object) -> str:
    if isinstance(value, Unknown):
        return "わからない"
    return format_both(value) if isinstance(value, date | PartialDate) else item.label_of(value)


def procedure_rows(
    graph: EventGraph, pack: MunicipalityPack, plan: Plan | None, words: RuleWords
) -> tuple[ProcedureRow, ...]:
    """Every procedure, in the order of the plan."""
    labels = {one.key: one.label for one in graph.questions}
    lines: dict[str, list[PlanLine]] = {}
    why_not: dict[str, str] = {}
    if plan is not None:
        for line in (*plan.lines, *plan.possible_lines):
            lines.setdefault(line.procedure.key, []).append(line)
        why_not = {one.procedure.key: _why_not(one.person_labels, one.why) for one in plan.ruled_out}

    def row(node: ProcedureNode) -> ProcedureRow:
        procedure = pack.procedures[node.key]
        sign, said = PROCEDURE_WORDS[node.state]
        own = lines.get(node.key, [])
        deadline = next((line.deadline for line in own if line.deadline is not None), None)
        near = tuple(
            Near(
                question_anchor(edge.question),
                labels[edge.question],
                "、".join(edge.texts),
                edge.bearing is Bearing.DETAILS,
            )
            for edge in graph.edges
            if edge.procedure == node.key
        )
        reasons = [sentence for line in own for sentence in _why(line)]
        return ProcedureRow(
            key=node.key,
            anchor=procedure_anchor(node.key),
            label=node.label,
            desk=pack.desk_roles[procedure.desk].label,
            sign=sign,
            state=node.state or "",
            words=said,
            rule=words.said(procedure, "applies_when"),
            reasons=(*reasons, *([why_not[node.key]] if node.key in why_not else [])),
            deadline="" if deadline is None else format_both(deadline.date),
            late=any(line.late for line in own),
            near=near,
        )

    return tuple(row(node) for node in graph.procedures)


def _why(line: PlanLine) -> Iterator[str]:
    needed = line.entries[0].status == "needed"
    for reason in line.reasons:
        yield f"{reason}{'、必要です。' if needed else '、必要かもしれません。'}"


def _why_not(person_labels: tuple[str, ...], why: str) -> str:
    return f"{'、'.join(person_labels)}は必要ありません。{why}" if person_labels else why
