"""What was received is matched soon."""

from __future__ import annotations

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.journeys.tax_ledger.actions.taking import RECEIVED
from madoguchi.journeys.tax_ledger.promises import match_soon


@subscribe(RECEIVED)
def _match(context: Context, event: Event) -> None:
    match_soon(context.municipality_code)
