"""One round at the public end: fetch what waits, say that we have it, bring answers.

Nothing is taken away there before it is committed here, and whatever breaks off is done again: a letter that
is here already is acknowledged and not kept twice, a half one goes on where it ended.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from django.db.models import QuerySet

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run, run_all
from madoguchi.core.chunks import ChunkReader, forget, small_contents
from madoguchi.engines.courier.actions import CameIn, ReceiveLetter, already_here
from madoguchi.engines.courier.domain.arrivals import (
    OFFICE_BOXES,
    ArrivalStatus,
    LetterTornError,
    LinkRefusedError,
    receiver_of,
)
from madoguchi.engines.courier.link import Link, Waiting
from madoguchi.engines.courier.models import Arrival, CourierChunk, Reply
from madoguchi.engines.courier.promises import deliver_soon
from madoguchi.lib.letter_bundles import BundledLetter, bundles_of
from madoguchi.lib.sealing import MAX_LETTER_SIZE

COURIER = Actor.system("courier")
OVERDUE = timedelta(minutes=3)
"""After so long a letter that nobody has taken is offered again."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Exchanged:
    """What one round did."""

    fetched: int = 0
    torn: int = 0
    sent: int = 0
    busy: bool = False


def exchange(municipality_code: str, link: Link) -> Exchanged:
    """One round for a municipality; `busy` when another one is under way. Raises LinkError."""
    folder = Path(settings.MADOGUCHI_COURIER_DIRECTORY) / municipality_code
    done = Exchanged()
    with _alone(folder) as alone:
        if not alone:
            done.busy = True
            return done
        for box in OFFICE_BOXES:
            _fetch_box(municipality_code, box, link, folder, done)
        _send(municipality_code, link, done)
    return done


def offer_again(municipality_code: str) -> int:
    """Promise again the delivery of letters that have waited too long; how many there were."""
    with tenancy.municipality(municipality_code):
        overdue = Arrival.objects.filter(
            status=ArrivalStatus.ARRIVED.value, arrived_at__lt=clock.now() - OVERDUE
        )
        taken = [arrival for arrival in overdue if receiver_of(arrival.box) is not None]
        for arrival in taken:
            deliver_soon(municipality_code, arrival.uuid, unless_waiting=True)
    return len(taken)


def unsent_replies(*, again: bool = False) -> QuerySet[Reply]:
    """The answers that are to go out; with `again` all whose time is not over. Inside `municipality(...)`."""
    going = Reply.objects.filter(expires_at__gt=clock.now())
    return going if again else going.filter(sent_at__isnull=True)


def reply_parts(reply: Reply) -> ChunkReader:
    """The sealed bytes of an answer."""
    return ChunkReader(CourierChunk, reply.municipality_code, reply.content)


def mark_sent(reply: Reply) -> None:
    """Note that an answer has gone."""
    with tenancy.municipality(reply.municipality_code):
        Reply.objects.filter(pk=reply.pk).update(sent_at=clock.now(), message="")


def purge(municipality_code: str) -> int:
    """Delete the answers whose time is over, and what broke off long ago; how many answers."""
    with tenancy.municipality(municipality_code):
        over = list(Reply.objects.filter(expires_at__lte=clock.now()))
        forget(CourierChunk, [reply.content for reply in over])
        Reply.objects.filter(pk__in=[reply.pk for reply in over]).delete()
    oldest = clock.now().timestamp() - timedelta(days=settings.MADOGUCHI_LETTER_DAYS).total_seconds()
    for half in (Path(settings.MADOGUCHI_COURIER_DIRECTORY) / municipality_code).glob("*.part"):
        if half.stat().st_mtime < oldest:
            half.unlink(missing_ok=True)
    return len(over)


def _fetch_box(code: str, box: str, link: Link, folder: Path, done: Exchanged) -> None:
    after = 0
    while letters := link.waiting(code, box, after):
        known = already_here(code, {one.uuid: one.digest for one in letters})
        here = [one for one in letters if one.uuid in known]
        for group in bundles_of(one for one in letters if one.uuid not in known):
            here += _bring_all(code, box, group, link, folder, done)
        if here:
            link.acknowledge(code, {one.uuid: one.digest for one in here})
        after = _further(letters, after)


def _further(letters: Sequence[Waiting], after: int) -> int:
    """From where the list goes on; a public end that does not move on is not asked for ever."""
    last = letters[-1].after
    if last <= after:
        raise LinkRefusedError("公開側の一覧が進みません。公開側の版を確かめてください。")
    return last


def _bring_all(
    code: str, box: str, group: Sequence[Waiting], link: Link, folder: Path, done: Exchanged
) -> list[Waiting]:
    """Those of the letters that are in the office now."""
    if len(group) > 1:
        context = Context(code, COURIER, purpose="申請の受け取り")
        try:
            came = [CameIn(one.content, one.uuid, one.digest, box) for one in link.fetch_bundle(code, group)]
            arrivals = run_all(ReceiveLetter(), context, came)
        except (LinkRefusedError, LetterTornError, IntegrityError) as error:
            # One of them is not as it should be; nothing of the others is kept either. Each by itself then.
            logger.warning("courier %s: %d letters one by one (%s)", code, len(group), type(error).__name__)
        else:
            for arrival, letter in zip(arrivals, group, strict=True):
                _note(code, arrival, letter, done)
            return list(group)
    return [one for one in group if _bring(code, box, one, link, folder, done)]


def _bring(code: str, box: str, letter: Waiting, link: Link, folder: Path, done: Exchanged) -> bool:
    """Whether the letter is in the office now."""
    if not 0 < letter.size <= MAX_LETTER_SIZE:
        logger.error("courier %s: letter %s of %d bytes is not fetched", code, letter.uuid, letter.size)
        return False
    half = folder / f"{letter.uuid}.part"
    link.fetch(code, letter, half)
    context = Context(code, COURIER, purpose="申請の受け取り")
    try:
        arrival = run(ReceiveLetter(), context, CameIn(half, letter.uuid, letter.digest, box))
    except LetterTornError:
        logger.warning("courier %s: letter %s came other than announced", code, letter.uuid)
        done.torn += 1
        return False
    finally:
        half.unlink(missing_ok=True)
    _note(code, arrival, letter, done)
    return True


def _note(code: str, arrival: Arrival, letter: Waiting, done: Exchanged) -> None:
    if arrival.status == ArrivalStatus.REFUSED or arrival.digest != letter.digest:
        logger.error("courier %s: letter %s is refused: %s", code, letter.uuid, arrival.message)
    done.fetched += 1


def _send(code: str, link: Link, done: Exchanged) -> None:
    with tenancy.municipality(code):
        replies = list(unsent_replies())
    for group in bundles_of(replies):
        if len(group) > 1 and _send_all(code, link, group):
            done.sent += len(group)
        else:
            done.sent += sum(_send_one(code, link, reply) for reply in group)


def _send_all(code: str, link: Link, replies: Sequence[Reply]) -> bool:
    """Whether all of them went together."""
    with tenancy.municipality(code):
        contents = small_contents(CourierChunk, [reply.content for reply in replies])
    try:
        link.put_replies(
            code, [BundledLetter(reply.uuid, reply.digest, contents[reply.content]) for reply in replies]
        )
    except LinkRefusedError as error:
        logger.warning("courier %s: %d replies one by one (%s)", code, len(replies), type(error).__name__)
        return False
    with tenancy.municipality(code):
        gone = Reply.objects.filter(pk__in=[reply.pk for reply in replies])
        gone.update(sent_at=clock.now(), message="")
    return True


def _send_one(code: str, link: Link, reply: Reply) -> bool:
    """Whether it went. One that is refused keeps no other from going."""
    try:
        link.put_reply(code, reply.uuid, size=reply.size, digest=reply.digest, parts=iter(reply_parts(reply)))
    except LinkRefusedError as error:
        logger.error("courier %s: reply %s is refused", code, reply.uuid)
        with tenancy.municipality(code):
            Reply.objects.filter(pk=reply.pk).update(message=str(error))
        return False
    mark_sent(reply)
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process of this machine is at the same box; two would write into one file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
