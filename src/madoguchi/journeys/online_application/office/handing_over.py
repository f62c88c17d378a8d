"""What a desk has granted goes to the core system, as what the counter accepts does."""

from __future__ import annotations

from uuid import UUID, uuid5

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.core.clock import TOKYO
from madoguchi.engines.cases.api import Case, Channel
from madoguchi.engines.handover.api import NewHandover, record_handovers
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.applications import current_version
from madoguchi.journeys.online_application.office.filing import filed


@subscribe("cases.decided")
@subscribe("cases.finished")
def _granted(context: Context, event: Event) -> None:
    """Record the hand-over of a case that came online, once, in the desk's own transaction.

    The counter hands over when it accepts, since somebody has looked at the papers; here the desk is the
    first who looks, so it is handed over with the decision, or with the end where there was none.
    """
    uuid = UUID(event.subject.removeprefix("case:"))
    case = Case.objects.filter(uuid=uuid, channel=Channel.ONLINE.value).first()
    if case is None or case.source_uuid is None:
        return
    application = Application.objects.filter(uuid=case.source_uuid).first()
    if application is None:
        return
    version = current_version(application)
    found = filed(context.municipality_code, version.content, version.verified_at)
    procedure = found.pack.procedures.get(case.procedure_key)
    if procedure is None or procedure.handover is None:
        return
    payload = {
        "procedure": procedure.key,
        "persons": None if case.person_index is None else [case.person_index],
        "filed_on": version.verified_at.astimezone(TOKYO).date().isoformat(),
        "answers": found.answers,
    }
    # The same case always makes the same key: decided and then finished, it is handed over once.
    record_handovers(context, [NewHandover.of(procedure, payload, uuid5(application.uuid, str(case.uuid)))])
