"""The jobs of the exchange: passing messages and answers, offering them again, clearing up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from procrastinate import RetryStrategy

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app, in_japan
from madoguchi.engines.exchange.actions import (
    DeliverMessage,
    NothingToPassError,
    PurgeMessages,
    ReportOutcome,
)
from madoguchi.engines.exchange.domain.states import ReceivedStatus, SentStatus
from madoguchi.engines.exchange.kinds import packs
from madoguchi.engines.exchange.models import ReceivedMessage, SentMessage
from madoguchi.engines.exchange.promises import DELIVER, QUEUE, REPORT, deliver_soon, report_soon

RETRY = RetryStrategy(max_attempts=10, exponential_wait=5)


@app.task(name=DELIVER, queue=QUEUE, retry=RETRY)
def deliver(municipality_code: str, message: str) -> None:
    """Pass a message to its receiver; nothing when it was passed already."""
    with suppress(NothingToPassError):
        run(DeliverMessage(), _context(municipality_code), UUID(message))


@app.task(name=REPORT, queue=QUEUE, retry=RETRY)
def report(municipality_code: str, message: str) -> None:
    """Pass an answer to the sender of a message; nothing when it was passed already."""
    with suppress(NothingToPassError):
        run(ReportOutcome(), _context(municipality_code), UUID(message))


@app.periodic(cron="*/10 * * * *")
@app.task(name="exchange.round", queue=QUEUE, queueing_lock="exchange.round", pass_context=False)
def round_(timestamp: int) -> None:
    """Offer again what still waits, whatever became of its job; `timestamp`: when it was due, since 1970."""
    for code in _authorities():
        offer_again(code)


@app.periodic(cron=in_japan("41 3 * * *"))
@app.task(name="exchange.purge", queue="housekeeping", pass_context=False)
def purge(timestamp: int) -> None:
    """Delete what was kept long enough; `timestamp`: when the run was due, since 1970."""
    for code in _authorities():
        run(PurgeMessages(), _context(code), None)


def offer_again(municipality_code: str) -> None:
    """Defer the jobs of everything of one municipality that waits."""
    with tenancy.municipality(municipality_code):
        waiting = SentMessage.objects.filter(status=SentStatus.WAITING.value)
        for number in waiting.order_by("id").values_list("uuid", flat=True):
            deliver_soon(municipality_code, number)
        unheard = ReceivedMessage.objects.filter(reported_at__isnull=True).exclude(
            status=ReceivedStatus.RECEIVED.value
        )
        for number in unheard.order_by("id").values_list("uuid", flat=True):
            report_soon(municipality_code, number)


def _authorities() -> Iterator[str]:
    yield from packs().municipalities
    yield from packs().bodies


def _context(municipality_code: str) -> Context:
    return Context(municipality_code, Actor.system("exchange"), purpose="団体間の送付")
