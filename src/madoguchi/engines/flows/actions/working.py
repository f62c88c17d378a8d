"""What people do with their tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.flows.actions.locking import TaskNotFoundError, locked_task
from madoguchi.engines.flows.models import FlowTask, TaskKind
from madoguchi.engines.flows.moving import Move
from madoguchi.engines.flows.versions import flow_of
from madoguchi.lib.japanese.text import clean_text

ANY_DESK = "cases.assign"
"""Who may hand out work may also do that of every desk."""


class NotYourTaskError(Exception):
    """ほかの課の手順です。担当の課の職員が操作してください。"""


class ResultMissingError(ValueError):
    """結果を選んでください。"""


class ReasonMissingError(ValueError):
    """理由を書いてください。次の人が何をすればよいか分かります。"""


@dataclass(frozen=True, slots=True)
class TaskReference:
    """Which task."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class TaskResult:
    """Which task, how it ended (a key of its results; empty where there is one way), what is to be said."""

    uuid: UUID
    result: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TaskMoving:
    """Which task goes to which desk, and why."""

    uuid: UUID
    desk_role: str
    note: str = field(default="", repr=False)


class _OfTask(Action[Any, FlowTask]):
    """What the verbs have in common."""

    permission: ClassVar[str | None] = "cases.work"

    def subject(self, given: Any, result: FlowTask) -> str:
        """What the flow is for."""
        return result.subject

    def details(self, given: Any, result: FlowTask) -> Mapping[str, Any]:
        """Which step."""
        return {"step": result.step, "desk": result.desk_role}


class FinishTask(_OfTask):
    """A step is done: the run goes on, and with it everything that the platform does by itself."""

    name: ClassVar[str] = "flows.finish_task"

    def perform(self, context: Context, given: TaskResult) -> FlowTask:
        """Raises TaskNotFoundError, TaskOverError, NotYourTaskError, ResultMissingError, ReasonMissingError,
        TextError, and StepHeldError for what may not follow yet.
        """
        note = clean_text(given.note)
        row, task, tasks = locked_task(given.uuid)
        _check(context.actor, task)
        step = flow_of(row.version).step(task.step)
        if (given.result not in step.results) if step.results else given.result:
            raise ResultMissingError(ResultMissingError.__doc__)
        if given.result in step.notes and not note:
            raise ReasonMissingError(ReasonMissingError.__doc__)
        Move(context, row, tasks, by_hand=True).end_task(task, result=given.result, note=note)
        return task

    def details(self, given: TaskResult, result: FlowTask) -> Mapping[str, Any]:
        """Which step, and how it ended."""
        return {"step": result.step, "desk": result.desk_role, "result": result.result}

    def events(self, context: Context, given: TaskResult, result: FlowTask) -> Iterable[Event]:
        """That it is done; with the flow and the time that it took."""
        began = result.began_at or result.opened_at
        yield Event(
            "flows.task_finished",
            result.subject,
            {
                "flow": result.run.version.key,
                "step": result.step,
                "result": result.result,
                "claimed": result.began_at is not None,
                "seconds": (context.now - began).total_seconds(),
                "task": str(result.uuid),
            },
        )


class ClaimTask(_OfTask):
    """Take a task up: others see who works on it."""

    name: ClassVar[str] = "flows.claim_task"

    def perform(self, context: Context, given: TaskReference) -> FlowTask:
        """Raises TaskNotFoundError, TaskOverError, NotYourTaskError."""
        _, task, _ = locked_task(given.uuid)
        _check(context.actor, task)
        task.assignee_id, task.assignee_name = context.actor.id, context.actor.display_name
        task.began_at = context.now
        task.save(update_fields=["assignee_id", "assignee_name", "began_at"])
        return task

    def events(self, context: Context, given: TaskReference, result: FlowTask) -> Iterable[Event]:
        """That somebody works on it."""
        yield Event("flows.task_claimed", result.subject, {"step": result.step})


class ReleaseTask(_OfTask):
    """Give a task back to the desk: one's own, or that of somebody who is away or has left."""

    name: ClassVar[str] = "flows.release_task"

    def perform(self, context: Context, given: TaskReference) -> FlowTask:
        """Raises TaskNotFoundError, TaskOverError, NotYourTaskError."""
        _, task, _ = locked_task(given.uuid)
        if task.assignee_id != context.actor.id and not context.actor.may(ANY_DESK):
            raise NotYourTaskError(NotYourTaskError.__doc__)
        task.assignee_id = task.assignee_name = ""
        task.began_at = None
        task.save(update_fields=["assignee_id", "assignee_name", "began_at"])
        return task


class MoveTask(_OfTask):
    """Give a task to another desk: its own was closed or merged, or it came to the wrong one."""

    name: ClassVar[str] = "flows.move_task"
    permission: ClassVar[str | None] = ANY_DESK

    def perform(self, context: Context, given: TaskMoving) -> FlowTask:
        """Raises TaskNotFoundError, TaskOverError, ReasonMissingError, TextError."""
        note = clean_text(given.note)
        if not note:
            raise ReasonMissingError(ReasonMissingError.__doc__)
        _, task, _ = locked_task(given.uuid)
        if task.kind != TaskKind.PERSON.value:
            raise TaskNotFoundError(TaskNotFoundError.__doc__)
        task.desk_role, task.note = given.desk_role, note
        task.assignee_id = task.assignee_name = ""
        task.began_at = None
        task.save(update_fields=["desk_role", "note", "assignee_id", "assignee_name", "began_at"])
        return task


def may_work_on(actor: Actor, task: FlowTask) -> bool:
    """Whether the task lies on one of the actor's desks, or the actor hands out work."""
    return task.desk_role in actor.desks or actor.may(ANY_DESK)


def _check(actor: Actor, task: FlowTask) -> None:
    if task.kind != TaskKind.PERSON.value:
        raise TaskNotFoundError(TaskNotFoundError.__doc__)
    if not may_work_on(actor, task):
        raise NotYourTaskError(NotYourTaskError.__doc__)
