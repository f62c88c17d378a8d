"""Whether somebody who was called has come, from what is written down."""

from __future__ import annotations

from madoguchi.core.actions import Context
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.domain.coming import is_doubtful
from madoguchi.engines.reception.domain.states import EventKind, TicketStatus
from madoguchi.engines.reception.forecasting import service_times
from madoguchi.engines.reception.models import Ticket, TicketEvent

_CALLS = (EventKind.CALLED.value, EventKind.CALLED_AGAIN.value)


def may_not_have_come(context: Context, hall: Hall, ticket: Ticket) -> bool:
    """Whether nobody said that who is at a desk came, and the time since the last call says it neither. To be
    called inside `tenancy.municipality(...)`.
    """
    if ticket.state is not TicketStatus.CALLED:
        return False
    calls = TicketEvent.objects.filter(ticket=ticket, kind__in=_CALLS).order_by("-version")
    last = calls.values_list("at", flat=True).first() or context.now
    times, _ = service_times(hall, context.now)
    return is_doubtful(ticket.calls, context.now - last, times.of(ticket.purpose, ticket.lane))
