"""Opening and closing desks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import Hall, HallDesk
from madoguchi.engines.reception.coming import may_not_have_come
from madoguchi.engines.reception.domain.reasons import CLOSE_REASONS
from madoguchi.engines.reception.domain.states import AT_A_DESK
from madoguchi.engines.reception.errors import (
    DeskBusyError,
    DeskNotOpenError,
    DeskTakenError,
    ReasonNotFoundError,
)
from madoguchi.engines.reception.halls import desk_of, hall_of, purpose_of
from madoguchi.engines.reception.models import DeskSession, Ticket
from madoguchi.engines.reception.moving import finish
from madoguchi.engines.reception.recording import group_of, lock_hall


@dataclass(frozen=True, slots=True)
class Opening:
    """Which desk opens; `purposes` are what it serves (empty: whatever comes to its counter).
    `take_over`: also when somebody else has it open.
    """

    hall: str
    desk: str
    purposes: tuple[str, ...] = ()
    take_over: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """Which desk closes, and why (a key of CLOSE_REASONS). `current` is whom the caller's page shows there,
    whose visit ends with it (None: nobody).
    """

    hall: str
    desk: str
    reason: str = "end"
    current: UUID | None = None


class OpenDesk(Action[Opening, DeskSession]):
    """A clerk begins to call at a desk, or changes what is served there.

    Raises HallNotFoundError, DeskNotFoundError, PurposeNotFoundError, and DeskTakenError where somebody
    else has it open.
    """

    name: ClassVar[str] = "reception.open_desk"
    permission: ClassVar[str | None] = "reception.call"
    subject_kind: ClassVar[str] = "desk_session"

    def perform(self, context: Context, given: Opening) -> DeskSession:
        """The same desk twice is the same session, unless it now serves something else or somebody takes
        over.
        """
        hall = hall_of(context.municipality_code, given.hall)
        counter, desk = desk_of(hall, given.desk)
        purposes = sorted({purpose_of(hall, one).key for one in given.purposes})
        lock_hall(context, hall)
        known = open_session(context, hall, given.desk)
        if known is not None:
            if known.opened_by == context.actor.id and known.purposes == purposes:
                return known
            if known.opened_by != context.actor.id and not given.take_over:
                raise _taken(desk, known)
            _close(context, known, "change")
        return DeskSession.objects.create(
            hall=hall.key,
            day=context.day,
            counter=counter.key,
            desk=desk.key,
            purposes=purposes,
            group=group_of(context, counter),
            opened_by=context.actor.id,
            opened_by_name=context.actor.told_name,
            opened_at=context.now,
        )

    def details(self, given: Opening, result: DeskSession) -> Mapping[str, Any]:
        """Where, and what for."""
        return {"hall": result.hall, "desk": result.desk, "purposes": result.purposes}

    def events(self, context: Context, given: Opening, result: DeskSession) -> Iterable[Event]:
        """One desk more."""
        yield Event("reception.desk_opened", f"desk_session:{result.uuid}", {"desk": result.desk})


class CloseDesk(Action[Closing, DeskSession]):
    """A desk calls nobody any more: lunch, other work, the end of the day.

    Raises HallNotFoundError, DeskNotFoundError, ReasonNotFoundError, DeskNotOpenError, and DeskBusyError
    while somebody else than `current` is there, or somebody of whom it is doubtful that they came.
    """

    name: ClassVar[str] = "reception.close_desk"
    permission: ClassVar[str | None] = "reception.call"
    subject_kind: ClassVar[str] = "desk_session"

    def perform(self, context: Context, given: Closing) -> DeskSession:
        """Whoever waits goes on waiting for another desk of the counter."""
        hall = hall_of(context.municipality_code, given.hall)
        desk_of(hall, given.desk)
        if given.reason not in CLOSE_REASONS:
            raise ReasonNotFoundError
        lock_hall(context, hall)
        session = needed_session(context, hall, given.desk)
        here = ticket_at(context, hall, given.desk)
        if here is not None and here.uuid == given.current and not may_not_have_come(context, hall, here):
            finish(context, hall, here, given.desk)
        refuse_busy(context, hall, given.desk)
        _close(context, session, given.reason)
        return session

    def details(self, given: Closing, result: DeskSession) -> Mapping[str, Any]:
        """Where, and why."""
        return {"hall": result.hall, "desk": result.desk, "reason": given.reason}

    def events(self, context: Context, given: Closing, result: DeskSession) -> Iterable[Event]:
        """One desk less."""
        yield Event("reception.desk_closed", f"desk_session:{result.uuid}", {"desk": result.desk})


def open_session(context: Context, hall: Hall, desk: str) -> DeskSession | None:
    """The session of a desk that is open today; None where it is closed."""
    return DeskSession.objects.filter(
        hall=hall.key, day=context.day, desk=desk, closed_at__isnull=True
    ).first()


def needed_session(context: Context, hall: Hall, desk: str) -> DeskSession:
    """The open session of a desk. Raises DeskNotOpenError, and DeskTakenError where a colleague has opened
    it: a page that was left open somewhere does not end the visit of somebody whom another serves.
    """
    found = open_session(context, hall, desk)
    if found is None:
        raise DeskNotOpenError
    if context.actor.kind == "staff" and found.opened_by != context.actor.id:
        raise _taken(desk_of(hall, desk)[1], found)
    return found


def ticket_at(context: Context, hall: Hall, desk: str) -> Ticket | None:
    """Who is at a desk now; None where nobody is."""
    return Ticket.objects.filter(
        hall=hall.key, day=context.day, desk=desk, status__in=[one.value for one in AT_A_DESK]
    ).first()


def refuse_busy(context: Context, hall: Hall, desk: str) -> None:
    """Raises DeskBusyError while somebody is at the desk."""
    busy = ticket_at(context, hall, desk)
    if busy is not None:
        raise DeskBusyError(
            f"{busy.number}番の方が、まだこの席にいます。先に「終わり」「保留」「不在」のどれかを押してください。"
        )


def _taken(desk: HallDesk, session: DeskSession) -> DeskTakenError:
    return DeskTakenError(
        f"{desk.label}は、{session.opened_by_name or 'ほかの職員'}さんが開いています。"
        "交代するときは「交代して開く」を押してください。"
    )


def _close(context: Context, session: DeskSession, reason: str) -> None:
    session.closed_at, session.reason = context.now, reason
    session.save(update_fields=["closed_at", "reason"])
