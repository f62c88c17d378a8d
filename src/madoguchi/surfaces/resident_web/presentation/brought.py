"""Papers to bring that can be printed at home, filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from madoguchi.journeys.pre_application.api import Application, can_print


@dataclass(frozen=True, slots=True)
class PrintablePaper:
    """A paper that can be printed, and where."""

    key: str
    label: str
    url: str


def printable_papers(application: Application, url: Callable[..., str]) -> tuple[PrintablePaper, ...]:
    """What can be printed of what is to be brought; `url` gives the address of a page of the event."""
    things = application.pack.items_to_bring
    return tuple(
        PrintablePaper(key, things[key].label, url("brought-paper", key))
        for key in sorted(can_print(application))
    )
