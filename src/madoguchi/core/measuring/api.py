"""The door of measuring: leave a time, work that was done or counters visited; read durations and sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db import connection

from madoguchi.core import clock
from madoguchi.core.accounts.actor import ActorKind
from madoguchi.core.measuring.counters import CountersMonth, counters_by_month, record_counters
from madoguchi.core.measuring.models import StepTime
from madoguchi.core.measuring.work import (
    LONGEST,
    StepRule,
    Work,
    WorkSum,
    first_work,
    record_work,
    record_works,
    work_sums,
)

__all__ = [
    "LONGEST",
    "CountersMonth",
    "Duration",
    "StepRule",
    "Typical",
    "Work",
    "WorkSum",
    "counters_by_month",
    "durations",
    "first_work",
    "record",
    "record_counters",
    "record_work",
    "record_works",
    "steps",
    "typical",
    "work_sums",
]


@dataclass(frozen=True)
class Duration:
    """How long a journey took from one step to the next one that was recorded."""

    from_step: str
    to_step: str
    took: timedelta


@dataclass(frozen=True)
class Typical:
    """How long it takes from one step to another over many journeys: the middle one, and how many."""

    median: timedelta
    journeys: int


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


def typical(from_step: str, to_step: str, *, since: datetime | None = None) -> Typical | None:
    """The median time between two steps, over the journeys that have both; None when there are none.

    A step that happened more than once counts from its first time to the last time of the other one. `since`
    leaves out journeys that reached `to_step` earlier. To be called inside `tenancy.municipality(...)`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TYPICAL, {"from_step": from_step, "to_step": to_step, "since": since})
        median, journeys = cursor.fetchone() or (None, 0)
    return None if median is None else Typical(median, journeys)


_TYPICAL = """
WITH journeys AS (
    SELECT min(at) FILTER (WHERE step = %(from_step)s) AS began,
           max(at) FILTER (WHERE step = %(to_step)s) AS ended
    FROM measuring_steptime WHERE step IN (%(from_step)s, %(to_step)s) GROUP BY journey_id
)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ended - began), count(*)
FROM journeys WHERE ended >= began AND (%(since)s::timestamptz IS NULL OR ended >= %(since)s)
"""
