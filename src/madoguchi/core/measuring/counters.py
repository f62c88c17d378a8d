"""How many counters households visited: left behind when a visit is accepted, summed up by month.

A row tells of one household how many counters it would have visited one by one, and how many it really was
sent to. It bears no number that leads to the household, its journey or its cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from madoguchi.core.measuring.models import CountersVisited


@dataclass(frozen=True, slots=True)
class CountersMonth:
    """The households that came for one life event in one month: how many, and their counters added up.

    `month` is its first day. `each` are the counters one by one, `remaining` those that they were sent to.
    """

    event: str
    month: date
    households: int
    each: int
    remaining: int


def record_counters(event: str, *, each: int, remaining: int, day: date) -> CountersVisited:
    """Leave the counters of one household behind, on the day of acceptance.

    To be called inside `tenancy.municipality(...)`, in the transaction that accepts.
    """
    return CountersVisited.objects.create(event=event, each=each, remaining=remaining, day=day)


def counters_by_month(since: date, until: date) -> list[CountersMonth]:
    """From the day `since` on and before `until`, by event and month, the newest month first.

    One statement. To be called inside `tenancy.municipality(...)`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, {"since": since, "until": until})
        return [CountersMonth(*row) for row in cursor.fetchall()]


_BY_MONTH = """
SELECT event, date_trunc('month', day)::date AS month, count(*), sum(each), sum(remaining)
FROM measuring_countersvisited WHERE day >= %(since)s AND day < %(until)s
GROUP BY event, month ORDER BY month DESC, event
"""
