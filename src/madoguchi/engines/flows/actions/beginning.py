"""Beginning a flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.flows.models import FlowRun
from madoguchi.engines.flows.moving import Move
from madoguchi.engines.flows.versions import current_flow, version_for


@dataclass(frozen=True, slots=True)
class FlowBeginning:
    """Which flow for which subject, and what the municipality chose of its options.

    `desk_role` is the desk that has the subject: it does what stands in lanes without a desk.
    """

    subject: str
    flow: str
    desk_role: str
    choices: Mapping[str, str] = field(default_factory=dict)


class BeginFlow(Action[FlowBeginning, FlowRun]):
    """Begin a flow as the packs have it now. For a subject that has one, that one is given."""

    name: ClassVar[str] = "flows.begin"
    permission: ClassVar[str | None] = "counter_visit.accept"

    def perform(self, context: Context, given: FlowBeginning) -> FlowRun:
        """Raises FlowUnknownError."""
        earlier = FlowRun.objects.filter(subject=given.subject).first()
        if earlier is not None:
            return earlier
        flow = current_flow(given.flow)
        row = FlowRun(
            municipality_code=context.municipality_code,
            version=version_for(context, flow),
            subject=given.subject,
            desk_role=given.desk_role,
            choices=flow.chosen(given.choices),
            begun_at=context.now,
        )
        row.save(force_insert=True)
        Move(context, row).begin()
        return row

    def details(self, given: FlowBeginning, result: FlowRun) -> Mapping[str, Any]:
        """Which flow."""
        return {"flow": given.flow, "subject": given.subject}

    def events(self, context: Context, given: FlowBeginning, result: FlowRun) -> Iterable[Event]:
        """That it began."""
        yield Event("flows.begun", given.subject, {"flow": given.flow})
