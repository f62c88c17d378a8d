"""Writing down an answer to a resident, as part of the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.chunks import measured
from madoguchi.engines.courier.models import CourierChunk, Reply
from madoguchi.engines.courier.promises import exchange_soon
from madoguchi.lib.sealing import MAX_LETTER_SIZE, Content, ReplyBox, seal_reply


class NotInTransactionError(RuntimeError):
    """返信は、そのもとになる処理と同じトランザクションの中で記録してください。"""


def record_reply(
    context: Context,
    to: ReplyBox,
    content: Content,
    *,
    key: UUID | None = None,
    expires_at: datetime | None = None,
) -> UUID:
    """Seal an answer and promise to send it, with the caller's commit or not at all; returns its number.

    To be called inside an action (or `tenancy.municipality(...)`). `key` is the idempotency key: under a key
    that was used before nothing new is recorded. It lies in the public zone until `expires_at`, or as long as
    letters do (`MADOGUCHI_LETTER_DAYS`). Raises NotInTransactionError, LetterTooLarge.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError(NotInTransactionError.__doc__)
    number = key or uuid4()
    if key is not None:
        tenancy.finish(context.municipality_code, _write_all)
        if Reply.objects.filter(uuid=key).exists():
            return number
    until = expires_at or context.now + timedelta(days=settings.MADOGUCHI_LETTER_DAYS)
    sealed = seal_reply(
        content,
        to=to,
        municipality_code=context.municipality_code,
        expires_at=until,
        letter_id=number,
    )
    reply = Reply(uuid=number, recorded_at=context.now, expires_at=sealed.header.expires_at)
    chunks: list[CourierChunk] = []
    for place, (part, so_far) in enumerate(measured(sealed.pieces, limit=MAX_LETTER_SIZE)):
        chunks.append(CourierChunk(owner=reply.content, number=place, content=part))
        reply.size, reply.digest = so_far.size, so_far.digest
    tenancy.at_end(_write_all, (reply, chunks))
    exchange_soon(context.municipality_code)
    return number


def _write_all(replies: list[tuple[Reply, list[CourierChunk]]]) -> None:
    """Write down the answers of a block: two statements, however many they are."""
    Reply.objects.bulk_create(reply for reply, _ in replies)
    CourierChunk.objects.bulk_create(chunk for _, chunks in replies for chunk in chunks)
