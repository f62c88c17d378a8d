"""What happens after a visit was accepted: its papers are made and kept."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core import tenancy
from madoguchi.core.jobs import app
from madoguchi.journeys.counter_visit.papers import keep_papers
from madoguchi.journeys.counter_visit.visits import get_visit


@app.task(
    name="counter_visit.keep_papers",
    queue="documents",
    retry=RetryStrategy(max_attempts=10, exponential_wait=5),
)
def make_papers(municipality_code: str, visit: str) -> None:
    """Make the papers of an accepted visit, unless somebody who wanted to see them was faster."""
    with tenancy.municipality(municipality_code):
        keep_papers(get_visit(UUID(visit)))
