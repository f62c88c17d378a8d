"""The job of the office: what visitors think is fetched from the public zone."""

from __future__ import annotations

import logging

from django.conf import settings

from madoguchi.core.jobs import app
from madoguchi.engines.courier.api import LinkError, open_link
from madoguchi.journeys.waiting.ratings import fetch_ratings

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="waiting.fetch_ratings", queue="courier", pass_context=False)
def fetch(timestamp: int) -> None:
    """Every five minutes; `timestamp`: when it was due. What fails is fetched the next time."""
    if not settings.MADOGUCHI_LINK_URL or settings.MADOGUCHI_ZONE == "public":
        return
    try:
        with open_link() as link:
            for code in link.municipalities():
                fetch_ratings(code, link)
    except LinkError as error:
        logger.warning("what visitors think was not fetched: %s", error)
