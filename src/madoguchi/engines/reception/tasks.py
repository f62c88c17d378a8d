"""The job of reception: what is left open at the end of a day is closed."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.reception.actions import EndDays


@app.periodic(cron="17 * * * *")
@app.task(name="reception.end_days", queue="housekeeping", pass_context=False)
def end_days(timestamp: int) -> None:
    """Every hour, so that a machine that was off at midnight makes up for it; `timestamp`: when it was
    due.
    """
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).halls:
        run(EndDays(), Context(code, Actor.system("reception"), purpose="1日の終わり"), None)
