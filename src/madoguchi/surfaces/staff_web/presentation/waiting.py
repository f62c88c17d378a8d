"""How much work is waiting: numbers only, so that nobody's data is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.cases.api import Case, Status
from madoguchi.engines.exchange.api import waiting_numbers
from madoguchi.engines.flows.api import OpenTasks, count_tasks, runs_in_trouble, tasks_without_desk
from madoguchi.engines.handover.api import Status as HandoverStatus
from madoguchi.engines.handover.api import counts as handover_counts
from madoguchi.journeys.counter_visit.api import Visit, VisitState
from madoguchi.surfaces.staff_web.navigation import desk_names, desks_of
from madoguchi.surfaces.staff_web.presentation.inboxes import EVERY_DESK, IN_WORKLIST

ANY_DESK = "cases.assign"
NOTHING = OpenTasks()


@dataclass(frozen=True, slots=True)
class DeskWork:
    """One desk and its numbers. `row`: the states shown, and how many cases are in each."""

    desk: Desk
    label: str
    mine: bool
    row: tuple[tuple[Status, int], ...]
    late: int
    today: int
    tasks: OpenTasks


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the start page shows. None where the person may not know. `states`: the columns of the desks."""

    states: tuple[Status, ...]
    desks: tuple[DeskWork, ...]
    other_desks: tuple[DeskWork, ...]
    open_visits: int | None
    handover_waiting: int | None
    handover_failed: int | None
    stuck: int = 0
    """Flows that do not go on, and tasks on desks that are not there; for who hands out work."""

    came: int = 0
    to_send: int = 0
    """Messages of other authorities that wait, and own ones that wait for somebody here."""


def waiting_for(actor: Actor, pack: MunicipalityPack) -> Waiting:
    """Count what waits for the person."""
    code = pack.municipality.code
    mine = {desk.role for desk in desks_of(actor, pack)} if actor.may("cases.read") else set()
    others = {role for role in pack.desks if role not in mine} if actor.may(ANY_DESK) else set()
    with tenancy.municipality(code):
        counted = _count(mine | others)
        tasks = count_tasks(mine | others, clock.today()) if mine | others else {}
        visits = (
            Visit.objects.filter(state=VisitState.OPEN).count() if actor.may("counter_visit.open") else None
        )
        handed = handover_counts(code) if actor.may("handover.read") else None
        came, to_send = waiting_numbers(actor)
    used = {state for numbers in counted.values() for state in IN_WORKLIST if numbers[state]}
    states = tuple(state for state in IN_WORKLIST if state in used | EVERY_DESK)
    desks = sorted((pack.desks[role] for role in mine | others), key=lambda desk: desk.order)
    nothing: Counter[str] = Counter()
    work = [
        DeskWork(
            desk,
            desk_names(desk, pack),
            desk.role in mine,
            row=tuple((state, numbers[state]) for state in states),
            late=numbers["late"],
            today=numbers["today"],
            tasks=tasks.get(desk.role, NOTHING),
        )
        for desk in desks
        for numbers in (counted.get(desk.role, nothing),)
    ]
    return Waiting(
        states=states,
        desks=tuple(one for one in work if one.mine),
        other_desks=tuple(one for one in work if not one.mine),
        open_visits=visits,
        handover_waiting=None
        if handed is None
        else handed[HandoverStatus.WAITING] + handed[HandoverStatus.DELIVERED],
        handover_failed=None if handed is None else handed[HandoverStatus.FAILED],
        came=came,
        to_send=to_send,
        stuck=_stuck(actor, pack),
    )


def _stuck(actor: Actor, pack: MunicipalityPack) -> int:
    if not (actor.may(ANY_DESK) and actor.may("cases.read")):
        return 0
    context = Context(pack.municipality.code, actor, purpose="止まっている流れの数")
    return len(runs_in_trouble(context)) + len(tasks_without_desk(context, pack.desks))


def _count(desk_roles: set[str]) -> dict[str, Counter[str]]:
    """By desk: the unfinished cases in each state, those that are late, those due today."""
    if not desk_roles:
        return {}
    # By `urgency` and not `due`: the index of the worklists answers all of this by itself.
    rows = (
        Case.objects.filter(closed_at__isnull=True, desk_role__in=desk_roles)
        .order_by()
        .values("desk_role")
        .annotate(
            late=Count("pk", filter=Q(urgency__lt=clock.today())),
            today=Count("pk", filter=Q(urgency=clock.today())),
            **{state.value: Count("pk", filter=Q(status=state.value)) for state in IN_WORKLIST},
        )
    )
    return {str(row.pop("desk_role")): Counter(row) for row in map(dict[str, Any], rows)}
