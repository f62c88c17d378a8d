"""The jobs of the journey."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.online_application.office.actions.forgetting import (
    ForgetFiles,
    applications_to_forget,
)
from madoguchi.journeys.online_application.office.notices import QUEUE, TASK, send_notice


@app.task(
    name=TASK,
    queue=QUEUE,
    # A mail server that is away is back within hours; who waits for no notice looks at the page.
    retry=RetryStrategy(max_attempts=8, exponential_wait=6),
)
def send(municipality_code: str, application: str) -> None:
    """Send one notice by e-mail. Raises OSError and SMTPException, and is tried again."""
    send_notice(municipality_code, UUID(application))


@app.periodic(cron=in_japan("57 3 * * *"))
@app.task(name="online_application.forget_files", queue="housekeeping", pass_context=False)
def forget_files(timestamp: int) -> None:
    """Delete files from which nothing came, of all municipalities; `timestamp`: when it was due, since 1970.

    Each application in a transaction of its own, with its entry in the audit log.
    """
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        with tenancy.municipality(code):
            over = applications_to_forget(clock.now())
        for application in over:
            context = Context(code, Actor.system("housekeeping"), purpose="保存期間が過ぎた添付の削除")
            run(ForgetFiles(), context, application)
