"""What passes between municipality and board moves the flow of the case."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.conf import settings

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, run, subscribe
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.exchange.api import AlreadySettledError, Link, LinkMessage, SentStatus
from madoguchi.engines.flows.api import Happened, tell_flow
from madoguchi.journeys.certification_board.domain.contents import ContentUnreadableError
from madoguchi.journeys.certification_board.notices import NoResultError, certification_of

ASKED = "boards.asked"
RESULT = "boards.result"


@subscribe("exchange.sent")
def _asked(context: Context, event: Event) -> None:
    if event.data["kind"] in _requests():
        tell_flow(_as_platform(context), Happened(ASKED, event.data["about"]))


@subscribe("exchange.received")
def _decided(context: Context, event: Event) -> None:
    """The result of a board that this municipality asked; of nobody else's message the flow hears.

    It belongs to its case from now on, and is done with when that is finished.
    """
    if event.data["kind"] not in _results():
        return
    platform = _as_platform(context)
    number = UUID(event.subject.partition(":")[2])
    with suppress(NoResultError, ContentUnreadableError, AlreadySettledError):
        found = certification_of(platform, number)
        run(LinkMessage(), platform, Link(number, found.told.applied.reference))
        tell_flow(platform, Happened(RESULT, found.told.applied.reference, "decided"))


@subscribe(f"exchange.{SentStatus.REFUSED.value}")
def _returned(context: Context, event: Event) -> None:
    if event.data["kind"] in _requests():
        tell_flow(_as_platform(context), Happened(RESULT, event.data["about"], "returned"))


def _requests() -> set[str]:
    return {board.request for board in load_packs_or_refuse(settings.MADOGUCHI_PACKS).boards.values()}


def _results() -> set[str]:
    return {board.result for board in load_packs_or_refuse(settings.MADOGUCHI_PACKS).boards.values()}


def _as_platform(context: Context) -> Context:
    return Context(context.municipality_code, Actor.system("flow"), context.now, "審査会とのやりとり")
