"""Whoever moves a run holds its row; the tasks follow from it."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from madoguchi.core import clock
from madoguchi.core.database.compiled import CompiledQuery, rows_together
from madoguchi.core.database.telling import Prepared
from madoguchi.engines.flows.models import Ending, FlowRun, FlowTask
from madoguchi.engines.flows.worlds import world_of


class FlowNotFoundError(LookupError):
    """この案件の流れは見つかりません。"""


class TaskNotFoundError(LookupError):
    """この手順は見つかりません。一覧から選び直してください。"""


class TaskOverError(Exception):
    """この手順は、もう終わっています。"""

    def __init__(self, task: FlowTask) -> None:
        self.task = task
        super().__init__(_over(task))

    @property
    def was_cancelled(self) -> bool:
        """Whether nobody did it: what it belonged to ended before."""
        return self.task.ending == Ending.CANCELLED.value


def locked_run(**which: object) -> tuple[FlowRun, list[FlowTask]]:
    """The run, held with its subject until the transaction ends, and its open tasks: where it stands.

    Raises FlowNotFoundError.
    """
    found = FlowRun.objects.filter(**which).values_list("pk", "subject").first()
    if found is None:
        raise FlowNotFoundError(FlowNotFoundError.__doc__)
    return _held(*found)


def locked_task(uuid: UUID) -> tuple[FlowRun, FlowTask, list[FlowTask]]:
    """A task with its run and all open tasks of the run, held until the transaction ends.

    Two who move the same run wait for each other, and the second one finds the task over. Raises
    TaskNotFoundError, TaskOverError.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TASK.text(), [uuid])
        found = cursor.fetchone()
    if found is None:
        raise TaskNotFoundError(TaskNotFoundError.__doc__)
    run, tasks = _held(*found)
    task = next((one for one in tasks if one.uuid == uuid), None)
    if task is None:
        raise TaskOverError(FlowTask.objects.get(uuid=uuid))
    return run, task, tasks


def _held(key: int, subject: str) -> tuple[FlowRun, list[FlowTask]]:
    world_of(subject).lock(subject)
    (run,), tasks = rows_together((_RUN, {"key": key}), (_OPEN, {"run": key}))
    for task in tasks:
        task.run = run
    return run, tasks


def _run(key: int) -> QuerySet[FlowRun]:
    runs = FlowRun.objects.select_related("version").defer("version__drawing", "version__declaration")
    return runs.select_for_update(of=("self",)).filter(pk=key)


def _open(run: int) -> QuerySet[FlowTask]:
    living = RawSQL(_LIVING, [run], output_field=BooleanField())  # noqa: S611 - our own text
    return FlowTask.objects.filter(living, ended_at__isnull=True).order_by("id")


def _over(task: FlowTask) -> str:
    if task.ended_at is None:
        return str(TaskOverError.__doc__)
    at = task.ended_at.astimezone(clock.TOKYO)
    when = f"{at.month}月{at.day}日{at.hour}時{at.minute:02d}分"
    if task.ending == Ending.CANCELLED.value:
        return f"「{task.label}」は、{when}に取りやめになりました。案件を開き直してください。"
    who = f"{task.actor_name}さんが" if task.actor_name else ""
    what = "終えました" if task.actor_name else "終わっています"
    return f"「{task.label}」は、{who}{when}に{what}。案件を開き直してください。"


_LIVING = """
flows_flowtask.uuid = ANY (ARRAY(
    SELECT (one ->> 'id')::uuid FROM flows_flowrun AS run, jsonb_array_elements(run.living) AS one
    WHERE run.id = %s
))
"""
# What runs with every step of every flow: Django takes longer to write such a query than PostgreSQL to
# answer. Open tasks by the numbers that the living part knows: an index by run would lead past everything
# that has ended, and a join lets the planner read a young table from end to end.
_RUN = CompiledQuery(_run, prepared="flows_run", key=-1)
_OPEN = CompiledQuery(_open, prepared="flows_open", run=-1)
_TASK = Prepared("flows_task", "SELECT run_id, subject FROM flows_flowtask WHERE uuid = %s")
