"""The jobs of the journey."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core.jobs import app
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
