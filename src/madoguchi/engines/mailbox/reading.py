"""Looking into the mailbox: what waits for the office, what waits for a resident. All of it is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.core import clock, tenancy
from madoguchi.core.chunks import ChunkReader, forget, small_contents
from madoguchi.engines.mailbox.domain.boxes import Box
from madoguchi.engines.mailbox.models import Letter, LetterChunk
from madoguchi.lib.letter_bundles import BundledLetter

LIST_SIZE = 200


class LetterNotFoundError(Exception):
    """届いたものが見つかりません。受領済みか、期限が過ぎています。"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a letter has come, for its sender; None where a step is still to come."""

    posted_at: datetime
    fetched_at: datetime | None
    acknowledged_at: datetime | None


def letters_waiting(
    municipality_code: str, box: Box, *, after: int = 0, limit: int = LIST_SIZE, untouched: bool = False
) -> list[Letter]:
    """What the office has not acknowledged, oldest first, at most `limit`, after the row number `after`.

    `untouched`: only what was never handed out.
    """
    with tenancy.municipality(municipality_code):
        waiting = Letter.objects.filter(
            box=box.value, acknowledged_at__isnull=True, expires_at__gt=clock.now(), id__gt=after
        ).exclude(digest="")
        if untouched:
            waiting = waiting.filter(fetched_at__isnull=True)
        return list(waiting[:limit])


def letter_for_office(municipality_code: str, uuid: UUID) -> Letter:
    """A letter that the office may fetch. Raises LetterNotFoundError, also for one that is acknowledged."""
    with tenancy.municipality(municipality_code):
        letter = _for_office().filter(uuid=uuid).first()
        if letter is None:
            raise LetterNotFoundError(LetterNotFoundError.__doc__)
        return letter


def small_letters_for_office(municipality_code: str, uuids: Sequence[UUID]) -> list[BundledLetter]:
    """Several letters that the office may fetch, in this order. Raises LetterNotFoundError where one is not
    there (any more) or larger than a chunk.
    """
    with tenancy.municipality(municipality_code):
        letters = {letter.uuid: letter for letter in _for_office().filter(uuid__in=uuids)}
        contents = small_contents(LetterChunk, [letter.content for letter in letters.values()])
    try:
        return [BundledLetter(uuid, letters[uuid].digest, contents[letters[uuid].content]) for uuid in uuids]
    except KeyError:
        raise LetterNotFoundError(LetterNotFoundError.__doc__) from None


def _for_office() -> QuerySet[Letter]:
    waiting = Q(acknowledged_at__isnull=True, expires_at__gt=clock.now())
    return Letter.objects.filter(waiting).exclude(box=Box.REPLIES)


def sealed_bytes(letter: Letter, offset: int = 0) -> ChunkReader:
    """The sealed bytes of a letter from an offset on."""
    return ChunkReader(LetterChunk, letter.municipality_code, letter.content, offset)


def mark_fetched(letter: Letter) -> None:
    """Note when a letter was handed out first; what counts is the acknowledgement."""
    with tenancy.municipality(letter.municipality_code):
        Letter.objects.filter(pk=letter.pk, fetched_at__isnull=True).update(fetched_at=clock.now())


def replies_for(municipality_code: str, address: bytes) -> list[Letter]:
    """The answers that lie at an address, oldest first. Who knows the address may have them: they are sealed
    under a key that the address does not tell.
    """
    with tenancy.municipality(municipality_code):
        return list(Letter.objects.filter(box=Box.REPLIES, address=address.hex(), expires_at__gt=clock.now()))


def progress(municipality_code: str, uuid: UUID) -> Progress | None:
    """How far a letter has come; None for one that is not there or whose time is over."""
    with tenancy.municipality(municipality_code):
        letter = Letter.objects.filter(uuid=uuid, expires_at__gt=clock.now()).first()
    if letter is None:
        return None
    return Progress(letter.created_at, letter.fetched_at, letter.acknowledged_at)


def purge_expired_letters(municipality_code: str) -> tuple[int, int]:
    """Delete what is over; returns how many, and how many of them nobody at the office had acknowledged."""
    with tenancy.municipality(municipality_code):
        over: Sequence[Letter] = list(Letter.objects.filter(expires_at__lte=clock.now()))
        forget(LetterChunk, [letter.content for letter in over])
        Letter.objects.filter(pk__in=[letter.pk for letter in over]).delete()
    missed = [one for one in over if one.acknowledged_at is None and Box(one.box).is_missed]
    return len(over), len(missed)
