"""The job of the effects engine: on the second of each month, what may be shared is shared."""

from __future__ import annotations

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.effects.actions import share_now

QUEUE = "housekeeping"


@app.periodic(cron="12 19 1 * *")
@app.task(name="effects.share_all", queue=QUEUE, pass_context=False)
def share_all(timestamp: int) -> None:
    """Early on the second in Japan (the cron is in UTC): one job for each municipality."""
    if settings.MADOGUCHI_ZONE == "public":
        return  # nobody works there
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        share.defer(municipality_code=code)


@app.task(name="effects.share", queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def share(municipality_code: str) -> None:
    """Share what one municipality may share."""
    share_now(load_packs_or_refuse(settings.MADOGUCHI_PACKS), municipality_code)
