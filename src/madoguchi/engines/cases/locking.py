"""Who changes the cases of one visit or application, one after the other."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

_LOCK_OF_CASE = (
    "SELECT pg_advisory_xact_lock(hashtextextended('case source ' || source_uuid, 0))"
    " FROM cases_case WHERE uuid = %s AND source_uuid IS NOT NULL"
)
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('case source ' || %s, 0))"


def lock_source(source: UUID) -> None:
    """Until the transaction ends nobody else changes cases of this visit or application.

    For whoever is to lock rows of the source and of its cases, before the first of them: a desk comes from
    the case, a correction from the application, and with this before both neither holds what the other waits
    for. Who holds it already passes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(source)])


def lock_source_of(case: UUID) -> None:
    """As `lock_source`, for the visit or application that brought a case; nothing where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_OF_CASE, [case])
