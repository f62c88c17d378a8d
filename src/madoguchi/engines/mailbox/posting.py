"""From a content to a letter in the box, for the journeys of residents."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from madoguchi.core.actions import Context, run
from madoguchi.engines.mailbox.actions import KeepForResident, NewLetter, PostLetter
from madoguchi.engines.mailbox.domain.boxes import Box, LetterTooLargeError
from madoguchi.engines.mailbox.models import Letter
from madoguchi.lib.sealing import (
    NO_ADDRESS,
    Content,
    LetterTooLarge,
    ReplyBox,
    read_public_key,
    seal_letter,
    seal_reply,
)


def letter_expiry(now: datetime) -> datetime:
    """Until when the office may fetch a letter that is posted now (`MADOGUCHI_LETTER_DAYS`)."""
    return now + timedelta(days=settings.MADOGUCHI_LETTER_DAYS)


def post_letter(
    context: Context,
    box: Box,
    content: Content,
    *,
    letter_id: UUID,
    reply_address: bytes = NO_ADDRESS,
    expires_at: datetime | None = None,
) -> Letter:
    """Seal a content to the municipality of the context and put it into its box; committed when it returns.

    The office may fetch it until `expires_at`, or as long as letters live (`letter_expiry`).

    Sealing twice gives other bytes. Who repeats a submission after an error asks `progress` first, and takes
    LetterIdTakenError for what it says: the first one arrived. Raises what `PostLetter` raises, and
    KeyUnusable where the municipality has no public key here.
    """
    try:
        sealed = seal_letter(
            content,
            public_key=read_public_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), context.municipality_code),
            municipality_code=context.municipality_code,
            box=box.value,
            expires_at=expires_at or letter_expiry(context.now),
            now=context.now,
            reply_address=reply_address,
            letter_id=letter_id,
        )
    except LetterTooLarge:
        raise LetterTooLargeError() from None
    return run(PostLetter(), context, NewLetter.from_sealed(sealed))


def keep_for_resident(context: Context, content: Content, *, to: ReplyBox, letter_id: UUID) -> Letter:
    """Seal something under a resident's own secret and keep it where their answers lie, until those end.

    Raises what `PostLetter` raises.
    """
    try:
        sealed = seal_reply(
            content,
            to=to,
            municipality_code=context.municipality_code,
            expires_at=letter_expiry(context.now),
            letter_id=letter_id,
        )
    except LetterTooLarge:
        raise LetterTooLargeError() from None
    return run(KeepForResident(), context, NewLetter.from_sealed(sealed))
