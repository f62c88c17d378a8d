"""What is to happen after a commit, as jobs of the current transaction; `tasks` holds the jobs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONValue

from madoguchi.core import tenancy
from madoguchi.core.jobs import app

QUEUE = "courier"
DELIVER, DELIVER_ALL, EXCHANGE = "courier.deliver", "courier.deliver_all", "courier.exchange"
TOGETHER = 24
"""How many letters one job opens in one transaction: much of what a transaction and a job cost is shared, and
whoever waits for one of its rows waits for a fraction of a second.
"""


def deliver_soon(municipality_code: str, letter: UUID, *, unless_waiting: bool = False) -> None:
    """Defer the delivery of a letter; with `unless_waiting` not beside another one that waits."""
    lock = f"{DELIVER}:{municipality_code}:{letter}" if unless_waiting else None
    _defer(DELIVER, lock, municipality_code=municipality_code, letter=str(letter))


def deliver_all_soon(municipality_code: str, letters: Sequence[UUID]) -> None:
    """Defer the delivery of several letters, a few to a job."""
    if len(letters) == 1:
        deliver_soon(municipality_code, letters[0])
        return
    arguments: list[dict[str, JSONValue]] = [
        {
            "municipality_code": municipality_code,
            "letters": [str(letter) for letter in letters[begin : begin + TOGETHER]],
        }
        for begin in range(0, len(letters), TOGETHER)
    ]
    app.configure_task(DELIVER_ALL, queue=QUEUE).batch_defer(*arguments)


def exchange_soon(municipality_code: str) -> None:
    """Defer an exchange with the public end at the end of the block, unless one waits already."""
    tenancy.at_end(_exchange_all, municipality_code)


def _exchange_all(municipality_codes: list[str]) -> None:
    for code in dict.fromkeys(municipality_codes):
        _defer(EXCHANGE, f"{EXCHANGE}:{code}", municipality_code=code)


def _defer(task: str, lock: str | None, **arguments: str) -> None:
    try:
        # PostgreSQL finds the job that waits, and would otherwise end the caller's transaction with it.
        with transaction.atomic():
            app.configure_task(task, queue=QUEUE, queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        pass
