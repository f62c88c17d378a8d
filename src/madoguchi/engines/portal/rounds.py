"""One round at the portal for a municipality: fetch what is new, tell what has happened."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.portal.actions import Fetched, KeepPortalApplication, known_numbers
from madoguchi.engines.portal.client import Listed, PortalClient
from madoguchi.engines.portal.domain.arrivals import PortalRefusedError, PortalStatus
from madoguchi.engines.portal.models import PortalArrival, PortalReport
from madoguchi.engines.portal.promises import deliver_soon

PORTAL = Actor.system("portal")
FIRST_LOOK = timedelta(days=60)
"""How far back the first round looks."""

OVERLAP = timedelta(days=2)
"""How far before the newest application each round looks again: lists are not always in order."""

OVERDUE = timedelta(minutes=3)
_AT_ONCE = 200

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class RoundDone:
    """What a round did; `refused` are numbers that the portal listed and did not give."""

    fetched: int = 0
    reported: int = 0
    refused: list[str] = field(default_factory=list)


def round_at(municipality_code: str, client: PortalClient) -> RoundDone:
    """Fetch and report. Raises PortalError; what was kept before stays, the next round goes on."""
    done = RoundDone()
    waiting: list[Listed] = []
    for listed in client.listed(_since(municipality_code), clock.now()):
        waiting.append(listed)
        if len(waiting) == _AT_ONCE:
            _fetch(municipality_code, waiting, client, done)
            waiting.clear()
    _fetch(municipality_code, waiting, client, done)
    _report(municipality_code, client, done)
    return done


def offer_again(municipality_code: str, *, refused: bool = False) -> int:
    """Promise again the delivery of applications that have waited too long, with `refused` also of those that
    could not be read; how many there were.
    """
    with tenancy.municipality(municipality_code):
        overdue = PortalArrival.objects.filter(
            status=PortalStatus.FETCHED.value, fetched_at__lt=clock.now() - OVERDUE
        )
        if refused:
            overdue = overdue | PortalArrival.objects.filter(status=PortalStatus.REFUSED.value)
        numbers = list(overdue.values_list("number", flat=True))
        for number in numbers:
            deliver_soon(municipality_code, number)
    return len(numbers)


def _since(code: str) -> datetime:
    with tenancy.municipality(code):
        newest = PortalArrival.objects.aggregate(newest=Max("received_at"))["newest"]
    return clock.now() - FIRST_LOOK if newest is None else newest - OVERLAP


def _fetch(code: str, listed: list[Listed], client: PortalClient, done: RoundDone) -> None:
    known = known_numbers(code, [one.number for one in listed])
    context = Context(code, PORTAL, purpose="マイナポータルの申請の受け取り")
    for one in listed:
        if one.number in known:
            continue
        try:
            content = client.fetch(one.number)
        except PortalRefusedError:
            # One that the portal keeps to itself keeps no other from coming.
            logger.error("portal %s: application %s was listed and not given", code, one.number)
            done.refused.append(one.number)
            continue
        run(KeepPortalApplication(), context, Fetched(one, content))
        known.add(one.number)
        done.fetched += 1


def _report(code: str, client: PortalClient, done: RoundDone) -> None:
    with tenancy.municipality(code):
        reports = list(PortalReport.objects.filter(sent_at__isnull=True))
    for report in reports:
        try:
            client.report(report.number, report.status, "")
        except PortalRefusedError as error:
            logger.error("portal %s: the status of %s is refused", code, report.number)
            _note(code, report, {"message": str(error)})
            continue
        if _note(code, report, {"sent_at": clock.now(), "message": ""}):
            done.reported += 1


def _note(code: str, report: PortalReport, changes: dict[str, object]) -> int:
    """Write down what became of a report, unless it says something newer by now."""
    with tenancy.municipality(code):
        same = PortalReport.objects.filter(pk=report.pk, recorded_at=report.recorded_at)
        return same.update(**changes)


def counts(municipality_code: str) -> dict[PortalStatus, int]:
    """How many applications are in each status."""
    with tenancy.municipality(municipality_code):
        counted = dict(PortalArrival.objects.order_by().values_list("status").annotate(Count("pk")))
    return {status: counted.get(status.value, 0) for status in PortalStatus}


def unreadable(municipality_code: str, limit: int = 50) -> list[PortalArrival]:
    """The newest applications that could not be read, with the reason."""
    with tenancy.municipality(municipality_code):
        return list(PortalArrival.objects.filter(status=PortalStatus.REFUSED.value).order_by("-id")[:limit])
