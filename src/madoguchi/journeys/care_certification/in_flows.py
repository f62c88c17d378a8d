"""That a decision was put off moves the flow of the case."""

from __future__ import annotations

from typing import Final

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.engines.assessments.api import Extension
from madoguchi.engines.flows.api import Happened, Waiting, tell_flow, wait

EXTENDED: Final = "assessments.decision_extended"
_RESULT = "extended"


@subscribe(EXTENDED)
def _extended(context: Context, event: Event) -> None:
    platform = Context(context.municipality_code, Actor.system("flow"), context.now, "延期の記録")
    tell_flow(platform, Happened(EXTENDED, event.subject, _RESULT))


@wait(EXTENDED)
def _was_extended(context: Context, subject: str) -> Waiting:
    """Who was told early need not be asked again while that day has not come."""
    told = Extension.objects.filter(subject=subject, until__gt=clock.today()).exists()
    return Waiting(subject, _RESULT if told else None)
