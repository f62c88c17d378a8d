"""The code behind packs/common/flow_actions.yaml: what the platform does in a flow by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.cases.api import (
    Case,
    CaseNotFoundError,
    CaseStep,
    DecideCase,
    FinishCase,
    NoteMissingError,
    RejectCase,
    RequestCorrection,
    Status,
    StepNotPossibleError,
)
from madoguchi.engines.flows.api import FlowTask, Performing, Service, ServiceRefusedError

SYSTEM = Actor.system("flow")
"""Who does it. The person who finished the step before stands in the story of the flow."""


def _case_step(action: Callable[[], Action[CaseStep, Case]], already: Status) -> Service:
    """A step of the case; nothing where it stands there already."""

    def do(context: Context, performing: Performing) -> str:
        uuid = UUID(performing.run.subject.partition(":")[2])
        if Case.objects.filter(uuid=uuid, status=already.value).exists():
            return ""
        as_platform = Context(context.municipality_code, SYSTEM, context.now, "流れによる自動の処理")
        note = performing.previous.note if performing.previous is not None else ""
        try:
            run(action(), as_platform, CaseStep(uuid, note))
        except (CaseNotFoundError, StepNotPossibleError, NoteMissingError) as refused:
            raise ServiceRefusedError(str(refused)) from None
        return ""

    return do


def _remind(context: Context, performing: Performing) -> str:
    """Mark what the reminder is about: every task of a person that is open in the run."""
    FlowTask.objects.filter(run=performing.run, ended_at__isnull=True, kind="person").update(
        reminded_at=context.now
    )
    return ""


SERVICES: Mapping[str, Service] = {
    "cases.decide": _case_step(DecideCase, Status.DECIDED),
    "cases.finish": _case_step(FinishCase, Status.DONE),
    "cases.reject": _case_step(RejectCase, Status.REJECTED),
    "cases.request_correction": _case_step(RequestCorrection, Status.CORRECTION),
    "flows.remind": _remind,
}
