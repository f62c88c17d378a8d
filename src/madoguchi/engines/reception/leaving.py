"""A ticket that its holder gives back on the phone, on its way to whoever gives and calls the tickets.

The public zone keeps the wish and tells the office; where a box looks after the hall the office keeps it
until the box asks, which always opens the connection.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.reception.actions.boxes import home_for
from madoguchi.engines.reception.actions.taking import CancelTicket, Leaving
from madoguchi.engines.reception.boxes.homes import box_of
from madoguchi.engines.reception.domain.leaving import read_wishes, still_holds
from madoguchi.engines.reception.errors import HallElsewhereError, ReceptionError
from madoguchi.engines.reception.models import HallHome, Ticket
from madoguchi.engines.reception.reading import ticket_by_follow

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WishesOfHall:
    """Which tickets of a hall are given back: versions by their secrets."""

    hall: str
    wishes: Mapping[str, int] = field(repr=False)


class KeepForBox(Action[WishesOfHall, int]):
    """At the centre: have the box of a hall find at its next question which tickets are given back; how many.

    Raises HallElsewhereError where no box looks after the hall.
    """

    name: ClassVar[str] = "reception.keep_for_box"
    permission: ClassVar[str | None] = None

    def perform(self, context: Context, given: WishesOfHall) -> int:
        """All that stand now: what is settled is not among them any more."""
        home = HallHome.objects.select_for_update().filter(hall=given.hall).first()
        if home is None:
            raise HallElsewhereError("この待合は、受付端末に任せていません。")
        home.leaving = dict(given.wishes)
        home.save(update_fields=["leaving"])
        return len(home.leaving)

    def subject(self, given: WishesOfHall, result: int) -> str:
        """The hall."""
        return f"hall:{given.hall}"

    def details(self, given: WishesOfHall, result: int) -> Mapping[str, Any]:
        """How many; the secrets stay out."""
        return {"hall": given.hall, "tickets": result}


def let_go(code: str, hall: str, given: Any) -> int:
    """Strike off the tickets that their holders give back (`domain.leaving.read_wishes`); how many were.

    Where a box looks after the hall they are kept for it instead, exactly these. What was done with one of
    them meanwhile goes before; hearing of one twice is as once.
    """
    wishes = read_wishes(given)
    context = Context(code, Actor.resident("phone"), purpose="順番の取り消し")
    home = box_of(code, hall)
    if home is not None:
        try:
            if home.leaving != wishes:
                run(KeepForBox(), context, WishesOfHall(hall, wishes))
        except HallElsewhereError:
            logger.info("the hall has just come back from its box; the next state tells the wishes again")
        return 0
    return sum(_struck_off(context, hall, follow, wished) for follow, wished in wishes.items())


def leaving_for_box(context: Context, hall: str, serial: str) -> dict[str, int]:
    """What its box is answered: the wishes that still hold as far as the centre knows.

    Inside `tenancy.municipality(...)`. Raises as `home_for`.
    """
    wishes = read_wishes(home_for(context, hall, serial).leaving)
    known = {one.follow: one for one in Ticket.objects.filter(hall=hall, follow__in=list(wishes))}
    return {
        follow: wished
        for follow, wished in wishes.items()
        if follow in known and still_holds(known[follow].status, known[follow].version, wished)
    }


def _struck_off(context: Context, hall: str, follow: str, wished: int) -> bool:
    ticket = ticket_by_follow(context.municipality_code, follow)
    if ticket is None or ticket.hall != hall or not still_holds(ticket.status, ticket.version, wished):
        return False
    try:
        run(CancelTicket(), context, Leaving(hall, ticket.uuid, seen=ticket.version, follow=ticket.follow))
    except ReceptionError as error:
        logger.info("a ticket was not given back (%s)", type(error).__name__)
        return False
    return True
