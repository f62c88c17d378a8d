"""A round to the centre as a job of the current transaction."""

from __future__ import annotations

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core import tenancy
from madoguchi.core.jobs import app

QUEUE = "courier"
ROUND = "hall_box.round"


def tell_soon(municipality_code: str) -> None:
    """Tell the centre at the end of the block, unless a round waits already."""
    tenancy.at_end(_tell, municipality_code)


def _tell(municipality_codes: list[str]) -> None:
    try:
        # PostgreSQL finds the job that waits, and would otherwise end the caller's transaction with it.
        with transaction.atomic():
            app.configure_task(ROUND, queue=QUEUE, queueing_lock=ROUND).defer(timestamp=0)
    except AlreadyEnqueued:
        pass
