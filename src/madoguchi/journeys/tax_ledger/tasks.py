"""The jobs of the journey."""

from __future__ import annotations

from procrastinate import RetryStrategy

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.jobs import app
from madoguchi.journeys.tax_ledger.promises import MATCH, QUEUE
from madoguchi.journeys.tax_ledger.working_off import work_off

ACTOR = Actor.system("tax_ledger")


@app.task(name=MATCH, queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def match_notices(municipality_code: str) -> None:
    """Match and enter everything that was received."""
    work_off(Context(municipality_code, ACTOR, purpose="登記済通知の突き合わせ"))
