"""What is marked on the picture of a flow, and the same in words for who does not see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.core import clock
from madoguchi.core.packs import Flow
from madoguchi.engines.flows.api import FlowStory, FlowTask, TaskKind
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import ended_by, step_label
from madoguchi.surfaces.staff_web.presentation.inboxes import written_moment

LATE, OPEN, STUCK, WAITING, DONE = "late", "open", "stuck", "waiting", "done"
_WORDS = {
    LATE: "期限切れ",
    OPEN: "いまここ",
    STUCK: "止まっています",
    WAITING: "待っています",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One element of the picture: how it looks (a class of the style sheet), what stands beside it."""

    element: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with its marks. `address` says where it is, `drawing` is the drawing itself: one of them."""

    label: str
    marks: tuple[Mark, ...] = ()
    address: str = ""
    drawing: str = ""

    @property
    def marks_json(self) -> str:
        """The marks, for the script of the page."""
        return json.dumps([[one.element, one.kind, one.words] for one in self.marks], ensure_ascii=False)

    @property
    def kinds(self) -> frozenset[str]:
        """Which signs the legend must explain."""
        return frozenset(one.kind for one in self.marks)

    @property
    def stands(self) -> bool:
        """Whether a case stands somewhere on it."""
        return bool(self.kinds & {LATE, OPEN, STUCK, WAITING})


def case_picture(story: FlowStory, address: str) -> Picture | None:
    """Where a run stands; None where the drawing has no places for its elements."""
    if not is_drawn(story.flow):
        return None
    today = clock.today()
    marks: dict[str, Mark] = {}
    for task in story.tasks:
        if task.step not in story.flow.diagram.nodes or (not task.is_open and task.ending != "done"):
            continue
        kind = DONE if not task.is_open else _standing(task, task.due is not None and task.due < today)
        at_an_edge = story.flow.diagram.nodes[task.step].attached_to is not None
        # A clock at the edge of a step has no room for words: those of the step stand there.
        words = "" if at_an_edge and kind == WAITING else _beside(task, kind)
        marks[task.step] = Mark(task.step, kind, words)
    return Picture(_in_words(story), tuple(marks.values()), address)


def mark_of(flow: Flow) -> str:
    """What stands in the address of a drawing, so that a browser keeps it no longer than it is the same."""
    return hashlib.sha256(flow.drawing.encode()).hexdigest()[:12]


def is_drawn(flow: Flow) -> bool:
    """Whether all steps have a place on the picture."""
    return flow.diagram.nodes.keys() <= flow.diagram.drawn


def _standing(task: FlowTask, late: bool) -> str:
    if task.kind == TaskKind.PERSON.value:
        return LATE if late else OPEN
    return STUCK if task.trouble else WAITING


def _beside(task: FlowTask, kind: str) -> str:
    moment = task.ended_at or task.began_at or task.opened_at
    when = written_moment(moment.astimezone(clock.TOKYO))
    who = ended_by(task) if kind == DONE else task.assignee_name
    if task.kind != TaskKind.PERSON.value:
        who = ""
    if kind == DONE:
        return "\n".join(part for part in (f"✓ {when}", who) if part)
    return "\n".join(part for part in (_WORDS[kind], who, f"{when}から") if part)


def _in_words(story: FlowStory) -> str:
    finished = _names(task for task in story.tasks if task.ending == "done")
    standing = _names(story.standing)
    parts = [f"「{story.flow.label}」の流れの図。"]
    if finished:
        parts.append(f"終わった手順は{finished}。")
    parts.append(f"いまは{standing}にいます。" if standing else "いま開いている手順はありません。")
    return "".join([*parts, "同じことが、上の「流れ」の一覧にあります。"])


def _names(tasks: Iterable[FlowTask]) -> str:
    return "、".join(dict.fromkeys(step_label(task) for task in tasks))
