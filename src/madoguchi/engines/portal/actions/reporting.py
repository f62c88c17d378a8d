"""Writing down, as part of the caller's transaction, where an application of the portal stands."""

from __future__ import annotations

from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.engines.portal.configuration import portal_format
from madoguchi.engines.portal.models import PortalReport


class NotInTransactionError(RuntimeError):
    """状況は、そのもとになる処理と同じトランザクションの中で記録してください。"""


def record_report(context: Context, number: str, status: str) -> None:
    """Promise to tell the portal that the application stands at `status` (ours; the format has its word).

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
            "recorded_at": context.now,
            "sent_at": None,
            "message": "",
        },
    )
