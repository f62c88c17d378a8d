"""Looking at flows: a desk's tasks, where one run stands. Each look is audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import Flow
from madoguchi.engines.flows.domain.moving_over import hindrances
from madoguchi.engines.flows.models import Ending, FlowRun, FlowTask, FlowVersion, RunState, TaskKind
from madoguchi.engines.flows.versions import current_flow, flow_of

READ = "cases.read"
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a desk's tasks: the most urgent first, or what was finished, the newest first.

    `next` is the place to ask for what follows, empty at the end. `total` are the open tasks of the desk,
    `mine` those that the reader has taken up.
    """

    tasks: tuple[FlowTask, ...]
    total: int
    mine: int
    next: str = ""


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """How many tasks are open on a desk: all, those that are late, those due today."""

    open: int = 0
    late: int = 0
    today: int = 0


@dataclass(frozen=True, slots=True)
class FlowStory:
    """One run with all its tasks, oldest first. `newer`: the flow has a version that it does not follow."""

    run: FlowRun
    flow: Flow
    tasks: tuple[FlowTask, ...]
    newer: bool

    @property
    def standing(self) -> tuple[FlowTask, ...]:
        """The open tasks."""
        return tuple(task for task in self.tasks if task.is_open)


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move of all running runs to the present version would do."""

    flow: Flow
    possible: tuple[FlowRun, ...]
    hindered: tuple[tuple[FlowRun, tuple[str, ...]], ...]
    """Those that stay, each with the reasons."""


def tasks_of_desk(
    context: Context, desk_role: str, *, finished: bool = False, mine: bool = False, after: str = ""
) -> TaskPage:
    """A page of one desk's tasks. `after` is a place that a page told. Raises NotAllowedError."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [context.actor.id, desk_role])
            total, own = cursor.fetchone() or (0, 0)
        if finished:
            rows = _finished(desk_role, after)
        elif mine:
            rows = _open(desk_role, after).filter(assignee_id=context.actor.id)[: PAGE_SIZE + 1]
        elif after:
            rows = _open(desk_role, after)[: PAGE_SIZE + 1]
        else:
            rows = _first(desk_role)
        tasks = tuple(rows)
        record_reading(context, "flows.tasks", f"desk:{desk_role}", {"tasks": min(len(tasks), PAGE_SIZE)})
    further = len(tasks) > PAGE_SIZE
    tasks = tasks[:PAGE_SIZE]
    return TaskPage(tasks, total, own, _place(tasks[-1], finished) if further else "")


def flow_story(context: Context, subject: str) -> FlowStory | None:
    """The run of a subject, or None where no flow was begun. Raises NotAllowedError."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        run = FlowRun.objects.select_related("version").filter(subject=subject).first()
        if run is None:
            return None
        flow = flow_of(run.version)
        tasks = tuple(FlowTask.objects.filter(run=run).order_by("opened_at", "id"))
    try:
        newer = current_flow(flow.key).fingerprint != run.version.fingerprint
    except LookupError:
        newer = False
    return FlowStory(run, flow, tasks, newer and run.state == RunState.RUNNING.value)


def count_tasks(desk_roles: Iterable[str], today: date) -> Mapping[str, OpenTasks]:
    """By desk: how much waits there; a desk without open tasks is missing. Only numbers, so nobody's data is
    read. Inside `tenancy.municipality(...)`.
    """
    # By `urgency` and not `due`: the index of the worklist answers all of this by itself.
    rows = (
        FlowTask.objects.filter(
            desk_role__in=sorted(desk_roles), ended_at__isnull=True, kind=TaskKind.PERSON.value
        )
        .order_by()
        .values("desk_role")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(urgency__lt=today)),
            today=Count("pk", filter=Q(urgency=today)),
        )
    )
    return {row["desk_role"]: OpenTasks(row["open"], row["late"], row["today"]) for row in rows}


def waiting_tasks(desk_roles: Iterable[str], today: date) -> tuple[tenancy.Counted, tenancy.Counted]:
    """What is to be counted for the desks: the open tasks, and those of them that are late."""
    desks = sorted(desk_roles)
    return (
        tenancy.Counted("tasks", _OPEN_TASKS, [desks]),
        tenancy.Counted("late_tasks", f"{_OPEN_TASKS} AND urgency < %s", [desks, today]),
    )


def due_timers(now: datetime, limit: int = 200) -> list[UUID]:
    """The timers whose time has come, the oldest first. Inside `tenancy.municipality(...)`."""
    waiting = FlowTask.objects.filter(
        ended_at__isnull=True, kind=TaskKind.TIMER.value, fires_at__isnull=False, fires_at__lte=now
    )
    return list(waiting.order_by("fires_at").values_list("uuid", flat=True)[:limit])


def tasks_without_desk(context: Context, desks: Iterable[str]) -> tuple[FlowTask, ...]:
    """Open tasks on desks that the municipality does not have (any more): the first 50, the oldest first."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        lost = FlowTask.objects.filter(ended_at__isnull=True, kind=TaskKind.PERSON.value)
        return tuple(lost.exclude(desk_role__in=sorted(desks)).order_by("id")[:PAGE_SIZE])


def runs_in_trouble(context: Context) -> tuple[FlowRun, ...]:
    """Runs that do not go on by themselves: the first 50, the oldest first."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        stuck = FlowRun.objects.filter(ended_at__isnull=True).exclude(trouble="")
        return tuple(stuck.select_related("version").defer(*_TEXTS).order_by("id")[:PAGE_SIZE])


def earlier_versions(context: Context) -> Mapping[str, int]:
    """By key of a flow: how many runs go on by an earlier version. Raises NotAllowedError."""
    _may_read(context)
    found: dict[str, int] = {}
    with tenancy.municipality(context.municipality_code):
        for version in FlowVersion.objects.defer("drawing", "declaration"):
            try:
                present = current_flow(version.key).fingerprint == version.fingerprint
            except LookupError:
                continue
            if not present:
                going_on = FlowRun.objects.filter(version=version, ended_at__isnull=True).count()
                found[version.key] = found.get(version.key, 0) + going_on
    return {key: count for key, count in found.items() if count}


def preview_move(context: Context, flow_key: str, limit: int = 500) -> MovePreview:
    """Which runs could go on by the present version of a flow, and why others could not.

    The first `limit` runs of earlier versions. Raises FlowUnknownError, NotAllowedError.
    """
    _may_read(context)
    after = current_flow(flow_key)
    possible, hindered = [], []
    with tenancy.municipality(context.municipality_code):
        runs = FlowRun.objects.select_related("version").filter(version__key=flow_key, ended_at__isnull=True)
        for run in runs.exclude(version__fingerprint=after.fingerprint).order_by("id")[:limit]:
            reasons = hindrances(flow_of(run.version), after, run.living)
            if reasons:
                hindered.append((run, tuple(reasons)))
            else:
                possible.append(run)
    return MovePreview(after, tuple(possible), tuple(hindered))


def _may_read(context: Context) -> None:
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)


def _open(desk_role: str, after: str = "") -> QuerySet[FlowTask]:
    rows = FlowTask.objects.filter(desk_role=desk_role, ended_at__isnull=True, kind=TaskKind.PERSON.value)
    day, _, key = after.partition(".")
    try:
        place = (date.fromisoformat(day), int(key)) if after else None
    except ValueError:
        place = None
    if place is not None:
        # The first condition alone bounds the index; the others settle rows of the same day.
        rows = rows.filter(
            Q(urgency__gte=place[0]) & (Q(urgency__gt=place[0]) | Q(id__gt=place[1])),
        )
    return rows.order_by("urgency", "id")


def _finished(desk_role: str, after: str) -> QuerySet[FlowTask]:
    rows = FlowTask.objects.filter(desk_role=desk_role, ending=Ending.DONE.value, kind=TaskKind.PERSON.value)
    moment, _, key = after.partition("/")
    try:
        place = (datetime.fromisoformat(moment), int(key)) if after else None
    except ValueError:
        place = None
    if place is not None and place[0].tzinfo is not None:
        rows = rows.filter(Q(ended_at__lte=place[0]) & (Q(ended_at__lt=place[0]) | Q(id__lt=place[1])))
    return rows.order_by("-ended_at", "-id")[: PAGE_SIZE + 1]


def _place(task: FlowTask, finished: bool) -> str:
    if finished and task.ended_at is not None:
        return f"{task.ended_at.isoformat()}/{task.pk}"
    return f"{task.urgency.isoformat()}.{task.pk}"


def _first(desk_role: str) -> QuerySet[FlowTask]:
    return _open(desk_role)[: PAGE_SIZE + 1]


_TEXTS = ("version__drawing", "version__declaration")
_OPEN_TASKS = (
    "SELECT 1 FROM flows_flowtask WHERE desk_role = ANY (%s) AND ended_at IS NULL AND kind = 'person'"
)
_COUNT = (
    "SELECT count(*), count(*) FILTER (WHERE assignee_id = %s) FROM flows_flowtask"
    " WHERE desk_role = %s AND ended_at IS NULL AND kind = 'person'"
)
