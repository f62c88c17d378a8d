"""Writing down an answer to a resident, as part of the caller's transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.core.chunks import store
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
    if key is not None and Reply.objects.filter(uuid=key).exists():
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
    stored = store(CourierChunk, reply.content, sealed.pieces, limit=MAX_LETTER_SIZE)
    reply.size, reply.digest = stored.size, stored.digest
    reply.save()
    exchange_soon(context.municipality_code)
    return number
