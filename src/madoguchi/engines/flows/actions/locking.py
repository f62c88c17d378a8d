"""Whoever moves a run holds its row; the tasks follow from it."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core import clock
from madoguchi.engines.flows.models import FlowRun, FlowTask
from madoguchi.engines.flows.worlds import world_of

_TEXTS = ("version__drawing", "version__declaration")


class FlowNotFoundError(LookupError):
    """この案件の流れは見つかりません。"""


class TaskNotFoundError(LookupError):
    """この手順は見つかりません。一覧から選び直してください。"""


class TaskOverError(Exception):
    """この手順は、もう終わっています。"""

    def __init__(self, task: FlowTask) -> None:
        self.task = task
        super().__init__(_over(task))


def locked_run(**which: object) -> FlowRun:
    """The run and its subject, held until the transaction ends. Raises FlowNotFoundError."""
    found = FlowRun.objects.filter(**which).values_list("pk", "subject").first()
    if found is None:
        raise FlowNotFoundError(FlowNotFoundError.__doc__)
    key, subject = found
    world_of(subject).lock(subject)
    return (
        FlowRun.objects.select_related("version").defer(*_TEXTS).select_for_update(of=("self",)).get(pk=key)
    )


def locked_task(uuid: UUID) -> tuple[FlowRun, FlowTask, list[FlowTask]]:
    """A task with its run and all open tasks of the run, held until the transaction ends.

    Two who move the same run wait for each other, and the second one finds the task over. Raises
    TaskNotFoundError, TaskOverError.
    """
    try:
        run = locked_run(tasks__uuid=uuid)
    except FlowNotFoundError:
        raise TaskNotFoundError(TaskNotFoundError.__doc__) from None
    tasks = open_tasks(run)
    task = next((one for one in tasks if one.uuid == uuid), None)
    if task is None:
        raise TaskOverError(FlowTask.objects.get(uuid=uuid))
    return run, task, tasks


def open_tasks(run: FlowRun) -> list[FlowTask]:
    """Where a run that is held stands."""
    return list(FlowTask.objects.filter(run=run, ended_at__isnull=True).order_by("id"))


def _over(task: FlowTask) -> str:
    if task.ended_at is None:
        return str(TaskOverError.__doc__)
    at = task.ended_at.astimezone(clock.TOKYO)
    when = f"{at.month}月{at.day}日{at.hour}時{at.minute:02d}分"
    who = f"{task.actor_name}さんが" if task.actor_name else ""
    what = "終えました" if task.actor_name else "終わっています"
    return f"「{task.label}」は、{who}{when}に{what}。案件を開き直してください。"
