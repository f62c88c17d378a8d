"""The jobs of the courier: a round every minute, deliveries, and clearing up at night."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run, run_all
from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs.loader import load_packs_or_refuse
from madoguchi.engines.courier import exchange as rounds
from madoguchi.engines.courier.actions import DeliverLetter
from madoguchi.engines.courier.domain.arrivals import LinkError
from madoguchi.engines.courier.link import open_link
from madoguchi.engines.courier.promises import DELIVER, DELIVER_ALL, EXCHANGE, QUEUE, deliver_soon

logger = logging.getLogger(__name__)


RETRY = RetryStrategy(max_attempts=10, exponential_wait=5)


@app.task(name=DELIVER, queue=QUEUE, retry=RETRY)
def deliver(municipality_code: str, letter: str) -> None:
    """Open a letter and give it to its receiver."""
    run(DeliverLetter(), _context(municipality_code), UUID(letter))


@app.task(name=DELIVER_ALL, queue=QUEUE, retry=RETRY)
def deliver_all(municipality_code: str, letters: list[str]) -> None:
    """Open several letters in one transaction. Where one of them cannot be given now, each goes its own way:
    nothing is kept of the common attempt, and none waits for another.
    """
    numbers = [UUID(letter) for letter in letters]
    try:
        # Whatever it is that fails: by itself each letter meets it or does not.
        run_all(DeliverLetter(), _context(municipality_code), numbers)
    except Exception as error:
        logger.warning(
            "courier %s: %d letters go one by one (%s)", municipality_code, len(numbers), type(error).__name__
        )
        with tenancy.municipality(municipality_code):
            for number in numbers:
                deliver_soon(municipality_code, number)


@app.task(name=EXCHANGE, queue=QUEUE)
def exchange(municipality_code: str) -> None:
    """One round for one municipality, because an answer waits. What fails, the next minute does again."""
    if _has_link():
        try:
            with open_link() as link:
                rounds.exchange(municipality_code, link)
        except LinkError as error:
            logger.warning("courier %s: %s", municipality_code, error)


@app.periodic(cron="* * * * *")
@app.task(name="courier.round", queue=QUEUE, queueing_lock="courier.round", pass_context=False)
def round_(timestamp: int) -> None:
    """A round for all municipalities of our certificate; `timestamp`: when it was due, since 1970."""
    codes = list(load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities)
    for code in codes:
        rounds.offer_again(code)
    if not _has_link():
        return
    try:
        with open_link() as link:
            for code in sorted(set(codes) & set(link.municipalities())):
                rounds.exchange(code, link)
    except LinkError as error:
        logger.warning("courier: %s", error)


@app.periodic(cron=in_japan("37 3 * * *"))
@app.task(name="courier.purge", queue="housekeeping", pass_context=False)
def purge(timestamp: int) -> None:
    """Delete the answers whose time is over; `timestamp`: when the run was due, since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        rounds.purge(code)


def _context(municipality_code: str) -> Context:
    return Context(municipality_code, Actor.system("courier"), purpose="届いた申請の処理")


def _has_link() -> bool:
    """Whether this is the end that opens the connection."""
    return bool(settings.MADOGUCHI_LINK_URL) and settings.MADOGUCHI_ZONE != "public"
