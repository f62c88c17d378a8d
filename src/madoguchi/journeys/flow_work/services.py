"""The code behind packs/common/flow_actions.yaml: what the platform does in a flow by itself."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.approvals.api import ApprovalRequest, Document, Draft, RequestApproval
from madoguchi.engines.approvals.errors import ApprovalError
from madoguchi.engines.cases.api import (
    AcceptCase,
    Case,
    CaseNotFoundError,
    CaseStep,
    DecideCase,
    FinishCase,
    NoteMissingError,
    RejectCase,
    RequestCorrection,
    Status,
    Step,
    StepNotPossibleError,
    is_possible,
)
from madoguchi.engines.flows.api import FlowTask, Performing, Service, ServiceRefusedError, service

SYSTEM = Actor.system("flow")
"""Who does it. The person who finished the step before stands in the story of the flow."""


KIND = "notification"
"""Of the documents that flows send round."""


def _case_step(action: Callable[[], Action[CaseStep, Case]], step: Step, already: Status) -> Service:
    """A step of the case; nothing where it stands there already."""

    def do(context: Context, performing: Performing) -> str:
        uuid = UUID(performing.run.subject.partition(":")[2])
        status = Case.objects.filter(uuid=uuid).values_list("status", flat=True).first()
        if status == already:
            return ""
        as_platform = Context(context.municipality_code, SYSTEM, context.now, "流れによる自動の処理")
        note = performing.previous.note if performing.previous is not None else ""
        try:
            if status == Status.ARRIVED and not is_possible(Status.ARRIVED, step):
                # Whoever has finished the step before has taken the case up, though no button said so.
                run(AcceptCase(), as_platform, CaseStep(uuid))
            run(action(), as_platform, CaseStep(uuid, note))
        except (CaseNotFoundError, StepNotPossibleError, NoteMissingError) as refused:
            raise ServiceRefusedError(str(refused)) from None
        return ""

    return do


for _key, _action, _step, _already in (
    ("cases.decide", DecideCase, Step.DECIDED, Status.DECIDED),
    ("cases.finish", FinishCase, Step.FINISHED, Status.DONE),
    ("cases.reject", RejectCase, Step.REJECTED, Status.REJECTED),
    ("cases.request_correction", RequestCorrection, Step.CORRECTION_REQUESTED, Status.CORRECTION),
):
    service(_key)(_case_step(_action, _step, _already))


@service("flows.remind")
def _remind(context: Context, performing: Performing) -> str:
    """Mark what the reminder is about: every task of a person that is open in the run."""
    FlowTask.objects.filter(run=performing.run, ended_at__isnull=True, kind="person").update(
        reminded_at=context.now
    )
    return ""


@service("approvals.request")
def _request_approval(context: Context, performing: Performing) -> str:
    """Write the document about the case and send it round; whoever finished the step before has drafted it.

    Asked again after a document was discarded, it is another one.
    """
    subject = performing.run.subject
    case = Case.objects.get(uuid=UUID(subject.partition(":")[2]))
    # Names stay in the case: a title stands in lists.
    draft = Draft(
        kind=KIND,
        title=f"{case.procedure_label}（{case.number_text}）の受理について",
        text=f"{case.procedure_label}の内容を審査し、適正と認めたので、受理してよいか伺います。",
        desk=case.desk_role,
        items={"approval.circulation": performing.run.choices.get("circulation") == "with"},
        subject=subject,
    )
    number = Document.objects.filter(subject=subject).count()
    drafter = performing.previous.actor_id if performing.previous is not None else ""
    as_platform = Context(context.municipality_code, SYSTEM, context.now, "流れによる決裁の起案")
    try:
        run(RequestApproval(), as_platform, ApprovalRequest(draft, f"{subject}:{number}", drafter=drafter))
    except ApprovalError as refused:
        raise ServiceRefusedError(str(refused)) from None
    return ""
