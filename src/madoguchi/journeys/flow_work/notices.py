"""Work that no resident asks for: another authority's notice begins a flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.packs import Flow
from madoguchi.engines.cases.api import (
    AddAttachment,
    AddNote,
    Case,
    CaseStep,
    Channel,
    NewAttachment,
    NewCase,
    NotYourDeskError,
    OpenCases,
    OpenCasesInput,
)
from madoguchi.engines.flows.api import FlowUnknownError
from madoguchi.journeys.flow_work.services import SYSTEM
from madoguchi.journeys.flow_work.world import pack_of
from madoguchi.lib.japanese.text import clean_line

ANY_DESK = "cases.assign"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that came. The same number again is the same notice; `file`: its name and content, if any."""

    number: UUID
    flow: str
    person: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    file: tuple[str, bytes] | None = field(default=None, repr=False)


class ReceiveNotice(Action[Notice, Case]):
    """Open a case for a notice on the desk of its flow, which begins with it; the notice lies in the case."""

    name: ClassVar[str] = "flow_work.receive_notice"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: Notice) -> Case:
        """Raises FlowUnknownError, NotYourDeskError, AttachmentRefusedError, TextError."""
        flow = pack_of(context.municipality_code).flows.get(given.flow)
        if flow is None or flow.notice is None:
            raise FlowUnknownError(FlowUnknownError.__doc__)
        if not may_receive(context, flow):
            raise NotYourDeskError(NotYourDeskError.__doc__)
        person = clean_line(given.person, LONGEST_NAME)
        new = NewCase(flow.key, flow.label, flow.notice.desk, person_name=person)
        as_platform = Context(
            context.municipality_code, SYSTEM, context.now, f"{flow.notice.label}の受け付け"
        )
        (case,) = run(OpenCases(), as_platform, OpenCasesInput(given.number, (new,), Channel.NOTICE))
        if given.note.strip():
            run(AddNote(), context, CaseStep(case.uuid, given.note))
        if given.file is not None:
            run(AddAttachment(), context, NewAttachment(case.uuid, *given.file))
        return case

    def subject(self, given: Notice, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: Notice, result: Case) -> Mapping[str, Any]:
        """Which flow, and whether the notice itself came with it."""
        return {"flow": given.flow, "file": given.file is not None}


def may_receive(context: Context, flow: Flow) -> bool:
    """Whether the actor works on the desk to which such notices go."""
    if flow.notice is None or not context.actor.may(ReceiveNotice.permission or ""):
        return False
    return flow.notice.desk in context.actor.desks or context.actor.may(ANY_DESK)
