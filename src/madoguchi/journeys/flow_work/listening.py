"""What happens to cases moves their flows."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, Event, run, run_all, subscribe
from madoguchi.engines.cases.api import AcceptCase, Case, CaseStep, Channel, StartCase, Status, may_work_on
from madoguchi.engines.flows.api import (
    BeginFlow,
    CancelFlow,
    FlowBeginning,
    FlowEnd,
    Happened,
    tell_flow,
)
from madoguchi.journeys.flow_work.services import SYSTEM
from madoguchi.journeys.flow_work.waits import ACKNOWLEDGED, CORRECTED, DECIDED
from madoguchi.journeys.flow_work.world import case_of, pack_of, subject_of

CHANNEL = "channel"
"""An option of this name is not the municipality's: it says how the case came."""


@subscribe("cases.opened")
def _begin(context: Context, event: Event) -> None:
    """The flow of the procedure begins with the case, in its transaction, with those of the others."""
    pack = pack_of(context.municipality_code)
    procedure = pack.procedures.get(event.data["procedure"])
    flow = None if procedure is None else procedure.flow
    if event.data["channel"] == Channel.NOTICE:
        # It is named after its flow: no resident has such a procedure.
        flow = event.data["procedure"]
    if flow is None:
        return
    choices = {**pack.municipality.flows.get(flow, {}), CHANNEL: event.data["channel"]}
    beginning = FlowBeginning(event.subject, flow, event.data["desk_role"], choices)
    tenancy.at_end(_begin_all, (_as_platform(context, "案件の流れを始める"), beginning))


def _begin_all(asked: list[tuple[Context, FlowBeginning]]) -> None:
    run_all(BeginFlow(), asked[0][0], [beginning for _, beginning in asked])


@subscribe("cases.finished")
@subscribe("cases.rejected")
@subscribe("cases.withdrawn")
def _end(context: Context, event: Event) -> None:
    """A case that is over has nothing left to do, unless its flow ended it."""
    if context.actor != SYSTEM:
        run(CancelFlow(), _as_platform(context, "案件が終わった"), FlowEnd(event.subject))


@subscribe("cases.corrected")
@subscribe("cases.started")
def _corrected(context: Context, event: Event) -> None:
    """It came online, or on paper: then somebody begins to examine the case again."""
    tell_flow(_as_platform(context, "補正が届いた"), Happened(CORRECTED, event.subject))


@subscribe(ACKNOWLEDGED)
def _acknowledged(context: Context, event: Event) -> None:
    for record in event.data["records"]:
        tell_flow(_as_platform(context, "基幹システムに入った"), Happened(ACKNOWLEDGED, record))


@subscribe("approvals.decided")
def _approved(context: Context, event: Event) -> None:
    document = event.subject.removeprefix("approval:")
    tell_flow(_as_platform(context, "決裁が済んだ"), Happened(DECIDED, document, "approved"))


@subscribe("approvals.discarded")
def _discarded(context: Context, event: Event) -> None:
    document = event.subject.removeprefix("approval:")
    tell_flow(_as_platform(context, "起案が廃案になった"), Happened(DECIDED, document, "discarded"))


@subscribe("assessments.survey_ordered")
@subscribe("assessments.survey_assigned")
@subscribe("assessments.opinion_requested")
@subscribe("assessments.opinion_received")
@subscribe("assessments.first_stage_read")
def _assessed(context: Context, event: Event) -> None:
    """What happens to the assessment of a case, which it names as its subject."""
    tell_flow(_as_platform(context, "調査・意見書の知らせ"), Happened(event.name, event.data["subject"]))


@subscribe("flows.task_claimed")
@subscribe("flows.task_finished")
def _started(context: Context, event: Event) -> None:
    """Whoever takes up or finishes the first step has begun to examine the case."""
    if context.actor.kind != "staff" or not event.subject.startswith("case:"):
        return
    case = Case.objects.filter(uuid=UUID(event.subject.removeprefix("case:"))).only("uuid").first()
    if case is not None:
        begin_examining(context, case.uuid)


def begin_examining(context: Context, uuid: UUID) -> None:
    """Bring a case that has just come to where somebody examines it, where the desk is one's own."""
    case = case_of(subject_of(uuid))
    if not may_work_on(context.actor, case):
        return
    if case.state is Status.ARRIVED:
        run(AcceptCase(), context, CaseStep(uuid))
        case = case_of(subject_of(uuid))
    if case.state is Status.ACCEPTED:
        run(StartCase(), context, CaseStep(uuid))


def _as_platform(context: Context, purpose: str) -> Context:
    return Context(context.municipality_code, SYSTEM, context.now, purpose)
