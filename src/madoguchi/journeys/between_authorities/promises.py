"""Jobs of the current transaction; `tasks` holds them."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core.jobs import app

QUEUE = "exchange"
NOTIFY = "between_authorities.notify"


def notify_soon(municipality_code: str, case: UUID) -> None:
    """Defer the 転入通知 of a case. It is sent once however often this is promised."""
    app.configure_task(NOTIFY, queue=QUEUE).defer(municipality_code=municipality_code, case=str(case))
