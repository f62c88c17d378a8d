"""Jobs of the current transaction; `tasks` holds them."""

from __future__ import annotations

from madoguchi.core.jobs import app

QUEUE, MATCH = "tax_ledger", "tax_ledger.match"


def match_soon(municipality_code: str) -> None:
    """Defer the matching of what was received; one job takes all that is there."""
    app.configure_task(MATCH, queue=QUEUE).defer(municipality_code=municipality_code)
