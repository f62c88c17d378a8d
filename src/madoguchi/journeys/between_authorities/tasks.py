"""The jobs of the journey."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.engines.exchange.api import ContentRefusedError
from madoguchi.journeys.between_authorities.move_in import NoMoveInError, OfCase, SendMoveInNotice
from madoguchi.journeys.between_authorities.promises import NOTIFY, QUEUE

logger = logging.getLogger(__name__)


@app.task(name=NOTIFY, queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def notify(municipality_code: str, case: str) -> None:
    """Send the 転入通知 of a case. One that says nothing about the move stays with the desk."""
    context = Context(municipality_code, Actor.system("exchange"), purpose="転入通知の送付")
    try:
        run(SendMoveInNotice(), context, OfCase(UUID(case)))
    except (NoMoveInError, ContentRefusedError) as refused:
        logger.warning("no notice of case %s: %s", case, type(refused).__name__)
