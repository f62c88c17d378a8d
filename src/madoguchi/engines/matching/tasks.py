"""The job of the matching engine: clearing up."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.matching.actions.purging import PurgeReviews


@app.periodic(cron=in_japan("47 3 * * *"))
@app.task(name="matching.purge", queue="housekeeping", pass_context=False)
def purge(timestamp: int) -> None:
    """Empty reviews that were over long ago; `timestamp`: when the run was due, since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        run(PurgeReviews(), Context(code, Actor.system("matching"), purpose="照合の確認の整理"), None)
