"""What becomes of who was called: held, absent, back in line, sent on, finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.reception.actions.calling import OfTicket, OnTicket, at_open_desk, ticket_here
from madoguchi.engines.reception.actions.taking import CALL, told
from madoguchi.engines.reception.domain.reasons import (
    ABSENT_REASONS,
    FINISH_REASONS,
    HOLD_REASONS,
    TRANSFER_REASONS,
)
from madoguchi.engines.reception.domain.states import EventKind, TicketStatus
from madoguchi.engines.reception.errors import CounterNotFoundError, ReasonNotFoundError
from madoguchi.engines.reception.halls import counter_of
from madoguchi.engines.reception.models import Ticket
from madoguchi.engines.reception.moving import finish, send_on
from madoguchi.engines.reception.recording import changed_meanwhile, open_ticket, record


@dataclass(frozen=True, slots=True)
class Transfer:
    """Which ticket goes to which counters, one after the other; otherwise as OfTicket."""

    hall: str
    desk: str
    uuid: UUID
    counters: tuple[str, ...]
    reason: str = "next"
    seen: int | None = None


class HoldTicket(OnTicket):
    """Put somebody aside who goes on later (writes a form, fetches a paper); the place is kept.

    Raises as BeginService does, and ReasonNotFoundError.
    """

    name: ClassVar[str] = "reception.hold"
    verb: ClassVar[str] = "held"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """The desk is free for the next one."""
        _check_reason(given.reason, {"", *HOLD_REASONS})
        return _aside(context, given, EventKind.HELD, TicketStatus.HELD)


class MarkAbsent(OnTicket):
    """Whoever was called did not come; the place is kept until they show up or the day ends.

    Raises as BeginService does, and ReasonNotFoundError.
    """

    name: ClassVar[str] = "reception.absent"
    verb: ClassVar[str] = "absent"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """The desk is free for the next one."""
        _check_reason(given.reason, ABSENT_REASONS)
        return _aside(context, given, EventKind.ABSENT, TicketStatus.ABSENT)


class BringBack(OnTicket):
    """Whoever was held or absent waits again, where they were in the order.

    Raises HallNotFoundError, DeskNotFoundError, DeskNotOpenError, TicketNotFoundError, ChangedMeanwhileError.
    """

    name: ClassVar[str] = "reception.bring_back"
    verb: ClassVar[str] = "brought_back"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """The turn was never changed."""
        hall, counter, _ = at_open_desk(context, given)
        ticket = open_ticket(context, hall, given.uuid, given.seen)
        if ticket.state not in (TicketStatus.HELD, TicketStatus.ABSENT):
            raise changed_meanwhile(hall, ticket)
        changes = {
            "status": TicketStatus.WAITING.value,
            "desk": "",
            "calls": 0,
            "queued_at": context.now,
            "called_at": None,
            "began_at": None,
            "reason": "",
        }
        record(context, ticket, EventKind.BROUGHT_BACK, changes, counter=counter, desk=given.desk)
        return ticket


class TransferTicket(Action[Transfer, Ticket]):
    """Send who is at the desk to one or several counters, one after the other; the place is kept at each.

    Raises as BeginService does, ReasonNotFoundError, and CounterNotFoundError for no counter or the same
    again.
    """

    name: ClassVar[str] = "reception.transfer"
    permission: ClassVar[str | None] = CALL
    subject_kind: ClassVar[str] = "ticket"

    def perform(self, context: Context, given: Transfer) -> Ticket:
        """What the pack said would follow is replaced by what the clerk says."""
        _check_reason(given.reason, TRANSFER_REASONS)
        at = OfTicket(given.hall, given.desk, given.uuid, seen=given.seen)
        hall, counter, _ = at_open_desk(context, at)
        stops = [counter_of(hall, one).key for one in given.counters]
        if not stops:
            raise CounterNotFoundError("送る先の窓口を、1つ以上選んでください。")
        if any(stop == before for before, stop in zip([counter.key, *stops], stops, strict=False)):
            raise CounterNotFoundError("同じ窓口へは送れません。ほかの窓口を選んでください。")
        ticket = ticket_here(context, hall, at)
        send_on(context, hall, ticket, given.desk, stops, given.reason)
        return ticket

    def details(self, given: Transfer, result: Ticket) -> Mapping[str, Any]:
        """Number, from where, to where and why."""
        return {
            "number": result.number,
            "desk": given.desk,
            "counters": list(given.counters),
            "reason": given.reason,
        }

    def events(self, context: Context, given: Transfer, result: Ticket) -> Iterable[Event]:
        """Who waits elsewhere now."""
        yield told("transferred", result)


class FinishTicket(OnTicket):
    """Done at this desk. Where the ticket goes on to another counter, it waits there from now on.

    Raises as BeginService does, and ReasonNotFoundError.
    """

    name: ClassVar[str] = "reception.finish"
    verb: ClassVar[str] = "finished"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """Whoever has a reason to stop goes to no other counter either."""
        _check_reason(given.reason, FINISH_REASONS)
        hall, _, _ = at_open_desk(context, given)
        ticket = ticket_here(context, hall, given)
        finish(context, hall, ticket, given.desk, given.reason)
        return ticket

    def events(self, context: Context, given: OfTicket, result: Ticket) -> Iterable[Event]:
        """Finished, or sent on."""
        yield told("finished" if result.state is TicketStatus.FINISHED else "transferred", result)


def _aside(context: Context, given: OfTicket, kind: EventKind, status: TicketStatus) -> Ticket:
    hall, counter, _ = at_open_desk(context, given)
    ticket = ticket_here(context, hall, given)
    changes = {"status": status.value, "reason": given.reason}
    record(context, ticket, kind, changes, counter=counter, desk=given.desk, reason=given.reason)
    return ticket


def _check_reason(reason: str, reasons: Iterable[str]) -> None:
    if reason not in reasons:
        raise ReasonNotFoundError
