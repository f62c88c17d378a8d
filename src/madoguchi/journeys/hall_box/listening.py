"""On the box: what happens in its hall is told soon. At the centre nothing follows from it."""

from __future__ import annotations

from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.engines.reception.api import EVENTS, hall_of_this_box
from madoguchi.journeys.hall_box.promises import tell_soon


def tell(context: Context, event: Event) -> None:
    """Something changed in the hall."""
    if hall_of_this_box() is not None:
        tell_soon(context.municipality_code)


for _name in EVENTS:
    subscribe(_name)(tell)
