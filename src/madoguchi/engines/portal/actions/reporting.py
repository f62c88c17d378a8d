"""Writing down, as part of the caller's transaction, where an application of the portal stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.engines.portal.configuration import portal_format
from madoguchi.engines.portal.models import PortalReport


class NotInTransactionError(RuntimeError):
    """状況は、そのもとになる処理と同じトランザクションの中で記録してください。"""


@dataclass(frozen=True, slots=True)
class ToldThere:
    """What the portal can be told of a status: its word for it (empty: nothing), and whether also why."""

    word: str
    with_message: bool


def told_there(status: str) -> ToldThere:
    """How much of a status (ours) reaches an applicant through the portal, as the format stands."""
    described = portal_format()
    if described is None:
        return ToldThere("", False)
    return ToldThere(described.statuses.get(status, ""), described.reports_message)


def record_report(context: Context, number: str, status: str, message: str = "") -> None:
    """Promise to tell the portal that the application stands at `status` (ours; the format has its word),
    and `message` to the applicant, where the portal takes one.

    Without a portal, or where the format has no word for it, nothing is told. Raises NotInTransactionError.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError(NotInTransactionError.__doc__)
    described = portal_format()
    if described is None or status not in described.statuses:
        return
    PortalReport.objects.update_or_create(
        number=number,
        defaults={
            "status": described.statuses[status],
            "note": message if described.reports_message else "",
            "recorded_at": context.now,
            "sent_at": None,
            "message": "",
        },
    )
