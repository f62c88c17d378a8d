"""How much work is waiting: numbers only, so that nobody's data is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.cases.api import Case
from madoguchi.engines.cases.api import Status as CaseStatus
from madoguchi.engines.handover.api import Status as HandoverStatus
from madoguchi.engines.handover.api import counts as handover_counts
from madoguchi.journeys.counter_visit.api import Visit, VisitState
from madoguchi.surfaces.staff_web.navigation import desk_names, desks_of

ANY_DESK = "cases.assign"


@dataclass(frozen=True, slots=True)
class DeskWork:
    """One desk and its numbers."""

    desk: Desk
    label: str
    mine: bool
    new: int = 0
    working: int = 0
    returned: int = 0
    late: int = 0
    today: int = 0

    @property
    def unfinished(self) -> int:
        """All that is not done."""
        return self.new + self.working + self.returned


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the start page shows. None where the person may not know."""

    desks: tuple[DeskWork, ...]
    other_desks: tuple[DeskWork, ...]
    open_visits: int | None
    handover_waiting: int | None
    handover_failed: int | None


def waiting_for(actor: Actor, pack: MunicipalityPack) -> Waiting:
    """Count what waits for the person."""
    code = pack.municipality.code
    mine = {desk.role for desk in desks_of(actor, pack)} if actor.may("cases.read") else set()
    others = {role for role in pack.desks if role not in mine} if actor.may(ANY_DESK) else set()
    with tenancy.municipality(code):
        work = _desk_work(pack, mine, others)
        visits = (
            Visit.objects.filter(state=VisitState.OPEN).count() if actor.may("counter_visit.open") else None
        )
        handed = handover_counts(code) if actor.may("handover.read") else None
    return Waiting(
        desks=tuple(one for one in work if one.mine),
        other_desks=tuple(one for one in work if not one.mine),
        open_visits=visits,
        handover_waiting=None
        if handed is None
        else handed[HandoverStatus.WAITING] + handed[HandoverStatus.DELIVERED],
        handover_failed=None if handed is None else handed[HandoverStatus.FAILED],
    )


def _desk_work(pack: MunicipalityPack, mine: set[str], others: set[str]) -> list[DeskWork]:
    if not mine and not others:
        return []
    unfinished = ~Q(status=CaseStatus.DONE.value)
    counted = {
        row["desk_role"]: {key: int(row[key]) for key in ("new", "working", "returned", "late", "today")}
        for row in Case.objects.filter(unfinished, desk_role__in=mine | others)
        .order_by()
        .values("desk_role")
        .annotate(
            new=Count("pk", filter=Q(status=CaseStatus.OPEN.value)),
            working=Count("pk", filter=Q(status=CaseStatus.WORKING.value)),
            returned=Count("pk", filter=Q(status=CaseStatus.RETURNED.value)),
            late=Count("pk", filter=Q(due__lt=clock.today())),
            today=Count("pk", filter=Q(due=clock.today())),
        )
    }
    desks = sorted((pack.desks[role] for role in mine | others), key=lambda desk: desk.order)
    return [
        DeskWork(desk, desk_names(desk, pack), desk.role in mine, **counted.get(desk.role, {}))
        for desk in desks
    ]
