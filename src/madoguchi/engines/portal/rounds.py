"""One round at the portal for a municipality: fetch what is new, tell what has happened."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.portal.actions import (
    Fetched,
    KeepPortalApplication,
    NoteWithheldApplication,
    Withheld,
    known_numbers,
)
from madoguchi.engines.portal.client import Listed, PortalClient
from madoguchi.engines.portal.domain.arrivals import (
    PortalAnswerError,
    PortalBusyError,
    PortalError,
    PortalRefusedError,
    PortalStatus,
)
from madoguchi.engines.portal.following import follow
from madoguchi.engines.portal.models import PortalArrival, PortalReport
from madoguchi.engines.portal.promises import deliver_soon

PORTAL = Actor.system("portal")
FIRST_LOOK = timedelta(days=60)
"""How far back the first round looks."""

OVERLAP = timedelta(days=2)
"""How far before the newest application each round looks again: lists are not always in order."""

OVERDUE = timedelta(minutes=3)
NOT_HEARD = (
    "そこで取り下げられていないかを確かめられないため、まだ送っていません。次の回に、もう一度確かめます。"
)
_AT_ONCE = 200
_PATIENCE = 3
"""How often one after another a portal may say "not now" before a round leaves it alone."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class RoundDone:
    """What a round did; `refused` are numbers that the portal listed and did not give, `withdrawn` how many
    were taken back there, `unheard` of which it did not say whether they were.
    """

    fetched: int = 0
    reported: int = 0
    withdrawn: int = 0
    unheard: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


def round_at(municipality_code: str, client: PortalClient) -> RoundDone:
    """Fetch and report. Raises PortalError; what was kept before stays, the next round goes on."""
    done = RoundDone()
    problem: PortalError | None = None
    # Those first that were withheld before: a number that this round is refused is not asked for twice.
    for errand in (_fetch_withheld, _fetch_listed, _follow, _report):
        try:
            errand(municipality_code, client, done)
        except PortalError as error:
            problem = problem or error
            # Told how it stands here, the portal would forget a withdrawal that nobody has heard of.
            if errand is _follow or not client.is_signed_in:
                break
    if problem is not None:
        raise problem
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
    """From when on the list is asked for.

    A portal whose clock runs ahead gives moments that are still to come. They say nothing about what came
    until now, and would let us pass over everything until then.
    """
    now = clock.now()
    with tenancy.municipality(code):
        past = PortalArrival.objects.filter(received_at__lte=now)
        newest = past.aggregate(newest=Max("received_at"))["newest"]
    return now - FIRST_LOOK if newest is None else newest - OVERLAP


def _fetch_listed(code: str, client: PortalClient, done: RoundDone) -> None:
    waiting: list[Listed] = []
    for listed in client.listed(_since(code), clock.now()):
        waiting.append(listed)
        if len(waiting) == _AT_ONCE:
            _fetch(code, _unknown(code, waiting), client, done)
            waiting.clear()
    _fetch(code, _unknown(code, waiting), client, done)


def _unknown(code: str, listed: list[Listed]) -> list[Listed]:
    """Those that are not here, each once."""
    known = known_numbers(code, [one.number for one in listed])
    return [one for one in {one.number: one for one in listed}.values() if one.number not in known]


def _fetch_withheld(code: str, client: PortalClient, done: RoundDone) -> None:
    """Ask again for what the portal did not give, those first that were asked for longest ago.

    The list does not tell of them for ever: it is asked for from the newest application on.
    """
    with tenancy.municipality(code):
        withheld = PortalArrival.objects.filter(status=PortalStatus.WITHHELD.value).order_by(
            "settled_at", "id"
        )
        rows = withheld.values_list("number", "procedure_code", "received_at")[:_AT_ONCE]
        listed = [Listed(*row) for row in rows]
    _fetch(code, listed, client, done)


def _fetch(code: str, listed: list[Listed], client: PortalClient, done: RoundDone) -> None:
    """Fetch each. One that the portal keeps to itself, or breaks over, keeps no other from coming."""
    context = Context(code, PORTAL, purpose="マイナポータルの申請の受け取り")
    busy = 0
    for one in listed:
        try:
            content = client.fetch(one.number)
        except (PortalAnswerError, PortalBusyError, PortalRefusedError) as error:
            if not client.is_signed_in:
                raise
            logger.error("portal %s: application %s was listed and not given", code, one.number)
            _withhold(context, Withheld(one, str(error)))
            done.refused.append(one.number)
            busy = busy + 1 if isinstance(error, PortalBusyError) else 0
            if busy == _PATIENCE:
                raise
            continue
        busy = 0
        run(KeepPortalApplication(), context, Fetched(one, content))
        done.fetched += 1


def _withhold(context: Context, withheld: Withheld) -> None:
    """Put it down once; asked for in vain again, only when and why."""
    with tenancy.municipality(context.municipality_code):
        before = PortalArrival.objects.filter(
            number=withheld.listed.number, status=PortalStatus.WITHHELD.value
        )
        again = before.update(message=withheld.reason, settled_at=context.now)
    if not again:
        run(NoteWithheldApplication(), context, withheld)


def _follow(code: str, client: PortalClient, done: RoundDone) -> None:
    followed = follow(code, client)
    done.withdrawn, done.unheard = followed.withdrawn, followed.unheard


def _report(code: str, client: PortalClient, done: RoundDone) -> None:
    with tenancy.municipality(code):
        reports = list(PortalReport.objects.filter(sent_at__isnull=True))
    busy = 0
    for report in reports:
        if report.number in done.unheard:
            _note(code, report, {"message": NOT_HEARD})
            continue
        try:
            client.report(report.number, report.status, report.note)
        except (PortalBusyError, PortalRefusedError) as error:
            if not client.is_signed_in:
                raise
            logger.error("portal %s: the status of %s is refused", code, report.number)
            _note(code, report, {"message": str(error)})
            busy = busy + 1 if isinstance(error, PortalBusyError) else 0
            if busy == _PATIENCE:
                raise
            continue
        busy = 0
        if _note(code, report, {"sent_at": clock.now(), "message": "", "note": ""}):
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


def report_of(municipality_code: str, number: str) -> PortalReport | None:
    """The last word on an application that the portal was told or is to be told; None where there is none."""
    with tenancy.reading(municipality_code):
        return PortalReport.objects.filter(number=number).first()
