"""Reconciliation: our records beside the core system's own list, each in exactly one place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from madoguchi.core import tenancy
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.domain.lists import Agreement
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import CoreSystemList, HandoverRecord

# Every record of the time that the list speaks of, with what the list says of it, in one row each; and every
# line of the list of which there is no record. Which of them is which is decided here and nowhere else.
_COMPARED = """
WITH said AS (
    SELECT key, count(*) AS times, bool_and(stored) AS stored, max(reference) AS reference,
           max(message) AS message
    FROM handover_listedrecord WHERE of_id = %(list)s GROUP BY key
), ours AS (
    SELECT uuid, kind, procedure_key, status, method, message, recorded_at, delivered_at,
           acknowledged_at
    FROM handover_handoverrecord
    WHERE target = %(target)s AND (
        recorded_at BETWEEN %(begins)s AND %(ends)s
        OR uuid::text IN (SELECT key FROM said)
    )
)
SELECT coalesce(ours.uuid::text, said.key) AS key, ours.uuid IS NOT NULL AS known, ours.kind,
       ours.procedure_key, ours.status, ours.method, ours.recorded_at, ours.acknowledged_at, said.reference,
       coalesce(nullif(said.message, ''), CASE WHEN ours.status = 'failed' THEN ours.message END) AS message,
       CASE
           WHEN ours.uuid IS NULL THEN 'unknown'
           WHEN said.times > 1 THEN 'twice'
           WHEN said.key IS NOT NULL AND NOT said.stored THEN 'refused'
           WHEN said.key IS NOT NULL AND ours.status = 'acknowledged' THEN 'agreed'
           WHEN said.key IS NOT NULL THEN 'late'
           WHEN ours.status = 'failed' THEN 'refused'
           WHEN ours.delivered_at IS NULL OR ours.delivered_at > %(ends)s THEN 'waiting'
           ELSE 'missing'
       END AS agreement
FROM ours FULL JOIN said ON ours.uuid::text = said.key
"""

_COUNTED = f"SELECT agreement, count(*) FROM ({_COMPARED}) AS compared GROUP BY agreement"  # noqa: S608
_SEEN_HERE_ONLY = (
    f"SELECT count(*) FROM ({_COMPARED}) AS compared WHERE agreement = ANY(%(places)s)"  # noqa: S608
    " AND (status IS NULL OR status = %(done)s OR (status <> %(failed)s"
    " AND (recorded_at >= %(since)s OR (status = %(waiting)s AND method = ANY(%(people)s)))))"
)
_PAGE = (
    f"SELECT * FROM ({_COMPARED}) AS compared WHERE agreement = %(agreement)s"  # noqa: S608
    " ORDER BY recorded_at NULLS FIRST, key LIMIT %(most)s OFFSET %(skip)s"
)
_ONE = f"SELECT * FROM ({_COMPARED}) AS compared WHERE key = %(key)s"  # noqa: S608
_SETTLE = (
    f"WITH compared AS ({_COMPARED})"  # noqa: S608
    " UPDATE handover_handoverrecord AS record SET status = %(done)s, acknowledged_at = %(now)s,"
    " delivered_at = coalesce(record.delivered_at, %(now)s), next_attempt_at = NULL,"
    " message = '', reference = compared.reference"
    " FROM compared WHERE compared.agreement = 'late' AND record.uuid::text = compared.key"
    " AND record.status <> %(done)s RETURNING record.uuid"
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One record, or one line of the list of which there is none. `message` is the list's, else what a record
    that could not be handed over says.
    """

    key: str
    known: bool
    kind: str | None
    procedure_key: str | None
    status: Status | None
    recorded_at: datetime | None
    acknowledged_at: datetime | None
    reference: str
    message: str
    agreement: Agreement

    @property
    def may_be_repeated(self) -> bool:
        """Whether handing it over again is what mends it: missing there or refused, and not on its way."""
        wrong = self.agreement in (Agreement.MISSING, Agreement.REFUSED)
        return self.known and wrong and self.status is not Status.WAITING


def newest_list(target: str) -> CoreSystemList | None:
    """The list of a core system that reaches furthest. To be called inside `tenancy.municipality(...)`."""
    return CoreSystemList.objects.filter(target=target).first()


def newest_lists(municipality_code: str) -> dict[str, CoreSystemList]:
    """For each core system that we hand over to its newest list; without one it is not in it."""
    with tenancy.municipality(municipality_code):
        found = CoreSystemList.objects.order_by("target", "-ends", "-id").distinct("target")
        return {one.target: one for one in found}


def targets_of(municipality_code: str) -> tuple[str, ...]:
    """The core systems of which there are records."""
    with tenancy.municipality(municipality_code):
        return tuple(HandoverRecord.objects.order_by("target").values_list("target", flat=True).distinct())


def agreements(listed: CoreSystemList) -> Mapping[Agreement, int]:
    """How many stand in each place."""
    with tenancy.municipality(listed.municipality_code), connection.cursor() as cursor:
        cursor.execute(
            _COUNTED,
            _parameters(listed),
        )
        counted = dict(cursor.fetchall())
    return {one: int(counted.get(one.value, 0)) for one in Agreement}


def seen_here_only(listed: CoreSystemList, places: Collection[Agreement], since: datetime) -> int:
    """How many stand in these places that nothing but the list tells: not those that failed by themselves,
    nor those recorded before `since` that wait for an answer.
    """
    with tenancy.municipality(listed.municipality_code), connection.cursor() as cursor:
        cursor.execute(
            _SEEN_HERE_ONLY,
            _parameters(listed)
            | {
                "places": [one.value for one in places],
                "done": Status.ACKNOWLEDGED.value,
                "failed": Status.FAILED.value,
                "waiting": Status.WAITING.value,
                "people": [one.value for one in HandoverMethod if one.by_people],
                "since": since,
            },
        )
        return int(cursor.fetchone()[0])


def compared(
    listed: CoreSystemList, agreement: Agreement, *, most: int = 100, skip: int = 0
) -> Sequence[Compared]:
    """The records in one place, the oldest first."""
    with tenancy.municipality(listed.municipality_code), connection.cursor() as cursor:
        cursor.execute(
            _PAGE,
            _parameters(listed) | {"agreement": agreement.value, "most": most, "skip": skip},
        )
        return [_row(row) for row in cursor.fetchall()]


def compared_one(listed: CoreSystemList, key: UUID) -> Compared | None:
    """Where one record stands. To be called inside `tenancy.municipality(...)`."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ONE,
            _parameters(listed) | {"key": str(key)},
        )
        row = cursor.fetchone()
    return None if row is None else _row(row)


def _parameters(listed: CoreSystemList) -> dict[str, Any]:
    return {"list": listed.pk, "target": listed.target, "begins": listed.begins, "ends": listed.ends}


def _row(row: Sequence[Any]) -> Compared:
    key, known, kind, procedure, status, _, recorded, acknowledged, reference, message, agreement = row
    return Compared(
        key, known, kind, procedure, None if status is None else Status(status), recorded, acknowledged,
        reference or "", message or "", Agreement(agreement),
    )  # fmt: skip


def settle_late(listed: CoreSystemList, now: datetime) -> list[UUID]:
    """Take as done what never answered but is in the list; which. Inside `tenancy.municipality(...)`."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, _parameters(listed) | {"done": Status.ACKNOWLEDGED.value, "now": now})
        return [key for (key,) in cursor.fetchall()]
