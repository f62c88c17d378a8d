"""Working time: left behind step by step, and summed up over a year.

What a piece of work took is what passed between a person's taking it up and finishing it. People are called
away and go to lunch with a task open, so not every stretch is working time:

- a stretch that ended before it began, or after more than a day, has no time at all (`seconds` is empty);
- a case in which a stretch of the step was longer than the step's cap (`StepRule.longest`, an hour where
  nobody says otherwise) does not count towards the time of the step;
- nor does a case that took more than ten times the middle of the others (never less than five minutes).

Such cases were worked on all the same: they count as cases, at the mean of those that do count. The caps are
applied when sums are read, not when work is written down, so that a better cap mends the past as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from madoguchi.core import clock, tenancy
from madoguchi.core.measuring.models import WorkDone

LONGEST = timedelta(hours=1)
"""How long a stretch of work may be that counts as working time, where a step has no cap of its own."""
LONGEST_KEPT = timedelta(days=1)
"""A longer stretch says nothing at all."""
FAR_OUT = 10
"""More than so many times the middle is not believed …"""
NEVER_FAR_OUT = timedelta(minutes=5)
"""… unless it is not longer than this."""
_INSERT = (
    "INSERT INTO measuring_workdone (municipality_code, process, step, journey_id, ended, seconds) VALUES "
)
_VALUES = "(%s, %s, %s, %s, %s, %s)"
_Row = tuple[str, str, UUID, datetime, int | None]


@dataclass(frozen=True, slots=True)
class StepRule:
    """How the work of a step is read: under which name it is summed, and which stretch is too long."""

    summed_as: str
    longest: timedelta = LONGEST


@dataclass(frozen=True, slots=True)
class WorkSum:
    """The work on one step over a span: in how many cases it was done, and what it took in those that count.

    `cases` were worked on, `counted` of them have a time that is believed; `seconds` is the sum over these,
    `median_seconds` the middle one (0 where none counts). `first` is when the first was finished.
    """

    step: str
    cases: int
    counted: int
    seconds: int
    median_seconds: float
    first: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work that was done: `seconds`, or what passed from `began` (taken up) to `ended` (now).

    Without either nobody knows how long it took: it counts as a case and not as time.

    `process` is the key of the flow, `step` that of its step, or of what is done outside of the flow with a
    dot (`counter.identity`); `journey_id` is the random number of the household's journey, the same for all
    its steps. What a machine did is 0 seconds.
    """

    process: str
    step: str
    journey_id: UUID
    began: datetime | None = None
    ended: datetime | None = None
    seconds: float | None = None


def record_work(
    process: str,
    step: str,
    journey_id: UUID,
    *,
    began: datetime | None = None,
    ended: datetime | None = None,
    seconds: float | None = None,
) -> None:
    """Leave one `Work` behind; see `record_works`."""
    record_works([Work(process, step, journey_id, began, ended, seconds)])


def record_works(works: Iterable[Work]) -> None:
    """Leave behind what pieces of work took, when the block ends. Two on the same step of a journey add up.

    To be called inside `tenancy.municipality(...)`, in the transaction that finishes the work, so that it is
    recorded once. A time that cannot be is no error: it is left empty. Raises ValueError for an aware and a
    naive moment mixed.
    """
    moment = clock.now()
    for work in works:
        ended = work.ended or moment
        row = (work.process, work.step, work.journey_id, ended, _seconds_of(work, ended))
        tenancy.at_end(_write_all, row)


def _write_all(rows: list[_Row]) -> tuple[str, list[str | UUID | datetime | int | None]]:
    # With every step of every flow: Django would write the same text anew each time.
    code = tenancy.current_municipality()
    return _INSERT + ", ".join([_VALUES] * len(rows)), [value for row in rows for value in (code, *row)]


def _seconds_of(work: Work, ended: datetime) -> int | None:
    seconds = work.seconds
    if seconds is None:
        if work.began is None:
            return None
        if (work.began.tzinfo is None) is not (ended.tzinfo is None):
            raise ValueError("work needs aware moments")
        seconds = (ended - work.began).total_seconds()
    believable = math.isfinite(seconds) and 0 <= seconds <= LONGEST_KEPT.total_seconds()
    return round(seconds) if believable else None


def work_sums(
    process: str,
    *,
    since: datetime,
    until: datetime | None = None,
    rules: Mapping[str, StepRule] | None = None,
) -> dict[str, WorkSum]:
    """The work of a process by step, over what was finished from `since` on and before `until`.

    `rules` are by step of the flow; a step without one stands under its own key with the general cap. Several
    steps that are summed under one name count as one, case by case. One statement over one index. To be
    called inside `tenancy.municipality(...)`.
    """
    rules = rules or {}
    _look_at_all()
    with connection.cursor() as cursor:
        cursor.execute(
            _SUMS,
            {
                "process": process,
                "since": since,
                "until": until,
                "steps": list(rules),
                "names": [rule.summed_as for rule in rules.values()],
                "longest": [int(rule.longest.total_seconds()) for rule in rules.values()],
                "cap": int(LONGEST.total_seconds()),
                "far_out": FAR_OUT,
                "never_far_out": int(NEVER_FAR_OUT.total_seconds()),
            },
        )
        return {row[0]: WorkSum(*row) for row in cursor.fetchall()}


def first_work(process: str) -> datetime | None:
    """When the first work of a process was finished; None when there is none yet."""
    _look_at_all()
    return WorkDone.objects.filter(process=process).order_by("ended").values_list("ended", flat=True).first()


def _look_at_all() -> None:
    """What this transaction left behind counts as well."""
    tenancy.finish(tenancy.current_municipality() or "", _write_all)


_SUMS = """
WITH rules AS (
    SELECT *
    FROM unnest(%(steps)s::text[], %(names)s::text[], %(longest)s::int[]) AS rule(step, name, longest)
), of_case AS (
    SELECT coalesce(rules.name, work.step) AS name, work.journey_id, min(work.ended) AS first,
           sum(work.seconds) AS seconds,
           bool_and(coalesce(work.seconds <= coalesce(rules.longest, %(cap)s), false)) AS within
    FROM measuring_workdone AS work LEFT JOIN rules ON rules.step = work.step
    WHERE work.process = %(process)s AND work.ended >= %(since)s
          AND (%(until)s::timestamptz IS NULL OR work.ended < %(until)s)
    GROUP BY 1, 2
), middle AS (
    SELECT name, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS seconds
    FROM of_case WHERE within GROUP BY name
), believed AS (
    SELECT of_case.*, within AND of_case.seconds
           <= greatest(%(far_out)s * middle.seconds, %(never_far_out)s) AS counts
    FROM of_case LEFT JOIN middle USING (name)
)
SELECT name, count(*), count(*) FILTER (WHERE counts),
       coalesce(sum(seconds) FILTER (WHERE counts), 0)::bigint,
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE counts), 0),
       min(first)
FROM believed GROUP BY name ORDER BY name
"""
