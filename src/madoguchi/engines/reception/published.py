"""The newest state of each hall as the office published it, kept in the public zone.

No audit entry is written for it: what happened is in the office's log, and this is a copy that is replaced
every few seconds. It holds numbers, counts and minutes, nothing about a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import IntegrityError, transaction

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Action, Context
from madoguchi.core.database.announcing import announce
from madoguchi.engines.reception.errors import TicketNotFoundError
from madoguchi.engines.reception.models import PublishedHall
from madoguchi.engines.reception.recording import CHANNEL
from madoguchi.engines.reception.state import follow_digest

MAY_LEAVE = frozenset({"waiting", "held", "absent"})
"""In which a ticket can be given back by its holder: whoever is called or served tells the clerk."""

SILENCE = timedelta(minutes=2)
"""After so long without a word, any state is taken: the office may have gone back to a copy of yesterday."""

MOST_BYTES = 2_000_000
"""Of one state as JSON: some thousands of tickets."""


_MOST_VERSIONS = 2**31 - 1


class PublishedRefusedError(Exception):
    """届いた待合の状態を読めません。"""


@dataclass(frozen=True, slots=True)
class Wish:
    """To give back the ticket of that secret."""

    hall: str
    follow: str = field(repr=False)


def keep_published(
    code: str,
    payload: Mapping[str, Any],
    typical: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> bool:
    """Keep a state (`HallState.to_payload()`) unless a newer one is there, and tell who follows the hall.

    True when it was kept. The same state again says that it still holds. Without `typical` the kept one
    stays. Raises PublishedRefusedError for what is no state.
    """
    hall, order = _order_of(payload)
    heard = now or clock.now()
    with tenancy.municipality(code):
        kept = PublishedHall.objects.select_for_update().filter(hall=hall).first()
        if kept is None:
            kept = _first(hall, heard)
        elif order < (kept.day, kept.version, kept.at) and heard - kept.heard_at < SILENCE:
            return False
        kept.day, kept.version, kept.at = order
        kept.payload, kept.heard_at = dict(payload), heard
        kept.leaving = [one for one in kept.leaving if _waits_still(kept, one)]
        if typical is not None:
            kept.typical = dict(typical)
        kept.save()
        announce(CHANNEL, f"{code}:{hall}")
    return True


class WishToLeave(Action[Wish, PublishedHall]):
    """At home or in the hall, whoever holds a ticket gives it back; the office hears of it with the answer to
    its next state. Raises TicketNotFoundError for a ticket that does not wait there.
    """

    name: ClassVar[str] = "reception.wish_to_leave"
    permission: ClassVar[str | None] = None

    def perform(self, context: Context, given: Wish) -> PublishedHall:
        """Wishing it twice is as once."""
        kept = PublishedHall.objects.select_for_update().filter(hall=given.hall).first()
        if kept is None or not _waits_still(kept, given.follow):
            raise TicketNotFoundError
        if given.follow not in kept.leaving:
            kept.leaving = [*kept.leaving, given.follow]
            kept.save(update_fields=["leaving"])
        return kept

    def details(self, given: Wish, result: PublishedHall) -> Mapping[str, Any]:
        """The hall; the secret stays out."""
        return {"hall": given.hall}


def published_hall(code: str, hall: str) -> PublishedHall | None:
    """What was published last of a hall; None before the first time."""
    with tenancy.reading(code):
        return PublishedHall.objects.filter(hall=hall).first()


def _waits_still(kept: PublishedHall, follow: str) -> bool:
    ticket = kept.payload.get("tickets", {}).get(follow_digest(follow))
    return ticket is not None and ticket["status"] in MAY_LEAVE


def _are_tickets(told: Any) -> bool:
    return isinstance(told, dict) and all(isinstance(one, dict) and "status" in one for one in told.values())


def _first(hall: str, heard: datetime) -> PublishedHall:
    """The row of a hall, which somebody else may be making at the same moment."""
    try:
        with transaction.atomic():
            return PublishedHall.objects.create(
                hall=hall, day=heard.astimezone(clock.TOKYO).date(), version=0, at=heard, heard_at=heard
            )
    except IntegrityError:
        return PublishedHall.objects.select_for_update().get(hall=hall)


def _order_of(payload: Mapping[str, Any]) -> tuple[str, tuple[date, int, datetime]]:
    """The hall, and what the order of its states goes by."""
    try:
        hall, version = payload["hall"], payload["version"]
        day, at = date.fromisoformat(payload["day"]), datetime.fromisoformat(payload["at"])
        shapes = _are_tickets(payload["tickets"]) and all(
            isinstance(payload[name], list) for name in ("counters", "purposes", "called")
        )
    except (KeyError, TypeError, ValueError):
        raise PublishedRefusedError(PublishedRefusedError.__doc__) from None
    right = (
        isinstance(hall, str)
        and 0 < len(hall) <= 60
        and type(version) is int
        and 0 <= version <= _MOST_VERSIONS
        and at.tzinfo is not None
    )
    if not right or not shapes or len(json.dumps(payload)) > MOST_BYTES:
        raise PublishedRefusedError(PublishedRefusedError.__doc__)
    return hall, (day, version, at)
