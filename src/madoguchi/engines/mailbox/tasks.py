"""Jobs of this engine: what is over is deleted every night."""

from __future__ import annotations

import logging

from django.conf import settings

from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs.loader import load_packs_or_refuse
from madoguchi.engines.mailbox.reading import purge_expired_letters

logger = logging.getLogger(__name__)


@app.periodic(cron=in_japan("27 3 * * *"))
@app.task(name="mailbox.purge_expired_letters", queue="housekeeping", pass_context=False)
def purge_letters(timestamp: int) -> None:
    """Delete the expired letters of all municipalities; `timestamp`: when the run was due, since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        purged, missed = purge_expired_letters(code)
        if missed:
            logger.error("mailbox %s: %d letters ended that the office never acknowledged", code, missed)
        logger.info("mailbox %s: purged %d expired letters", code, purged)
