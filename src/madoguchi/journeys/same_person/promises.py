"""Jobs of the current transaction; `tasks` holds them."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core.jobs import app

QUEUE = "matching"
CHECK = "same_person.check"


def check_soon(municipality_code: str, check: UUID) -> None:
    """Defer a look through the register."""
    app.configure_task(CHECK, queue=QUEUE).defer(municipality_code=municipality_code, check=str(check))
