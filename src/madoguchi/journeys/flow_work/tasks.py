"""The times of flows: looked at every minute."""

from __future__ import annotations

import logging

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.flows.api import FireTimer, TimerReference, due_timers
from madoguchi.journeys.flow_work.services import SYSTEM

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="flow_work.timers", queue="flows", queueing_lock="flow_work.timers", pass_context=False)
def timers(timestamp: int) -> None:
    """Fire what is due in all municipalities; `timestamp`: when the run was due, since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        fire_due(code)


def fire_due(municipality_code: str) -> int:
    """Fire the timers of one municipality whose time has come, each in its own transaction; how many."""
    now = clock.now()
    with tenancy.municipality(municipality_code):
        due = due_timers(now)
    fired = 0
    for uuid in due:
        context = Context(municipality_code, SYSTEM, now, "流れの時間が来た")
        try:
            fired += run(FireTimer(), context, TimerReference(uuid)) is not None
        except Exception as error:
            # One run that cannot go on keeps no other from its time; the next minute tries again.
            logger.warning("timer %s: broke off (%s)", uuid, type(error).__name__)
    return fired
