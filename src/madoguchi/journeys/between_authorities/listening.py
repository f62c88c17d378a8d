"""What follows between authorities when a case is done with, whoever finished it."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, run, subscribe
from madoguchi.engines.cases.api import Case
from madoguchi.engines.exchange.api import AlreadySettledError, Outcome, ProcessMessage, unsettled_about
from madoguchi.journeys.between_authorities.move_in import MOVED_IN
from madoguchi.journeys.between_authorities.promises import notify_soon


@subscribe("cases.finished")
def notify(context: Context, event: Event) -> None:
    """Promise the 転入通知 with the step that finished the case; writing it can fail and be tried again."""
    uuid = UUID(event.subject.partition(":")[2])
    if Case.objects.filter(uuid=uuid, procedure_key=MOVED_IN).exists():
        notify_soon(context.municipality_code, uuid)


@subscribe("cases.finished")
def settle(context: Context, event: Event) -> None:
    """What came for the case is done with: nobody ticks it off once more, and its sender hears of it."""
    as_platform = Context(
        context.municipality_code, Actor.system("exchange"), context.now, "案件の完了にともなう処理"
    )
    for number in unsettled_about(event.subject):
        with suppress(AlreadySettledError):
            run(ProcessMessage(), as_platform, Outcome(number, own_reference=event.subject))
