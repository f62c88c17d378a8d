"""What applicants take back in the portal itself: its words for how applications stand say so."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.portal.actions import NoteWithdrawalThere
from madoguchi.engines.portal.client import PortalClient
from madoguchi.engines.portal.domain.arrivals import (
    PortalAnswerError,
    PortalBusyError,
    PortalRefusedError,
    PortalStatus,
    follower,
)
from madoguchi.engines.portal.models import PortalArrival, PortalReport

MOST_ASKED = 200
"""Numbers that one round asks about one by one; the next round goes on with others."""
_ROUND_SECONDS = 300
_PATIENCE = 3

logger = logging.getLogger(__name__)
Open = Sequence[tuple[str, datetime]]
"""Numbers that are open here, and when the portal received them."""


@dataclass(slots=True)
class Followed:
    """How many were taken back there, and about which the portal could not be heard in this round."""

    withdrawn: int = 0
    unheard: set[str] = field(default_factory=set)


def follow(municipality_code: str, client: PortalClient) -> Followed:
    """Tell on what was taken back there since. Raises PortalError."""
    words, done = client.words_of_withdrawal, Followed()
    open_ = _open(municipality_code) if words else ()
    if not open_:
        return done
    context = Context(municipality_code, Actor.system("portal"), purpose="マイナポータルでの取下げの確認")
    if client.lists_statuses:
        told = client.statuses(min(received for _, received in open_), clock.now())
    else:
        told = _one_by_one(_in_turn(municipality_code, [number for number, _ in open_]), client, done)
    known = {number for number, _ in open_}
    for number in sorted({number for number, word in told if word in words} & known):
        run(NoteWithdrawalThere(), context, number)
        done.withdrawn += 1
    return done


def _open(code: str) -> Open:
    tell = follower()
    if tell is None:
        return ()
    numbers = tell.open_numbers(code)
    with tenancy.municipality(code):
        arrivals = PortalArrival.objects.filter(
            status=PortalStatus.DELIVERED.value, withdrawn_at=None, number__in=list(numbers)
        )
        return list(arrivals.order_by("id").values_list("number", "received_at"))


def _in_turn(code: str, numbers: list[str]) -> list[str]:
    """Those first of which the portal is to be told something, then each round another share of the rest."""
    with tenancy.municipality(code):
        reports = PortalReport.objects.filter(sent_at__isnull=True, number__in=numbers)
        first = list(reports.values_list("number", flat=True))
    place = int(clock.now().timestamp()) // _ROUND_SECONDS * MOST_ASKED % len(numbers)
    return list(dict.fromkeys([*first, *numbers[place:], *numbers[:place]]))


def _one_by_one(numbers: list[str], client: PortalClient, done: Followed) -> Iterator[tuple[str, str]]:
    """As many as a round may ask about. One about which the portal says nothing keeps no other from being
    heard of; what it does not know at all cannot have been taken back.
    """
    done.unheard.update(numbers)
    busy = 0
    for number in numbers[:MOST_ASKED]:
        try:
            word = client.status(number)
        except (PortalAnswerError, PortalBusyError, PortalRefusedError) as error:
            if not client.is_signed_in:
                raise
            logger.warning("portal: how %s stands is not told (%s)", number, type(error).__name__)
            if isinstance(error, PortalRefusedError):
                done.unheard.discard(number)
            busy = busy + 1 if isinstance(error, PortalBusyError) else 0
            if busy == _PATIENCE:
                raise
            continue
        busy = 0
        done.unheard.discard(number)
        yield number, word
