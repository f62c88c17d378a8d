"""Calling: the next one, a certain one, once more; and beginning with who has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import F

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import Hall, HallCounter
from madoguchi.engines.reception.actions.desks import needed_session, refuse_busy, ticket_at
from madoguchi.engines.reception.actions.taking import CALL, told
from madoguchi.engines.reception.coming import may_not_have_come
from madoguchi.engines.reception.domain.ordering import next_to_call, overtaken_by
from madoguchi.engines.reception.domain.states import EventKind, TicketStatus
from madoguchi.engines.reception.errors import (
    ChangedMeanwhileError,
    CounterNotFoundError,
    DidTheyComeError,
    NobodyWaitsError,
)
from madoguchi.engines.reception.halls import desk_of, hall_of
from madoguchi.engines.reception.models import DeskSession, Ticket
from madoguchi.engines.reception.moving import finish
from madoguchi.engines.reception.queues import served_here, waiting_at
from madoguchi.engines.reception.recording import changed_meanwhile, lock_hall, open_ticket, record


@dataclass(frozen=True, slots=True)
class Next:
    """Whose next one is called. `current` is whom the caller's page shows at the desk (None: nobody): a key
    pressed twice, or on an old page, calls nobody. `came`: whether that person came; None: nobody said.
    """

    hall: str
    desk: str
    current: UUID | None = None
    came: bool | None = None


@dataclass(frozen=True, slots=True)
class OfTicket:
    """A ticket, and the desk at which somebody does something with it. `reason` is a key of the verb's
    reasons.

    `seen` is the version of the ticket on the caller's page; None: whatever happened meanwhile.
    """

    hall: str
    desk: str
    uuid: UUID
    reason: str = ""
    seen: int | None = None


class OnTicket(Action[OfTicket, Ticket]):
    """What a clerk does with one ticket at a desk: `events` tell it as `verb`."""

    permission: ClassVar[str | None] = CALL
    subject_kind: ClassVar[str] = "ticket"
    verb: ClassVar[str]

    def details(self, given: OfTicket, result: Ticket) -> Mapping[str, Any]:
        """Number, desk and reason."""
        return {"number": result.number, "desk": given.desk, "reason": given.reason}

    def events(self, context: Context, given: OfTicket, result: Ticket) -> Iterable[Event]:
        """What was done."""
        yield told(self.verb, result)


class CallNext(Action[Next, Ticket]):
    """End with who is at the desk and call whoever is next in the order. Who did not come is absent.

    Raises HallNotFoundError, DeskNotFoundError, DeskNotOpenError, ChangedMeanwhileError where somebody
    else is at the desk than the caller saw, NobodyWaitsError, and DidTheyComeError where nobody said whether
    the person came and it is doubtful: then nothing was ended either.
    """

    name: ClassVar[str] = "reception.call_next"
    permission: ClassVar[str | None] = CALL
    subject_kind: ClassVar[str] = "ticket"

    def perform(self, context: Context, given: Next) -> Ticket:
        """The order is worked out anew: whatever the page showed, who waits now counts."""
        hall = hall_of(context.municipality_code, given.hall)
        counter, desk = desk_of(hall, given.desk)
        lock_hall(context, hall)
        session = needed_session(context, hall, given.desk)
        current = ticket_at(context, hall, given.desk)
        if (current and current.uuid) != given.current:
            raise ChangedMeanwhileError(
                f"{desk.label}では、もう{current.number}番を呼び出しています。"
                if current
                else f"{desk.label}の方は、もう終わっています。もう一度「次を呼ぶ」を押してください。"
            )
        waiting = [
            one.waiting for one in waiting_at(context, hall, counter) if served_here(session, hall, one)
        ]
        chosen = next_to_call(waiting, context.now, hall.overtaken_at_most)
        if chosen is None:
            raise NobodyWaitsError(
                f"「{counter.label}」で待っている方はいません。いまの方を終えるときは「終わり」を押してください。"
                if current
                else f"「{counter.label}」で待っている方はいません。"
            )
        if current is not None:
            _end_with(context, hall, current, given)
        ticket = Ticket.objects.get(pk=chosen.key)
        call(context, ticket, counter, given.desk)
        passed = overtaken_by(chosen, waiting)
        if passed:
            Ticket.objects.filter(pk__in=passed).update(overtaken=F("overtaken") + 1)
        return ticket

    def details(self, given: Next, result: Ticket) -> Mapping[str, Any]:
        """Number and desk, and whether the one before came where somebody said so."""
        said = {} if given.came is None else {"came": given.came}
        return {"number": result.number, "desk": given.desk, **said}

    def events(self, context: Context, given: Next, result: Ticket) -> Iterable[Event]:
        """Who was called."""
        yield told("called", result)


class CallTicket(OnTicket):
    """Call a certain one of the counter: held, absent, or out of turn.

    Raises as CallNext does, TicketNotFoundError, and DeskBusyError while somebody is at the desk.
    """

    name: ClassVar[str] = "reception.call"
    verb: ClassVar[str] = "called"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """Whoever is overtaken by it has it counted."""
        hall, counter, session = at_open_desk(context, given)
        ticket = open_ticket(context, hall, given.uuid, given.seen)
        if ticket.state not in (TicketStatus.WAITING, TicketStatus.HELD, TicketStatus.ABSENT):
            raise changed_meanwhile(hall, ticket)
        if ticket.counter != counter.key:
            raise CounterNotFoundError(
                f"{ticket.number}番は、いま「{hall.counters[ticket.counter].label}」にいます。"
                "そちらから送ってもらってください。"
            )
        refuse_busy(context, hall, given.desk)
        line = waiting_at(context, hall, counter)
        called = next((one for one in line if one.pk == ticket.pk), None)
        if called is not None:
            others = [one.waiting for one in line if served_here(session, hall, one)]
            passed = overtaken_by(called.waiting, others)
            Ticket.objects.filter(pk__in=passed).update(overtaken=F("overtaken") + 1)
        call(context, ticket, counter, given.desk)
        return ticket


class CallAgain(OnTicket):
    """Call the one of this desk once more. Raises as BeginService does."""

    name: ClassVar[str] = "reception.call_again"
    verb: ClassVar[str] = "called_again"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """Counted: after some calls a clerk marks the person absent."""
        hall, counter, _ = at_open_desk(context, given)
        ticket = ticket_here(context, hall, given)
        record(
            context,
            ticket,
            EventKind.CALLED_AGAIN,
            {"calls": ticket.calls + 1},
            counter=counter,
            desk=given.desk,
        )
        return ticket


class BeginService(OnTicket):
    """The person has come to the desk.

    Raises HallNotFoundError, DeskNotFoundError, DeskNotOpenError, TicketNotFoundError, and
    ChangedMeanwhileError where the ticket is not at this desk any more.
    """

    name: ClassVar[str] = "reception.begin"
    verb: ClassVar[str] = "began"

    def perform(self, context: Context, given: OfTicket) -> Ticket:
        """Twice is once."""
        hall, counter, _ = at_open_desk(context, given)
        ticket = ticket_here(context, hall, given)
        if ticket.state is TicketStatus.CALLED:
            _begin(context, ticket, counter, given.desk)
        return ticket


def _begin(context: Context, ticket: Ticket, counter: HallCounter, desk: str) -> None:
    began = {"status": TicketStatus.SERVING.value, "began_at": context.now}
    record(context, ticket, EventKind.BEGAN, began, counter=counter, desk=desk)


def _end_with(context: Context, hall: Hall, current: Ticket, given: Next) -> None:
    if given.came is None and may_not_have_come(context, hall, current):
        raise DidTheyComeError(f"{current.number}番の方は来ましたか。")
    counter, _ = desk_of(hall, given.desk)
    if current.state is TicketStatus.CALLED and given.came is False:
        absent = {"status": TicketStatus.ABSENT.value, "reason": ""}
        record(context, current, EventKind.ABSENT, absent, counter=counter, desk=given.desk)
    else:
        if given.came and current.state is TicketStatus.CALLED:
            _begin(context, current, counter, given.desk)
        finish(context, hall, current, given.desk)


def call(context: Context, ticket: Ticket, counter: HallCounter, desk: str) -> None:
    """Have somebody come to a desk."""
    record(
        context,
        ticket,
        EventKind.CALLED,
        {
            "status": TicketStatus.CALLED.value,
            "desk": desk,
            "called_at": context.now,
            "began_at": None,
            "calls": 1,
            "reason": "",
        },
        counter=counter,
        desk=desk,
    )


def at_open_desk(context: Context, given: OfTicket) -> tuple[Hall, HallCounter, DeskSession]:
    """The hall (locked), the counter and the session of the desk at which something is done.

    Raises HallNotFoundError, DeskNotFoundError, DeskNotOpenError.
    """
    hall = hall_of(context.municipality_code, given.hall)
    counter, _ = desk_of(hall, given.desk)
    lock_hall(context, hall)
    return hall, counter, needed_session(context, hall, given.desk)


def ticket_here(context: Context, hall: Hall, given: OfTicket) -> Ticket:
    """The ticket, which is at this desk now. Raises TicketNotFoundError, ChangedMeanwhileError."""
    ticket = open_ticket(context, hall, given.uuid, given.seen)
    if not ticket.state.is_at_a_desk or ticket.desk != given.desk:
        raise changed_meanwhile(hall, ticket)
    return ticket
