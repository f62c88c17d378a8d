"""Saying afterwards that it was otherwise: somebody who was ended as served never came, or has not left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.actions.calling import OfTicket, OnTicket, at_open_desk
from madoguchi.engines.reception.actions.taking import CALL, Leaving, told
from madoguchi.engines.reception.actions.undoing import done_at, went_on
from madoguchi.engines.reception.domain.states import AT_A_DESK, EventKind, TicketStatus
from madoguchi.engines.reception.domain.stays import taken_back
from madoguchi.engines.reception.halls import counter_of, hall_of
from madoguchi.engines.reception.models import Ticket, TicketEvent
from madoguchi.engines.reception.recording import (
    as_before,
    changed_meanwhile,
    lock_hall,
    open_ticket,
    record,
)

CORRECTED_WITHIN = timedelta(minutes=30)
"""After this nobody at the desk remembers."""
_ENDED = (EventKind.FINISHED.value, EventKind.TRANSFERRED.value)


class NeverCame(OnTicket):
    """Whoever was the last that the desk ended without anybody having said that they came is absent instead:
    they are called again when they show up, and figures do not take them as served.

    Raises as BringBack does; ChangedMeanwhileError also where somebody has gone on with the ticket, or the
    desk has ended with another one since.
    """

    name: ClassVar[str] = "reception.never_came"
    verb: ClassVar[str] = "absent"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """The end is taken back by the absence, which can be taken back itself."""
        hall, counter, _ = at_open_desk(context, given)
        ticket = open_ticket(context, hall, given.uuid, given.seen)
        end = unproven(context, hall, given.desk)
        if end is None or end.ticket.pk != ticket.pk:
            raise changed_meanwhile(hall, ticket)
        record(
            context,
            ticket,
            EventKind.ABSENT,
            {**as_before(end), "status": TicketStatus.ABSENT.value},
            counter=counter,
            desk=given.desk,
            undoes=end.uuid,
        )
        return ticket


class Reinstate(Action[Leaving, Ticket]):
    """A ticket of today that was struck off by mistake is in line again, where it was in the order; who was
    held or absent then is so again. Of `Leaving` only hall, ticket and `seen` count.

    Raises HallNotFoundError, TicketNotFoundError, and ChangedMeanwhileError where it has not been struck off.
    """

    name: ClassVar[str] = "reception.reinstate"
    permission: ClassVar[str | None] = CALL
    subject_kind: ClassVar[str] = "ticket"

    def perform(self, context: Context, given: Leaving) -> Ticket:
        """Whoever was at a desk waits: the desk may have somebody else by now."""
        hall = hall_of(context.municipality_code, given.hall)
        lock_hall(context, hall)
        ticket = open_ticket(context, hall, given.uuid, given.seen)
        end = TicketEvent.objects.filter(ticket=ticket, version=ticket.version).first()
        if ticket.state is not TicketStatus.LEFT or end is None or end.kind != EventKind.LEFT:
            raise changed_meanwhile(hall, ticket)
        before = dict(as_before(end))
        if before["status"] in AT_A_DESK:
            waits = {"status": TicketStatus.WAITING.value, "desk": "", "calls": 0}
            before |= waits | {"called_at": None, "began_at": None}
        counter = counter_of(hall, ticket.counter)
        record(context, ticket, EventKind.UNDONE, before, counter=counter, desk="", undoes=end.uuid)
        return ticket

    def details(self, given: Leaving, result: Ticket) -> Mapping[str, Any]:
        """Which number."""
        return {"number": result.number}

    def events(self, context: Context, given: Leaving, result: Ticket) -> Iterable[Event]:
        """Somebody waits again."""
        yield told("undone", result)


def unproven(context: Context, hall: Hall, desk: str) -> TicketEvent | None:
    """The last end at a desk, where nobody said that the person had come and nobody has gone on with them;
    None where there is none. To be called inside `tenancy.municipality(...)`.
    """
    recent = done_at(context, hall, desk, CORRECTED_WITHIN)
    ends = recent.filter(kind__in=_ENDED, reason__in=("", "next")).select_related("ticket")
    last = ends.order_by("-id").first()
    if last is None or last.before.get("status") != TicketStatus.CALLED:
        return None
    ticket, planned = last.ticket, last.before.get("then", [])
    # Whoever was sent somewhere else than the pack says has spoken with the clerk.
    sent_as_planned = last.kind == EventKind.FINISHED or planned[:1] == [ticket.counter]
    gone = taken_back(recent.order_by("id").values_list("uuid", "undoes"))
    if not sent_as_planned or last.uuid in gone or went_on(ticket, last):
        return None
    return last
