"""The newest state of each hall as the office published it, kept in the public zone.

No audit entry is written for it: what happened is in the office's log, and this is a copy that is replaced
every few seconds. It holds numbers, counts and minutes, nothing about a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Action, Context
from madoguchi.core.clock import day_of
from madoguchi.core.database.announcing import announce
from madoguchi.engines.reception.domain.leaving import MAY_LEAVE, still_holds
from madoguchi.engines.reception.domain.published_shapes import (
    ShapeError,
    StateShape,
    TypicalShape,
    checked,
)
from madoguchi.engines.reception.domain.states import TicketStatus
from madoguchi.engines.reception.errors import TicketNotFoundError
from madoguchi.engines.reception.models import PublishedHall
from madoguchi.engines.reception.recording import CHANNEL
from madoguchi.engines.reception.state import follow_digest

SILENCE = timedelta(minutes=2)
"""After so long without a word, any state is taken: the office may have gone back to a copy of yesterday."""


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
    stays. Raises PublishedRefusedError for what is no state, with the place that is wrong.
    """
    try:
        told = checked(StateShape, payload)
        usual = None if typical is None else checked(TypicalShape, typical)
    except ShapeError as error:
        raise PublishedRefusedError(f"{PublishedRefusedError.__doc__}（{error}）") from None
    hall = str(told["hall"])
    order = (date.fromisoformat(told["day"]), int(told["version"]), datetime.fromisoformat(told["at"]))
    heard = now or clock.now()
    with tenancy.municipality(code):
        # What was there before is not read: it takes as long as the new one.
        unread = PublishedHall.objects.defer("payload", "typical")
        kept = unread.select_for_update().filter(hall=hall).first()
        if kept is None:
            kept = _first(hall, heard)
        elif order < (kept.day, kept.version, kept.at) and heard - kept.heard_at < SILENCE:
            return False
        kept.day, kept.version, kept.at = order
        kept.payload, kept.heard_at = told, heard
        of_interest = {*wishes_of(kept), *called_meanwhile(kept)}
        kept.leaving = {follow: wished for follow, wished in kept.leaving.items() if follow in of_interest}
        if usual is not None:
            kept.typical = usual
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
        ticket = _ticket(kept, given.follow) if kept else None
        if kept is None or ticket is None or ticket["status"] not in MAY_LEAVE:
            raise TicketNotFoundError
        if kept.leaving.get(given.follow) != ticket["version"]:
            kept.leaving |= {given.follow: ticket["version"]}
            kept.save(update_fields=["leaving"])
        return kept

    def details(self, given: Wish, result: PublishedHall) -> Mapping[str, Any]:
        """The hall; the secret stays out."""
        return {"hall": given.hall}


def published_hall(code: str, hall: str, *, follow: str | None = None) -> PublishedHall | None:
    """What was published last of a hall; None before the first time.

    With `follow` only the ticket of that secret is read with it (empty: none): a page shows one of the
    thousands that a day may have.
    """
    with tenancy.reading(code):
        found = PublishedHall.objects.filter(hall=hall)
        if follow is None:
            return found.first()
        digest = follow_digest(follow)
        mine = KeyTransform(digest, KeyTransform("tickets", "payload"))
        kept = found.defer("payload").annotate(rest=_WITHOUT_TICKETS, mine=mine).first()
        if kept is not None:
            kept.payload = kept.rest | {"tickets": {digest: kept.mine} if kept.mine else {}}
        return kept


_WITHOUT_TICKETS = Func(
    F("payload"),
    Cast(Value("tickets"), TextField()),
    template="(%(expressions)s)",
    arg_joiner=" - ",
    output_field=JSONField(),
)


def wishes_in(code: str, hall: str) -> dict[str, int]:
    """`wishes_of` the newest state; it is read only where somebody gives a ticket back."""
    with tenancy.reading(code):
        leaves = PublishedHall.objects.filter(hall=hall).exclude(leaving={})
        kept = leaves.first()
        return wishes_of(kept) if kept else {}


def wishes_of(kept: PublishedHall) -> dict[str, int]:
    """The tickets that are given back and still wait: versions by secrets."""
    return {
        follow: wished
        for follow, wished in kept.leaving.items()
        if (ticket := _ticket(kept, follow)) and still_holds(ticket["status"], ticket["version"], wished)
    }


def called_meanwhile(kept: PublishedHall) -> frozenset[str]:
    """The secrets of tickets that were called before the hall heard that they are given back."""
    return frozenset(
        follow
        for follow in kept.leaving
        if (ticket := _ticket(kept, follow)) and ticket["status"] == TicketStatus.CALLED
    )


def _ticket(kept: PublishedHall, follow: str) -> dict[str, Any] | None:
    ticket = kept.payload.get("tickets", {}).get(follow_digest(follow))
    # A state that was kept before tickets had versions.
    return None if ticket is None else {"version": 0} | ticket


def _first(hall: str, heard: datetime) -> PublishedHall:
    """The row of a hall, which somebody else may be making at the same moment."""
    try:
        with transaction.atomic():
            return PublishedHall.objects.create(
                hall=hall, day=day_of(heard), version=0, at=heard, heard_at=heard
            )
    except IntegrityError:
        return PublishedHall.objects.select_for_update().get(hall=hall)
