"""Where a case stands in its flow, as the case page tells it: in words first, the picture follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.packs import FlowStep, MunicipalityPack
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.core.vocabulary.items import PERSON_PREFIX
from madoguchi.engines.flows.api import FlowStory, FlowTask, RunState, TaskKind, may_work_on
from madoguchi.journeys.flow_work.api import CORRECTED, DECIDED
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.presentation.answers import AnswerGroup, answer_groups
from madoguchi.surfaces.staff_web.presentation.inboxes import (
    DueLight,
    light_of,
    written_day,
    written_moment,
)

HAND_OUT = "cases.assign"
"""Who hands out work gives tasks to other desks, and takes over by hand where a flow does not go on."""

BY_ITSELF = "システム（自動）"

_UNNAMED: Mapping[TaskKind, str] = {
    TaskKind.PERSON: "名前のない手順",
    TaskKind.SERVICE: "自動の処理",
    TaskKind.TIMER: "時間",
    TaskKind.MESSAGE: "知らせ",
}


PAGES: Mapping[str, tuple[str, str]] = {
    "assessments.survey_ordered": ("assessments:case", "認定調査をつくる"),
    "assessments.survey_assigned": ("assessments:case", "認定調査をつくる・調査員を決める"),
    "assessments.opinion_requested": ("assessments:case", "主治医意見書を依頼する"),
    "assessments.first_stage_read": ("assessments:stage", "一次判定のファイルを出し入れする"),
    "boards.asked": ("assessments:case", "調査のページから依頼する"),
    "assessments.decision_extended": ("assessments:extension", "延期通知書をつくる"),
}
"""Where a step that ends by itself (`done_by`) is done: the page's name and what its link says."""

OF_THE_MUNICIPALITY = frozenset({"assessments:stage"})
"""Those of `PAGES` that are not of one case."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One occasion on which the run stood at a step.

    `kind` is a class of the style sheet: done, automatic, dropped (ended with the flow or by another step),
    open, waiting, stuck. `state` says the same in words.
    """

    label: str
    kind: str
    state: str
    desk: str
    who: str
    since: str
    result: str = ""
    note: str = ""
    light: DueLight | None = None
    due: str = ""
    reminded: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class ResultButton:
    """One way in which a step may end; `wants_reason`: only with a note."""

    key: str
    label: str
    wants_reason: bool
    stands_out: bool
    asks_applicant: bool = False


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task that the reader may finish. `answers` are the items that it is about, with their values."""

    uuid: UUID
    label: str
    line: StepLine
    guide: str
    answers: tuple[AnswerGroup, ...]
    buttons: tuple[ResultButton, ...]
    mine: bool
    held_by_other: str
    may_release: bool
    page: tuple[str, str] = ("", "")
    """Where it is done: address and words of the link; empty where the buttons are all."""
    desks: tuple[tuple[str, str], ...] = ()
    """To which the reader may give it: role and name; empty for who does not hand out work."""

    @property
    def corrected_by(self) -> str:
        """The result that asks the applicant for a correction, as its button says; empty without one."""
        return next((one.label for one in self.buttons if one.asks_applicant), "")

    @property
    def reasons_for(self) -> str:
        """The results that want a reason, as the help of the field names them."""
        return "、".join(f"「{one.label}」" for one in self.buttons if one.wants_reason)


@dataclass(frozen=True, slots=True)
class CaseFlow:
    """The flow of a case. `led`: its own buttons take the place of those that set the state by hand.

    `waits_for_correction`: of what is put right on paper nobody tells it but the desk.
    """

    label: str
    state: str
    done: tuple[StepLine, ...]
    open: tuple[StepLine, ...]
    waiting: tuple[StepLine, ...]
    cards: tuple[TaskCard, ...]
    trouble: str
    newer: bool
    led: bool
    waits_for_correction: bool
    may_try_again: bool
    waits_for_decision: bool = False
    """Whether it waits for a document of 電子決裁."""
    others: tuple[StepLine, ...] = field(default=())
    """Open steps that are other people's."""


def case_flow(
    story: FlowStory, case_data: Mapping[str, Any], actor: Actor, pack: MunicipalityPack, today: date
) -> CaseFlow:
    """What the case page tells of a run, for this reader."""
    telling = _Telling(story, pack, today)
    people = [task for task in story.standing if task.kind == TaskKind.PERSON.value]
    works = actor.may("cases.work")
    cards = tuple(
        telling.card(task, case_data, actor) for task in people if works and may_work_on(actor, task)
    )
    own = {card.uuid for card in cards}
    running = story.run.state == RunState.RUNNING.value
    return CaseFlow(
        label=story.flow.label,
        state=RunState(story.run.state).label,
        done=tuple(telling.finished(task) for task in story.tasks if not task.is_open and _is_told(task)),
        open=tuple(telling.standing(task) for task in people),
        waiting=tuple(
            telling.waited_for(task) for task in story.standing if task.kind != TaskKind.PERSON.value
        ),
        cards=cards,
        trouble=story.run.trouble if running else "",
        newer=story.newer,
        led=running and not (story.run.trouble and actor.may(HAND_OUT)),
        waits_for_correction=any(
            story.flow.step(task.step).waits_for == CORRECTED for task in story.standing
        ),
        waits_for_decision=any(story.flow.step(task.step).waits_for == DECIDED for task in story.standing),
        may_try_again=running and works and bool(story.run.trouble),
        others=tuple(telling.standing(task) for task in people if task.uuid not in own),
    )


def _page_of(step: FlowStep, task: FlowTask) -> tuple[str, str]:
    name, label = PAGES.get(step.waits_for, ("", ""))
    if not name:
        return "", ""
    of_case = [] if name in OF_THE_MUNICIPALITY else [task.subject.partition(":")[2]]
    return reverse(name, args=[task.municipality_code, *of_case]), label


def content_heading(story: FlowStory | None, pack: MunicipalityPack) -> str:
    """What stands over the answers of a case: 届出の内容, 通知の内容 …, as its flow calls what came."""
    flow = None if story is None else pack.flows.get(story.flow.key, story.flow)
    return f"{flow.matter}の内容" if flow is not None and flow.matter else "受け付けた内容"


def ended_by(task: FlowTask) -> str:
    """Who ended a step of a person; the platform has a name as well where it did so itself."""
    return task.actor_name or BY_ITSELF


def desk_label(role: str, pack: MunicipalityPack) -> str:
    """The name of a desk; a desk that the municipality does not have says so."""
    desk = pack.desks.get(role)
    if desk is not None:
        return desk_names(desk, pack)
    known = pack.desk_roles.get(role)
    return f"{known.label if known else role}（窓口がありません）" if role else ""


def step_label(task: FlowTask) -> str:
    """The name of the step; one without a name says what it is."""
    return task.label or _UNNAMED[TaskKind(task.kind)]


def result_label(task: FlowTask, step: FlowStep | None) -> str:
    """How it ended, in words; a result that the flow does not know (any more) as it was stored."""
    return step.results.get(task.result, task.result) if step else task.result


def _is_told(task: FlowTask) -> bool:
    # A clock that nobody needed any more is not a step that anybody took.
    return task.ending == "done" or task.kind == TaskKind.PERSON.value


@dataclass(frozen=True, slots=True)
class _Telling:
    story: FlowStory
    pack: MunicipalityPack
    today: date

    def finished(self, task: FlowTask) -> StepLine:
        kind, state = ("done", "終わり") if task.ending == "done" else ("dropped", "とりやめ")
        if kind == "done" and task.kind != TaskKind.PERSON.value:
            kind, state = "automatic", "自動"
        return self._line(
            task,
            kind,
            state,
            who=ended_by(task) if kind == "done" else "",
            since=self._moment(task.ended_at or task.opened_at),
            result=result_label(task, self._step(task)),
            note=task.note,
        )

    def standing(self, task: FlowTask) -> StepLine:
        who = f"{task.assignee_name}さんが取りかかっています" if task.assignee_name else ""
        return self._line(
            task,
            "open",
            "いまここ",
            who=who,
            since=self._moment(task.began_at or task.opened_at),
            note=task.note,
            light=light_of(task.due, self.today),
            due=written_day(task.due, self.today) if task.due else "",
            reminded=self._moment(task.reminded_at) if task.reminded_at else "",
        )

    def waited_for(self, task: FlowTask) -> StepLine:
        if task.trouble:
            return self._line(
                task, "stuck", "止まっています", since=self._moment(task.opened_at), note=task.trouble
            )
        words = {
            TaskKind.TIMER: "この日を待っています" if task.fires_at else "日が決まるのを待っています",
            TaskKind.MESSAGE: "知らせを待っています",
            TaskKind.SERVICE: "自動で進みます",
        }[TaskKind(task.kind)]
        until = task.fires_at.astimezone(clock.TOKYO).date() if task.fires_at else None
        return self._line(
            task,
            "waiting",
            words,
            since=self._moment(task.opened_at),
            due=written_day(until, self.today) if until else "",
        )

    def card(self, task: FlowTask, data: Mapping[str, Any], actor: Actor) -> TaskCard:
        step = self._step(task) or FlowStep(task.step, task.label)
        buttons = [
            ResultButton(key, label, key in step.notes, number == 0, key in step.corrections)
            for number, (key, label) in enumerate(step.results.items())
        ] or [ResultButton("", "終える", False, True)]
        mine = bool(task.assignee_id) and task.assignee_id == actor.id
        desks = (
            [
                (desk.role, desk_names(desk, self.pack))
                for desk in sorted(self.pack.desks.values(), key=lambda desk: desk.order)
                if desk.role != task.desk_role
            ]
            if actor.may(HAND_OUT)
            else []
        )
        return TaskCard(
            task.uuid,
            step_label(task),
            self.standing(task),
            step.guide,
            shown_answers(step.shows, data, self.pack),
            tuple(buttons),
            mine,
            "" if mine else task.assignee_name,
            mine or (bool(task.assignee_id) and actor.may(HAND_OUT)),
            _page_of(step, task),
            tuple(desks),
        )

    def _step(self, task: FlowTask) -> FlowStep | None:
        # A run that was moved to another version may have finished steps that this one does not have.
        return self.story.flow.steps.get(task.step)

    def _line(
        self, task: FlowTask, kind: str, state: str, *, who: str = "", since: str, **more: Any
    ) -> StepLine:
        return StepLine(
            label=step_label(task),
            kind=kind,
            state=state,
            desk=desk_label(task.desk_role, self.pack) if task.kind == TaskKind.PERSON.value else "",
            who=who,
            since=since,
            step=task.step,
            **more,
        )

    @staticmethod
    def _moment(moment: Any) -> str:
        return written_moment(moment.astimezone(clock.TOKYO))


def shown_answers(
    shows: tuple[str, ...], data: Mapping[str, Any], pack: MunicipalityPack
) -> tuple[AnswerGroup, ...]:
    """The items that a step names, with what the case knows of them; a person's of each person."""
    if not shows:
        return ()
    wanted: dict[str, Any] = {key: data[key] for key in shows if key in data}
    members = data.get(MEMBERS)
    if isinstance(members, list) and any(key.startswith(PERSON_PREFIX) for key in shows):
        named = {*shows, f"{PERSON_PREFIX}name"}
        wanted[MEMBERS] = [
            {key: value for key, value in member.items() if _of_person(key) in named} for member in members
        ]
    return answer_groups(wanted, pack.vocabulary)


def _of_person(key: str) -> str:
    return key if key.startswith(PERSON_PREFIX) else PERSON_PREFIX + key
