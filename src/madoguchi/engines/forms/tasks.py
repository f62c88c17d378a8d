"""Jobs of this engine: what is over is deleted, without anybody asking."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.conf import settings

from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs.loader import load_packs_or_refuse
from madoguchi.engines.forms.drafts import purge_expired_drafts
from madoguchi.engines.forms.files import purge_expired_files

logger = logging.getLogger(__name__)


@app.periodic(cron=in_japan("17 3 * * *"))
@app.task(name="forms.purge_expired_drafts", queue="housekeeping", pass_context=False)
def purge_drafts(timestamp: int) -> None:
    """Delete the expired drafts of all municipalities; `timestamp`: when the run was due, since 1970."""
    purged = sum(
        purge_expired_drafts(code) for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    )
    logger.info("purged %d expired drafts (run of %s)", purged, datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="47 * * * *")
@app.task(name="forms.purge_expired_files", queue="housekeeping", pass_context=False)
def purge_files(timestamp: int) -> None:
    """Delete the files that nobody has signed for in time; `timestamp`: when the run was due, since 1970."""
    purged = sum(
        purge_expired_files(code) for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities
    )
    logger.info("purged %d files of drafts (run of %s)", purged, datetime.fromtimestamp(timestamp, UTC))
