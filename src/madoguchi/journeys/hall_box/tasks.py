"""The job of a box: a round to the centre each minute, and soon after something happened."""

from __future__ import annotations

import logging

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.engines.courier.api import LinkError, LinkRefusedError
from madoguchi.engines.reception.api import EndDays, hall_of_this_box, note_round, was_ended_too_early
from madoguchi.journeys.hall_box.promises import QUEUE, ROUND
from madoguchi.journeys.hall_box.telling import bring_accounts, bring_leaving, bring_the_rest, tell_everything
from madoguchi.journeys.hall_box.ways import open_way

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name=ROUND, queue=QUEUE, queueing_lock=ROUND, pass_context=False)
def round_(timestamp: int) -> None:
    """`timestamp`: when it was due, since 1970, 0 where something happened. What fails, the next minute does
    again; accounts come with the minute.
    """
    own = hall_of_this_box()
    if own is None:
        return
    try:
        with open_way() as centre:
            tell_everything(*own, centre)
            # Whoever is struck off is news of the hall, and the next round follows at once.
            bring_leaving(*own, centre)
            if timestamp:
                bring_accounts(*own, centre)
                bring_the_rest(*own, centre)
    except LinkRefusedError as error:
        note_round(*own, refused=str(error))
        logger.warning("hall box %s:%s is sent away by the centre: %s", *own, error)
    except LinkError as error:
        note_round(*own)
        # The link's own words are about the public zone; who is away here is the centre.
        logger.warning("hall box %s:%s does not reach the centre (%s)", *own, type(error).__name__)
    if timestamp and was_ended_too_early(*own):
        run(EndDays(), Context(own[0], Actor.system("reception"), purpose="時計のずれの手当て"), None)
