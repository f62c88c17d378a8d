"""Beginning a flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.flows.models import FlowRun
from madoguchi.engines.flows.moving import Move, begin_all
from madoguchi.engines.flows.versions import current_flow, versions_for


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
        return self.perform_all(context, [given])[0]

    def perform_all(self, context: Context, given: Sequence[FlowBeginning]) -> list[FlowRun]:
        """The runs of all subjects with one statement for each table. Raises FlowUnknownError."""
        earlier = FlowRun.objects.filter(subject__in=[one.subject for one in given]).order_by()
        runs = {run.subject: run for run in earlier}
        new = {one.subject: one for one in given if one.subject not in runs}
        flows = {one.flow: current_flow(one.flow) for one in new.values()}
        versions = versions_for(context, flows.values())
        moves = []
        for one in new.values():
            runs[one.subject] = FlowRun(
                municipality_code=context.municipality_code,
                version=versions[one.flow],
                subject=one.subject,
                desk_role=one.desk_role,
                choices=flows[one.flow].chosen(one.choices),
                begun_at=context.now,
            )
            moves.append(Move(context, runs[one.subject]))
        begin_all(moves)
        return [runs[one.subject] for one in given]

    def details(self, given: FlowBeginning, result: FlowRun) -> Mapping[str, Any]:
        """Which flow."""
        return {"flow": given.flow, "subject": given.subject}

    def events(self, context: Context, given: FlowBeginning, result: FlowRun) -> Iterable[Event]:
        """That it began."""
        yield Event("flows.begun", given.subject, {"flow": given.flow})
