"""The job of the entrance: that a code was shown is forgotten when the day is over."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.jobs import app
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.visiting.models import Arrival


@app.periodic(cron="41 * * * *")
@app.task(name="visiting.forget", queue="housekeeping", pass_context=False)
def forget(timestamp: int) -> None:
    """Every hour, so that a machine that was off at midnight makes up for it."""
    del timestamp
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).halls:
        with tenancy.municipality(code):
            Arrival.objects.filter(day__lt=clock.today()).delete()
