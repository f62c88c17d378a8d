"""The code behind packs/common/flow_actions.yaml: what the platform does in a flow by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.vocabulary import Unknown, Value, value_to_json
from madoguchi.engines.approvals.api import ApprovalRequest, Document, Draft, RequestApproval
from madoguchi.engines.approvals.errors import ApprovalError
from madoguchi.engines.cases.api import (
    AcceptCase,
    Case,
    CaseHeldError,
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
from madoguchi.engines.flows.api import (
    FlowTask,
    Performing,
    Service,
    ServiceRefusedError,
    StepHeldError,
    service,
)

SYSTEM = Actor.system("flow")
"""Who does it. The person who finished the step before stands in the story of the flow."""


def _case_step(action: Callable[[], Action[CaseStep, Case]], step: Step, already: Status) -> Service:
    """A step of the case; nothing where it stands there already."""

    def do(context: Context, performing: Performing) -> str:
        uuid = UUID(performing.run.subject.partition(":")[2])
        status = Case.objects.filter(uuid=uuid).values_list("status", flat=True).first()
        if status == already:
            return ""
        as_platform = Context(context.municipality_code, SYSTEM, context.now, "流れによる自動の処理")
        previous = performing.previous
        note = previous.note if previous is not None else ""
        try:
            if status == Status.ARRIVED and not is_possible(Status.ARRIVED, step):
                # Whoever has finished the step before has taken the case up, though no button said so.
                run(AcceptCase(), as_platform, CaseStep(uuid))
            run(action(), as_platform, CaseStep(uuid, note))
        except (CaseNotFoundError, StepNotPossibleError, NoteMissingError) as refused:
            raise ServiceRefusedError(str(refused)) from None
        except CaseHeldError as held:
            raise StepHeldError(str(held)) from None
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


def _known(value: object) -> object:
    """As JSON; None for what nobody knows yet, which is as if it were not asked."""
    return None if isinstance(value, Unknown) else value_to_json(cast("Value", value))


@service("approvals.request")
def _request_approval(context: Context, performing: Performing) -> str:
    """Write the document about the case and send it round; whoever finished the step before has drafted it.

    Asked again after a document was discarded, it is another one.
    """
    wanted, previous = performing.step.approval, performing.previous
    if wanted is None:
        raise ServiceRefusedError(
            "どの文書を回すかが、この版の流れに書かれていません。新しい版に移してください。"
        )
    subject = performing.run.subject
    case = Case.objects.get(uuid=UUID(subject.partition(":")[2]))
    # Names stay in the case: a title stands in lists.
    said = {"procedure": case.procedure_label, "number": case.number_text, "result": ""}
    if previous is not None:
        said["result"] = performing.flow.step(previous.step).results.get(previous.result, "")
    draft = Draft(
        kind=wanted.kind,
        title=wanted.title.format(**said),
        text=wanted.text.format(**said),
        desk=case.desk_role,
        items={key: _known(performing.value(expression)) for key, expression in wanted.items.items()},
        subject=subject,
    )
    number = Document.objects.filter(subject=subject).count()
    drafter = previous.actor_id if previous is not None else ""
    as_platform = Context(context.municipality_code, SYSTEM, context.now, "流れによる決裁の起案")
    try:
        run(RequestApproval(), as_platform, ApprovalRequest(draft, f"{subject}:{number}", drafter=drafter))
    except ApprovalError as refused:
        raise ServiceRefusedError(str(refused)) from None
    return ""
