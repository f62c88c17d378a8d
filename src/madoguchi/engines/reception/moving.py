"""Where somebody goes after a desk: to the next counter, or home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from madoguchi.core.actions import Context
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.domain.states import EventKind, TicketStatus
from madoguchi.engines.reception.halls import desk_of
from madoguchi.engines.reception.models import Ticket
from madoguchi.engines.reception.recording import record


def finish(context: Context, hall: Hall, ticket: Ticket, desk: str, reason: str = "") -> None:
    """End with somebody at a desk. Where counters follow and nothing hinders, the person waits for the
    next.
    """
    if ticket.then and not reason:
        send_on(context, hall, ticket, desk, ticket.then, reason="next")
        return
    record(
        context,
        ticket,
        EventKind.FINISHED,
        {
            "status": TicketStatus.FINISHED.value,
            "began_at": ticket.began_at or ticket.called_at,
            "ended_at": context.now,
            "reason": reason,
        },
        counter=desk_of(hall, desk)[0],
        desk=desk,
        reason=reason,
    )


def send_on(
    context: Context, hall: Hall, ticket: Ticket, desk: str, counters: Sequence[str], reason: str
) -> None:
    """Have somebody wait at the first of `counters`, and afterwards at the others, each time by the same
    turn.
    """
    changes: dict[str, Any] = {
        "status": TicketStatus.WAITING.value,
        "counter": counters[0],
        "then": list(counters[1:]),
        "desk": "",
        "calls": 0,
        "overtaken": 0,
        "queued_at": context.now,
        "called_at": None,
        "began_at": None,
        "reason": reason,
    }
    record(
        context,
        ticket,
        EventKind.TRANSFERRED,
        changes,
        counter=desk_of(hall, desk)[0],
        desk=desk,
        reason=reason,
    )
