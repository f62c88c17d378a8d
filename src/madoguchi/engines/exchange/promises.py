"""What is to happen after a commit, as jobs of the current transaction; `tasks` holds the jobs."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core.jobs import app

QUEUE = "exchange"
DELIVER, REPORT = "exchange.deliver", "exchange.report"


def deliver_soon(municipality_code: str, message: UUID) -> None:
    """Defer the delivery of a message, unless one waits already."""
    _defer(DELIVER, municipality_code, message)


def report_soon(municipality_code: str, message: UUID) -> None:
    """Defer the answer to the sender of a message, unless one waits already."""
    _defer(REPORT, municipality_code, message)


def _defer(task: str, municipality_code: str, message: UUID) -> None:
    lock = f"{task}:{municipality_code}:{message}"
    try:
        # PostgreSQL finds the job that waits, and would otherwise end the caller's transaction with it.
        with transaction.atomic():
            app.configure_task(task, queue=QUEUE, queueing_lock=lock).defer(
                municipality_code=municipality_code, message=str(message)
            )
    except AlreadyEnqueued:
        pass
