"""What is to happen after a commit, as jobs of the current transaction; `tasks` holds the jobs."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core.jobs import app

QUEUE = "courier"
DELIVER, EXCHANGE = "courier.deliver", "courier.exchange"


def deliver_soon(municipality_code: str, letter: UUID, *, unless_waiting: bool = False) -> None:
    """Defer the delivery of a letter; with `unless_waiting` not beside another one that waits."""
    lock = f"{DELIVER}:{municipality_code}:{letter}" if unless_waiting else None
    _defer(DELIVER, lock, municipality_code=municipality_code, letter=str(letter))


def exchange_soon(municipality_code: str) -> None:
    """Defer an exchange with the public end, unless one waits already."""
    _defer(EXCHANGE, f"{EXCHANGE}:{municipality_code}", municipality_code=municipality_code)


def _defer(task: str, lock: str | None, **arguments: str) -> None:
    try:
        # PostgreSQL finds the job that waits, and would otherwise end the caller's transaction with it.
        with transaction.atomic():
            app.configure_task(task, queue=QUEUE, queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        pass
