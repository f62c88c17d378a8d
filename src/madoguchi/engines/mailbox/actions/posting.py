"""Putting a letter into the mailbox: whole, once, and only where it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum

from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import CHUNK_SIZE, ContentTooLargeError, store
from madoguchi.engines.mailbox.domain.boxes import (
    Box,
    LetterBrokenError,
    LetterIdTakenError,
    LetterMisplacedError,
    LetterOverdueError,
    LetterTooLargeError,
    MailboxFullError,
)
from madoguchi.engines.mailbox.models import Letter, LetterChunk
from madoguchi.lib.sealing import (
    HEADER_SIZE,
    MAX_LETTER_SIZE,
    NO_ADDRESS,
    LetterError,
    LetterHeader,
    SealedLetter,
)

_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """The sealed bytes of a letter in order; what a carrier tells of them is compared: `digest` (SHA-256 in
    hexadecimal) and `uuid`.
    """

    parts: Iterable[bytes] = field(repr=False)
    digest: str | None = None
    uuid: UUID | None = None

    @classmethod
    def from_sealed(cls, sealed: SealedLetter) -> NewLetter:
        """What `seal_letter` or `seal_reply` made."""
        return cls(sealed.pieces)


class _Putting(Action[NewLetter, Letter]):
    """What both directions have in common."""

    to_resident: ClassVar[bool]

    def perform(self, context: Context, given: NewLetter) -> Letter:
        """Check the cover, then write cover and content, all of it or nothing."""
        header, parts = _cover(given.parts)
        letter = self._letter(context, given, header)
        try:
            # First the cover: a second writer of the same letter waits here until the first one is through.
            with transaction.atomic():
                letter.save()
        except IntegrityError:
            return _same(header, parts, given.digest)
        try:
            stored = store(LetterChunk, letter.content, parts, limit=MAX_LETTER_SIZE)
        except ContentTooLargeError:
            raise LetterTooLargeError() from None
        if given.digest is not None and given.digest != stored.digest:
            raise LetterBrokenError()
        letter.size, letter.digest = stored.size, stored.digest
        letter.save(update_fields=["size", "digest"])
        return letter

    def subject(self, given: NewLetter, result: Letter) -> str:
        """The letter by its number."""
        return f"letter:{result.uuid}"

    def details(self, given: NewLetter, result: Letter) -> Mapping[str, Any]:
        """Which box, and the digest, which proves later what was put in."""
        return {"box": result.box, "size": result.size, "digest": result.digest}

    def _letter(self, context: Context, given: NewLetter, header: LetterHeader) -> Letter:
        """The row with its cover, not saved."""
        self._check(context, header)
        if given.uuid not in (None, header.letter_id):
            raise LetterMisplacedError()
        return Letter(
            uuid=header.letter_id,
            box=header.box,
            address="" if header.address == NO_ADDRESS else header.address.hex(),
            created_at=context.now,
            expires_at=header.expires_at,
        )

    def _check(self, context: Context, header: LetterHeader) -> None:
        known = {box.value for box in Box if box.to_office is not self.to_resident}
        fits = header.box in known and header.to_resident is self.to_resident
        if not fits or header.municipality_code != context.municipality_code:
            raise LetterMisplacedError()
        latest = context.now + timedelta(days=settings.MADOGUCHI_LETTER_DAYS) + _TOLERANCE
        if not context.now < header.expires_at <= latest:
            raise LetterOverdueError()
        if not self.to_resident:
            waiting = Letter.objects.filter(acknowledged_at__isnull=True).exclude(box=Box.REPLIES)
            held = waiting.aggregate(sum=Sum("size"))["sum"] or 0
            if held > settings.MADOGUCHI_MAILBOX_MEGABYTES * 10**6:
                raise MailboxFullError()


class PostLetter(_Putting):
    """A resident's letter to the municipality of the context. The same letter again is the same row.

    Raises LetterMisplacedError (another municipality's, an unknown box, a reply), LetterBrokenError,
    LetterTooLargeError, LetterOverdueError, LetterIdTakenError, MailboxFullError; nothing is kept then.
    """

    name = "mailbox.post"
    permission = None
    to_resident = False


class PutReply(_Putting):
    """The office's answer to a resident. Raises like `PostLetter`."""

    name = "mailbox.put_reply"
    permission = "mailbox.exchange"
    to_resident = True

    def perform_all(self, context: Context, given: Sequence[NewLetter]) -> list[Letter]:
        """One statement for all covers and one for all contents, where all are new and small."""
        wholes = [b"".join(one.parts) for one in given]
        letters = []
        for one, whole in zip(given, wholes, strict=True):
            letter = self._letter(context, one, _cover([whole])[0])
            letter.size, letter.digest = len(whole), hashlib.sha256(whole).hexdigest()
            if one.digest not in (None, letter.digest):
                raise LetterBrokenError()
            letters.append(letter)
        numbers = {letter.uuid for letter in letters}
        known = len(numbers) < len(letters) or Letter.objects.filter(uuid__in=numbers).exists()
        if known or any(letter.size >= CHUNK_SIZE for letter in letters):
            again = [
                NewLetter([whole], one.digest, one.uuid) for one, whole in zip(given, wholes, strict=True)
            ]
            return super().perform_all(context, again)
        try:
            with transaction.atomic():
                Letter.objects.bulk_create(letters)
        except IntegrityError:
            raise LetterIdTakenError() from None
        LetterChunk.objects.bulk_create(
            LetterChunk(owner=letter.content, number=0, content=whole)
            for letter, whole in zip(letters, wholes, strict=True)
        )
        return letters


class KeepForResident(_Putting):
    """Something of their own that a resident wants to find again, sealed under their own secret: it lies
    where the office's answers lie. Raises like `PostLetter`.
    """

    name = "mailbox.keep"
    permission = None
    to_resident = True


def _cover(parts: Iterable[bytes]) -> tuple[LetterHeader, Iterator[bytes]]:
    """The cover, and all bytes again."""
    iterator, begin = iter(parts), b""
    while len(begin) < HEADER_SIZE and (part := next(iterator, b"")):
        begin += part
    try:
        return LetterHeader.from_bytes(begin), chain([begin], iterator)
    except LetterError:
        raise LetterBrokenError() from None


def _same(header: LetterHeader, parts: Iterator[bytes], told: str | None) -> Letter:
    """The letter that is there, when it is this one."""
    there = Letter.objects.get(uuid=header.letter_id)
    digest, size = hashlib.sha256(), 0
    for part in parts:
        size += len(part)
        if size > there.size:
            raise LetterIdTakenError()
        digest.update(part)
    if told is not None and told != digest.hexdigest():
        raise LetterBrokenError()
    if digest.hexdigest() != there.digest:
        raise LetterIdTakenError()
    return there
