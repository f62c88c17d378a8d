"""Who waits at a counter, as the order of calling needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet

from madoguchi.core.actions import Context
from madoguchi.core.packs import Hall, HallCounter
from madoguchi.engines.reception.domain.ordering import Waiting, call_order
from madoguchi.engines.reception.domain.states import Lane, TicketStatus
from madoguchi.engines.reception.models import DeskSession, Ticket


class Known(NamedTuple):
    """What a state needs of a ticket; a hall of thousands is read at every call, and whole rows take long."""

    pk: int
    follow: str
    number: str
    purpose: str
    lane: str
    language: str
    counter: str
    status: str
    turn_at: datetime
    turn_sequence: int
    overtaken: int
    desk: str
    calls: int
    called_at: datetime | None
    booking_code: str
    version: int

    @property
    def state(self) -> TicketStatus:
        """The status as a domain value."""
        return TicketStatus(self.status)


One = TypeVar("One", Ticket, Known)


def known(tickets: QuerySet[Ticket]) -> list[Known]:
    """The tickets of a query, as a state needs them."""
    return [Known(*row) for row in tickets.values_list(*Known._fields)]


@dataclass(frozen=True, slots=True)
class InLine:
    """A ticket that waits; `pk` is its row."""

    pk: int
    purpose: str
    waiting: Waiting


def waiting_at(context: Context, hall: Hall, counter: HallCounter) -> list[InLine]:
    """Everybody who waits at a counter today, in no order. To be called inside
    `tenancy.municipality(...)`.
    """
    rows = Ticket.objects.filter(
        hall=hall.key, day=context.day, counter=counter.key, status=TicketStatus.WAITING.value
    ).values_list("pk", "turn_at", "turn_sequence", "lane", "overtaken", "purpose")
    return [
        InLine(pk, purpose, Waiting(pk, (turn_at, sequence), Lane(lane), overtaken, purpose))
        for pk, turn_at, sequence, lane, overtaken, purpose in rows
    ]


def served_here(session: DeskSession, hall: Hall, one: InLine) -> bool:
    """Whether a desk serves who waits: one that serves some purposes only also takes who was sent here from
    another counter, for nobody has chosen a desk for them.
    """
    return serves(session.purposes, hall, session.counter, one.purpose)


def serves(purposes: list[str], hall: Hall, counter: str, purpose: str) -> bool:
    """Whether a desk with these purposes (empty: all) serves a purpose at its counter."""
    declared = hall.purposes.get(purpose)
    return not purposes or purpose in purposes or declared is None or declared.counter != counter


def ordered(hall: Hall, counter: str, tickets: Sequence[One], now: datetime) -> list[One]:
    """Who of the tickets waits at a counter, in the order of calling."""
    here = {one.pk: one for one in tickets if one.counter == counter and one.status == TicketStatus.WAITING}
    line = [
        Waiting(pk, (one.turn_at, one.turn_sequence), Lane(one.lane), one.overtaken, one.purpose)
        for pk, one in here.items()
    ]
    return [here[one.key] for one in call_order(line, now, hall.overtaken_at_most)]
