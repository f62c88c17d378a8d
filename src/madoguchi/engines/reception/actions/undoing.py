"""Taking back the last thing that was done at a desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.actions.desks import needed_session, ticket_at
from madoguchi.engines.reception.actions.taking import CALL, told
from madoguchi.engines.reception.domain.states import AT_A_DESK, EventKind
from madoguchi.engines.reception.domain.stays import taken_back
from madoguchi.engines.reception.errors import ChangedMeanwhileError, DeskBusyError, NothingToUndoError
from madoguchi.engines.reception.halls import desk_of, hall_of
from madoguchi.engines.reception.models import Ticket, TicketEvent
from madoguchi.engines.reception.recording import as_before, changed_meanwhile, lock_hall, record

UNDO_WITHIN = timedelta(seconds=60)
"""After this others have acted on it, and people have stood up."""

NEVER_UNDONE = (EventKind.TAKEN.value, EventKind.CALLED_AGAIN.value, EventKind.UNDONE.value)


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A desk of a hall. `event` is what the caller's page offers to take back (None: whatever was last), so
    that a key pressed twice takes back once.
    """

    hall: str
    desk: str
    event: UUID | None = None


class UndoLast(Action[AtDesk, Ticket]):
    """Take back the last thing done at a desk: once more takes back the one before.

    Raises HallNotFoundError, DeskNotFoundError, DeskNotOpenError, NothingToUndoError, DeskBusyError where
    another one is at the desk, and ChangedMeanwhileError where somebody has gone on with the ticket, or
    something else than `event` was last.
    """

    name: ClassVar[str] = "reception.undo"
    permission: ClassVar[str | None] = CALL
    subject_kind: ClassVar[str] = "ticket"

    def perform(self, context: Context, given: AtDesk) -> Ticket:
        """The ticket is as it was; that it was otherwise for a while stays written."""
        hall = hall_of(context.municipality_code, given.hall)
        counter, _ = desk_of(hall, given.desk)
        lock_hall(context, hall)
        needed_session(context, hall, given.desk)
        event = undoable(context, hall, given.desk)
        if event is None:
            raise NothingToUndoError
        if given.event not in (None, event.uuid):
            raise ChangedMeanwhileError(
                "その操作は、もう戻してあるか、あとに別の操作がありました。画面を確かめてください。"
            )
        ticket = event.ticket
        if went_on(ticket, event):
            raise changed_meanwhile(hall, ticket)
        before = as_before(event)
        busy = ticket_at(context, hall, given.desk)
        if busy is not None and busy.pk != ticket.pk and before.get("status") in AT_A_DESK:
            raise DeskBusyError(
                f"{busy.number}番の方がこの席にいます。先に「保留」などにしてから戻してください。"
            )
        try:
            with transaction.atomic():
                record(
                    context,
                    ticket,
                    EventKind.UNDONE,
                    before,
                    counter=counter,
                    desk=given.desk,
                    reason=event.reason,
                    undoes=event.uuid,
                )
        except IntegrityError:
            raise DeskBusyError from None
        return ticket

    def details(self, given: AtDesk, result: Ticket) -> Mapping[str, Any]:
        """Number and desk."""
        return {"number": result.number, "desk": given.desk}

    def events(self, context: Context, given: AtDesk, result: Ticket) -> Iterable[Event]:
        """Where the ticket is again."""
        yield told("undone", result)


def done_at(context: Context, hall: Hall, desk: str, within: timedelta) -> QuerySet[TicketEvent]:
    """What was done at a desk today, so long ago at most; on both sides of now, for clocks are put back."""
    return TicketEvent.objects.filter(
        ticket__hall=hall.key,
        ticket__day=context.day,
        desk=desk,
        at__gte=context.now - within,
        at__lte=context.now + within,
    )


def undoable(context: Context, hall: Hall, desk: str) -> TicketEvent | None:
    """The last thing done at a desk within UNDO_WITHIN that nobody has taken back; None where there is none.

    To be called inside `tenancy.municipality(...)`.
    """
    recent = done_at(context, hall, desk, UNDO_WITHIN)
    gone = taken_back(recent.order_by("id").values_list("uuid", "undoes"))
    rows = recent.exclude(kind__in=NEVER_UNDONE).select_related("ticket").order_by("-id")
    return next((one for one in rows if one.uuid not in gone), None)


def went_on(ticket: Ticket, event: TicketEvent) -> bool:
    """Whether something happened to the ticket after the event that was not taken back again."""
    later = list(TicketEvent.objects.filter(ticket=ticket, version__gt=event.version).order_by("version"))
    gone = taken_back((one.uuid, one.undoes) for one in later)
    return any(
        one.kind not in (EventKind.UNDONE, EventKind.CALLED_AGAIN) and one.uuid not in gone for one in later
    )
