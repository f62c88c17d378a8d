"""When a 転入届 is done with, the municipality that was left learns of it, whoever finished it."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.engines.cases.api import Case
from madoguchi.journeys.between_authorities.move_in import MOVED_IN
from madoguchi.journeys.between_authorities.promises import notify_soon


@subscribe("cases.finished")
def notify(context: Context, event: Event) -> None:
    """Promise the notice with the step that finished the case; writing it can fail and be tried again."""
    uuid = UUID(event.subject.partition(":")[2])
    if Case.objects.filter(uuid=uuid, procedure_key=MOVED_IN).exists():
        notify_soon(context.municipality_code, uuid)
