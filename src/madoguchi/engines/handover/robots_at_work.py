"""Which records a robot is working on: a lock that its database session holds, and that falls with it.

A robot that dies loses its session, so that nothing has to be cleaned up; one that is only slow keeps it, and
whoever else would type the same record waits.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from uuid import UUID

from django.db import DatabaseError, connection

_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('handover robot ' || %s, 0))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('handover robot ' || %s, 0))"
_LOCK_UNTIL_COMMIT = "SELECT pg_try_advisory_xact_lock(hashtextextended('handover robot ' || %s, 0))"


@contextlib.contextmanager
def alone_with(record: UUID) -> Iterator[bool]:
    """Whether no other robot is at work on the record; then none comes until the end of the block.

    To be called outside of a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(record)])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            # A session that broke off has let go already.
            with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute(_UNLOCK, [str(record)])


def none_is_at_work(record: UUID) -> bool:
    """Whether no robot is at work on the record; then none begins before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_UNTIL_COMMIT, [str(record)])
        return bool(cursor.fetchone()[0])
