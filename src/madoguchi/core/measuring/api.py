"""The door of measuring: leave a time, read durations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.accounts.actor import ActorKind
from madoguchi.core.measuring.models import StepTime

__all__ = ["Duration", "durations", "record", "steps"]


@dataclass(frozen=True)
class Duration:
    """How long a journey took from one step to the next one that was recorded."""

    from_step: str
    to_step: str
    took: timedelta


def record(
    step: str, journey_id: UUID, *, actor_kind: ActorKind = "staff", at: datetime | None = None
) -> StepTime:
    """Leave the time of a step (`counter_visit.scanned`); `at` defaults to now.

    To be called inside `tenancy.municipality(...)`. `at` may lie in the past: what happened on the phone is
    told by the sealed envelope.
    """
    return StepTime.objects.create(
        step=step, journey_id=journey_id, at=at or clock.now(), actor_kind=actor_kind
    )


def steps(journey_id: UUID) -> list[StepTime]:
    """The steps of a journey in the order of their times."""
    return list(StepTime.objects.filter(journey_id=journey_id).order_by("at", "id"))


def durations(journey_id: UUID) -> list[Duration]:
    """What passed between each two steps that follow each other."""
    recorded = steps(journey_id)
    return [Duration(before.step, after.step, after.at - before.at) for before, after in pairwise(recorded)]
