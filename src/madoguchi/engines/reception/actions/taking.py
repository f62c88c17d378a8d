"""Taking a ticket, and giving it back."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event, NotAllowedError
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import Hall, HallPurpose
from madoguchi.engines.reception.domain.ordering import turn_of_appointment
from madoguchi.engines.reception.domain.reasons import LEAVE_REASONS
from madoguchi.engines.reception.domain.states import EventKind, Lane, Origin, TicketStatus
from madoguchi.engines.reception.errors import HallClosedError, ReasonNotFoundError
from madoguchi.engines.reception.forecasting import told_to
from madoguchi.engines.reception.halls import counter_of, desk_of, hall_of, purpose_of
from madoguchi.engines.reception.models import Ticket, TicketEvent
from madoguchi.engines.reception.recording import (
    changed_meanwhile,
    lock_hall,
    next_number,
    open_ticket,
    record,
)
from madoguchi.engines.reception.stays import note_taken

FOLLOW_BYTES = 10
EVENTS = tuple(
    f"reception.{verb}"
    for verb in (
        "taken", "called", "called_again", "began", "held", "absent", "brought_back", "transferred",
        "finished", "left", "undone", "desk_opened", "desk_closed",
    )
)  # fmt: skip
"""Everything that is told of a hall."""

CALL = "reception.call"


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What somebody comes for (`purpose` of the hall's pack) and how (`origin`).

    `booked_at` is the time of an appointment, `booking_code` its number. `counters` are where the person is
    to go, in order, where it is not what the pack says (the steps of an appointment). `fast` puts a
    pre-application into the fast line also when no card was scanned. Times are aware.
    """

    hall: str
    purpose: str
    origin: Origin = Origin.WALK_IN
    language: str = "ja"
    booked_at: datetime | None = None
    booking_code: str = ""
    counters: tuple[str, ...] = ()
    fast: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """Which ticket is given back, and why (a key of LEAVE_REASONS). `seen` as in `OfTicket`; `follow` is the
    secret of the ticket where its holder gives it back; `desk` where a clerk does it, who can undo it there.
    """

    hall: str
    uuid: UUID
    reason: str = "gone"
    seen: int | None = None
    follow: str = field(default="", repr=False)
    desk: str = ""


class TakeTicket(Action[NewTicket, Ticket]):
    """Give somebody the next number. It is written when this returns; whoever has it in the hand is in line.

    Anybody may: what stands in front of it (a device of the hall, a clerk) says who reaches it.
    Raises HallNotFoundError, PurposeNotFoundError, CounterNotFoundError, and HallClosedError outside the
    hours of the hall for whoever is no clerk.
    """

    name: ClassVar[str] = "reception.take"
    permission: ClassVar[str | None] = None
    subject_kind: ClassVar[str] = "ticket"

    def perform(self, context: Context, given: NewTicket) -> Ticket:
        """Number, ticket and event: three statements."""
        hall = hall_of(context.municipality_code, given.hall)
        if not context.actor.may(CALL):
            _check_open(context, hall)
        purpose = purpose_of(hall, given.purpose)
        stops = [counter_of(hall, one) for one in given.counters or (purpose.counter, *purpose.then)]
        number = next_number(context, hall, purpose.letter)
        turn_at, lane = number.turn_at, _lane(given, purpose)
        if given.booked_at is not None:
            booked = turn_of_appointment(given.booked_at, context.now, hall.late_after)
            turn_at, lane = (booked, Lane.BOOKED) if booked else (turn_at, lane)
        ticket = Ticket.objects.create(
            hall=hall.key,
            day=context.day,
            sequence=number.sequence,
            letter=purpose.letter,
            number=f"{purpose.letter}{number.of_letter:03}",
            purpose=purpose.key,
            origin=given.origin.value,
            lane=lane.value,
            language=given.language if given.language in hall.languages else "ja",
            counter=stops[0].key,
            then=[one.key for one in stops[1:]],
            turn_at=turn_at,
            turn_sequence=number.sequence,
            taken_at=context.now,
            queued_at=context.now,
            booked_at=given.booked_at,
            booking_code=given.booking_code,
            follow=base64.b32encode(secrets.token_bytes(FOLLOW_BYTES)).decode("ascii").lower(),
        )
        TicketEvent.objects.create(
            ticket=ticket, version=1, kind=EventKind.TAKEN.value, at=context.now, counter=stops[0].key
        )
        note_taken(ticket, told_to(hall, ticket, context.now))
        return ticket

    def details(self, given: NewTicket, result: Ticket) -> Mapping[str, Any]:
        """Number and purpose."""
        return {"number": result.number, "hall": result.hall, "purpose": result.purpose, "lane": result.lane}

    def events(self, context: Context, given: NewTicket, result: Ticket) -> Iterable[Event]:
        """Somebody waits."""
        yield told("taken", result)


class CancelTicket(Action[Leaving, Ticket]):
    """Strike a ticket off the line: whoever had it is gone. A clerk does it, or its holder with its secret.

    Raises HallNotFoundError, TicketNotFoundError, ReasonNotFoundError, ChangedMeanwhileError.
    """

    name: ClassVar[str] = "reception.cancel"
    permission: ClassVar[str | None] = None
    subject_kind: ClassVar[str] = "ticket"

    def perform(self, context: Context, given: Leaving) -> Ticket:
        """What is over already stays as it ended."""
        hall = hall_of(context.municipality_code, given.hall)
        if given.reason not in LEAVE_REASONS:
            raise ReasonNotFoundError
        lock_hall(context, hall)
        ticket = open_ticket(context, hall, given.uuid, given.seen)
        if not context.actor.may(CALL) and not hmac.compare_digest(given.follow, ticket.follow):
            raise NotAllowedError(NotAllowedError.__doc__)
        if ticket.state.is_over:
            raise changed_meanwhile(hall, ticket)
        if given.desk:
            desk_of(hall, given.desk)
        leave(context, hall, ticket, given.reason, given.desk)
        return ticket

    def details(self, given: Leaving, result: Ticket) -> Mapping[str, Any]:
        """Number and reason."""
        return {"number": result.number, "reason": given.reason}

    def events(self, context: Context, given: Leaving, result: Ticket) -> Iterable[Event]:
        """Nobody waits with this number any more."""
        yield told("left", result)


def leave(context: Context, hall: Hall, ticket: Ticket, reason: str, desk: str = "") -> None:
    """End a ticket without its having been served to the end; `desk` is where somebody says so."""
    record(
        context,
        ticket,
        EventKind.LEFT,
        {"status": TicketStatus.LEFT.value, "ended_at": context.now, "reason": reason},
        counter=counter_of(hall, ticket.counter),
        desk=desk or (ticket.desk if ticket.state.is_at_a_desk else ""),
        reason=reason,
    )


def told(verb: str, ticket: Ticket) -> Event:
    """What others hear of a ticket: nothing by which a person is known."""
    return Event(
        f"reception.{verb}",
        f"ticket:{ticket.uuid}",
        {
            "hall": ticket.hall,
            "number": ticket.number,
            "counter": ticket.counter,
            "booking_code": ticket.booking_code,
        },
    )


def _check_open(context: Context, hall: Hall) -> None:
    now = context.now.astimezone(TOKYO)
    if hall.hours.is_open(now):
        return
    spans = "、".join(map(str, hall.hours.spans_on(now.date())))
    said = (
        f"きょうの受付は {spans} です。"
        if spans
        else f"きょうは{hall.hours.reason_closed(now.date())}で休みです。"
    )
    raise HallClosedError(f"いまは受付の時間ではありません。{said}")


def _lane(given: NewTicket, purpose: HallPurpose) -> Lane:
    if purpose.fast or given.fast or given.origin is Origin.PRE_APPLICATION:
        return Lane.FAST
    return Lane.NORMAL
