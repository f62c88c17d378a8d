"""What flows of cases wait for."""

from __future__ import annotations

from uuid import uuid5

from madoguchi.core.actions import Context
from madoguchi.engines.approvals.api import Document, State
from madoguchi.engines.flows.api import Waiting, wait
from madoguchi.engines.handover.api import HandoverRecord, Status
from madoguchi.journeys.flow_work.world import case_of

CORRECTED = "cases.corrected"
ACKNOWLEDGED = "handover.acknowledged"
DECIDED = "approvals.decided"
_RESULTS = {State.DECIDED: "approved", State.DISCARDED: "discarded"}


@wait(ACKNOWLEDGED)
def _handover(context: Context, subject: str) -> Waiting:
    """The record of the case's visit, or its own where it came online; without one nothing is awaited."""
    case = case_of(subject)
    if case.source_uuid is None:
        return Waiting(str(case.uuid), "")
    # Made in the same way where a visit is accepted and where an online case is granted.
    keys = [uuid5(case.source_uuid, case.procedure_key), uuid5(case.source_uuid, str(case.uuid))]
    record = HandoverRecord.objects.filter(uuid__in=keys).first()
    if record is None:
        return Waiting(str(case.uuid), "")
    return Waiting(str(record.uuid), "" if record.state is Status.ACKNOWLEDGED else None)


@wait(DECIDED)
def _decision(context: Context, subject: str) -> Waiting:
    """The newest document about the case."""
    document = Document.objects.filter(subject=subject).order_by("-id").first()
    if document is None:
        return Waiting(subject)
    return Waiting(str(document.uuid), _RESULTS.get(document.where))
