"""Moving runs that go on to the present version of their flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.flows.actions.locking import locked_run
from madoguchi.engines.flows.domain.moving_over import hindrances
from madoguchi.engines.flows.models import FlowRun, RunState
from madoguchi.engines.flows.moving import Move
from madoguchi.engines.flows.versions import current_flow, flow_of, versions_for


class MovingNotPossibleError(Exception):
    """この進行は、新しい版に移せません。"""


@dataclass(frozen=True, slots=True)
class RunMoving:
    """Which run."""

    uuid: UUID


class MoveRun(Action[RunMoving, FlowRun]):
    """Go on by the present version of the flow, from the steps at which the run stands.

    What was finished stays as it was. Options that are new have their default.
    """

    name: ClassVar[str] = "flows.move_run"
    permission: ClassVar[str | None] = "cases.assign"

    def perform(self, context: Context, given: RunMoving) -> FlowRun:
        """Raises FlowNotFoundError, FlowUnknownError, MovingNotPossibleError with the reason."""
        row, tasks = locked_run(uuid=given.uuid)
        before, after = flow_of(row.version), current_flow(row.version.key)
        if row.state != RunState.RUNNING.value or before.fingerprint == after.fingerprint:
            return row
        reasons = hindrances(before, after, row.living)
        if reasons:
            raise MovingNotPossibleError(" ".join(reasons))
        row.version = versions_for(context, [after])[after.key]
        row.choices = after.chosen(
            {
                key: value
                for key, value in row.choices.items()
                if key in after.options and value in after.options[key].choices
            }
        )
        row.save(update_fields=["version", "choices"])
        Move(context, row, tasks).look_again()
        return row

    def details(self, given: RunMoving, result: FlowRun) -> Mapping[str, Any]:
        """Where to."""
        return {"flow": result.version.key, "version": result.version.fingerprint[:12]}
