"""A desk's tasks as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.core import clock, tenancy
from madoguchi.engines.cases.api import Case
from madoguchi.engines.flows.api import FlowTask
from madoguchi.journeys.flow_work.api import CASE
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import step_label
from madoguchi.surfaces.staff_web.presentation.inboxes import (
    DueLight,
    light_of,
    written_day,
    written_moment,
)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row. `case` is None where the subject is no case, or the case is gone."""

    task: FlowTask
    case: Case | None
    label: str
    light: DueLight
    due: str
    opened: str
    reminded: str
    ended: str


def task_lines(code: str, tasks: Iterable[FlowTask], today: date) -> list[TaskLine]:
    """The rows with their cases; one question for all of them."""
    rows = list(tasks)
    cases = cases_of(code, (task.subject for task in rows))
    return [
        TaskLine(
            task,
            cases.get(task.subject),
            step_label(task),
            light_of(task.due if task.is_open else None, today),
            written_day(task.due, today) if task.due else "",
            written_moment(task.opened_at.astimezone(clock.TOKYO)),
            written_moment(task.reminded_at.astimezone(clock.TOKYO)) if task.reminded_at else "",
            written_moment(task.ended_at.astimezone(clock.TOKYO)) if task.ended_at else "",
        )
        for task in rows
    ]


def cases_of(code: str, subjects: Iterable[str]) -> Mapping[str, Case]:
    """The cases among subjects, by subject, with what lists show of them."""
    keys = {subject: subject.partition(":")[2] for subject in subjects if subject.startswith(f"{CASE}:")}
    if not keys:
        return {}
    with tenancy.municipality(code):
        found = {
            case.uuid: case
            for case in Case.objects.filter(uuid__in=set(keys.values())).defer("data", "search_text")
        }
    return {subject: found[UUID(key)] for subject, key in keys.items() if UUID(key) in found}
