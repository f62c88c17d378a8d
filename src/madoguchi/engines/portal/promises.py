"""Jobs of the current transaction; `tasks` holds them."""

from __future__ import annotations

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from madoguchi.core.jobs import app

QUEUE = "portal"
DELIVER = "portal.deliver"


def deliver_soon(municipality_code: str, number: str) -> None:
    """Defer the delivery of an application, unless one waits already."""
    lock = f"{DELIVER}:{municipality_code}:{number}"
    try:
        # PostgreSQL finds the job that waits, and would otherwise end the caller's transaction with it.
        with transaction.atomic():
            app.configure_task(DELIVER, queue=QUEUE, queueing_lock=lock).defer(
                municipality_code=municipality_code, number=number
            )
    except AlreadyEnqueued:
        pass
