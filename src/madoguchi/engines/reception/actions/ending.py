"""The end of a day: what was left open is closed, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.reception.box_models import HallHome
from madoguchi.engines.reception.domain.states import OPEN, EventKind, TicketStatus
from madoguchi.engines.reception.models import DeskSession, Ticket, TicketEvent
from madoguchi.engines.reception.recording import day_of
from madoguchi.engines.reception.stays import note_event

KEPT_WITH_BOOKING = timedelta(days=30)
"""For so long a ticket says which appointment it was."""


class EndDays(Action[None, int]):
    """Close every ticket and desk of the days before today; returns how many tickets were still open. Tickets
    older than KEPT_WITH_BOOKING lose the number of their appointment.

    It may run any time and again: nothing of today is touched.
    """

    name: ClassVar[str] = "reception.end_days"
    permission: ClassVar[str | None] = "reception.manage"

    def perform(self, context: Context, given: None) -> int:
        """A number says nothing on the day after."""
        today = day_of(context)
        # A hall that a box looks after is ended there, and joined.
        elsewhere = HallHome.objects.values("hall")
        left = list(
            Ticket.objects.select_for_update(skip_locked=True)
            .filter(day__lt=today, status__in=[one.value for one in OPEN])
            .exclude(hall__in=elsewhere)
        )
        for ticket in left:
            before = {"status": ticket.status, "reason": ticket.reason}
            ticket.status, ticket.reason, ticket.ended_at = TicketStatus.LEFT.value, "day_end", context.now
            ticket.version += 1
            ticket.save(update_fields=["status", "reason", "ended_at", "version"])
            TicketEvent.objects.create(
                ticket=ticket,
                version=ticket.version,
                kind=EventKind.LEFT.value,
                at=context.now,
                counter=ticket.counter,
                reason="day_end",
                before=before,
            )
            note_event(ticket, EventKind.LEFT.value)
        DeskSession.objects.filter(day__lt=today, closed_at__isnull=True).exclude(hall__in=elsewhere).update(
            closed_at=context.now, reason="day_end"
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
