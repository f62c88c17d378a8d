"""The jobs of the portal engine: a round every five minutes, and deliveries."""

from __future__ import annotations

import logging

from procrastinate import RetryStrategy

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.engines.portal import rounds
from madoguchi.engines.portal.actions import DeliverPortalApplication
from madoguchi.engines.portal.client import PortalClient
from madoguchi.engines.portal.configuration import portal_file, portal_format
from madoguchi.engines.portal.domain.arrivals import PortalError
from madoguchi.engines.portal.promises import DELIVER, QUEUE

logger = logging.getLogger(__name__)


@app.task(name=DELIVER, queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def deliver(municipality_code: str, number: str) -> None:
    """Read an application and give it to its receiver."""
    context = Context(municipality_code, Actor.system("portal"), purpose="マイナポータルの申請の処理")
    run(DeliverPortalApplication(), context, number)


@app.periodic(cron="*/5 * * * *")
@app.task(name="portal.round", queue=QUEUE, queueing_lock="portal.round", pass_context=False)
def round_(timestamp: int) -> None:
    """A round for every municipality that has a number there; `timestamp`: when it was due, since 1970.

    Whatever goes wrong for one keeps no other from its round. Raises the first of what nobody expected, so
    that the job is seen to have failed.
    """
    file, described = portal_file(), portal_format()
    if file is None or described is None:
        return
    unexpected: Exception | None = None
    for code in described.connection.organizations:
        try:
            rounds.offer_again(code)
            with PortalClient(described, file.parent, code) as client:
                rounds.round_at(code, client)
        except PortalError as error:
            logger.warning("portal %s: %s", code, error)
        except Exception as error:
            # By its kind alone: what it says may hold a value that somebody sent.
            logger.error("portal %s: %s", code, type(error).__name__)
            unexpected = unexpected or error
    if unexpected is not None:
        raise unexpected
