"""The end of a day: what was left open is closed, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet

from madoguchi.core.actions import Action, Context
from madoguchi.engines.reception.boxes.homes import hall_of_this_box
from madoguchi.engines.reception.boxes.rounds import DAY_END, ended_too_early, is_clock_doubtful
from madoguchi.engines.reception.domain.states import OPEN, EventKind, TicketStatus
from madoguchi.engines.reception.models import DeskSession, HallHome, Ticket, TicketEvent
from madoguchi.engines.reception.recording import as_before, write

KEPT_WITH_BOOKING = timedelta(days=30)
"""For so long a ticket says which appointment it was."""


class EndDays(Action[None, int]):
    """Close every ticket and desk of the days before today; returns how many tickets were still open. Tickets
    older than KEPT_WITH_BOOKING lose the number of their appointment.

    It may run any time and again: nothing of today is touched, but what was closed while the clock was ahead
    and is of today after all waits again. A box whose clock differs from the centre's closes nothing.
    """

    name: ClassVar[str] = "reception.end_days"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: None) -> int:
        """A number says nothing on the day after."""
        today = context.day
        # A hall that a box looks after is ended there, and joined.
        elsewhere = HallHome.objects.values("hall")
        _take_back(context, ended_too_early(context.now).exclude(hall__in=elsewhere))
        own = hall_of_this_box()
        if own is not None and is_clock_doubtful(own[1]):
            return 0
        left = list(
            Ticket.objects.select_for_update(skip_locked=True)
            .filter(day__lt=today, status__in=[one.value for one in OPEN])
            .exclude(hall__in=elsewhere)
        )
        for ticket in left:
            left_now = {"status": TicketStatus.LEFT.value, "reason": DAY_END, "ended_at": context.now}
            write(ticket, EventKind.LEFT, left_now, context.now, counter=ticket.counter, reason=DAY_END)
        DeskSession.objects.filter(day__lt=today, closed_at__isnull=True).exclude(hall__in=elsewhere).update(
            closed_at=context.now, reason=DAY_END
        )
        # Nobody asks any more which appointment it was; what remains are numbers.
        Ticket.objects.filter(day__lt=today - KEPT_WITH_BOOKING).exclude(booking_code="").update(
            booking_code=""
        )
        return len(left)

    def subject(self, given: None, result: int) -> str:
        """All of them."""
        return "reception:days"

    def details(self, given: None, result: int) -> Mapping[str, Any]:
        """How many were left."""
        return {"tickets": result}


def _take_back(context: Context, ended: QuerySet[Ticket]) -> None:
    """Whoever was sent away by a clock that was ahead is where they were; that it happened stays written."""
    for ticket in ended.select_for_update(skip_locked=True):
        event = TicketEvent.objects.filter(ticket=ticket, version=ticket.version).first()
        if event is None or event.kind != EventKind.LEFT.value:
            continue
        write(
            ticket,
            EventKind.UNDONE,
            {**as_before(event), "ended_at": None},
            context.now,
            counter=ticket.counter,
            reason=DAY_END,
            undoes=event.uuid,
        )
