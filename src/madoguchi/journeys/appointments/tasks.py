"""Jobs of this journey: marks are forgotten."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.appointments.public.limiting import forget_presses

logger = logging.getLogger(__name__)


@app.periodic(cron="13 * * * *")
@app.task(name="appointments.forget_presses", queue="housekeeping", pass_context=False)
def forget(timestamp: int) -> None:
    """Every hour; `timestamp`: when the run was due, since 1970."""
    now = clock.now()
    forgotten = sum(
        forget_presses(code, now) for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    )
    logger.info("forgot %d marks (run of %s)", forgotten, datetime.fromtimestamp(timestamp, UTC))
