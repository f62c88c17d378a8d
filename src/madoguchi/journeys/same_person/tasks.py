"""The job of the journey."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.journeys.same_person.duplicates import CheckDuplicates, OfCheck
from madoguchi.journeys.same_person.promises import CHECK, QUEUE


@app.task(name=CHECK, queue=QUEUE, retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def check(municipality_code: str, check: str) -> None:
    """Look through the register of one municipality."""
    context = Context(municipality_code, Actor.system("same_person"), purpose="住民の二重登録の確認")
    run(CheckDuplicates(), context, OfCheck(UUID(check)))
