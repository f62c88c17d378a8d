"""The door of the audit log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from madoguchi.core import tenancy
from madoguchi.core.audit.chain import Break, Head, head, verify
from madoguchi.core.audit.models import AuditEntry

if TYPE_CHECKING:
    from madoguchi.core.actions.context import Context

__all__ = ["Break", "Head", "entries", "head", "record_change", "record_reading", "verify"]

READING = "read"
_INSERT = (
    "INSERT INTO audit_auditentry (municipality_code, at, actor_kind, actor_id, action, subject, purpose,"
    " details, sequence, previous_hash, hash) VALUES "
)
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, 0, '', '')"


def record_reading(
    context: Context, what: str, subject: str, details: Mapping[str, Any] | None = None
) -> None:
    """Write down that personal data was read.

    `what` is a short key of what was shown (`residents.household`), `subject` a reference without a name
    (`household:<uuid>`). To be called inside `tenancy.municipality(...)`: the entry stands before its
    transaction is committed, or the transaction is not.
    """
    _write(context, f"{READING}.{what}", subject, details or {})


def record_change(
    context: Context, action: str, subject: str, details: Mapping[str, Any] | None = None
) -> None:
    """Write down that something was changed; actions do this by themselves."""
    _write(context, action, subject, details or {})


def entries(
    *, subject: str = "", actor_id: str = "", before: int | None = None, limit: int = 50
) -> list[AuditEntry]:
    """The newest entries first, at most `limit`; `before` is the sequence number where a page ended.

    To be called inside `tenancy.municipality(...)`.
    """
    tenancy.finish(tenancy.current_municipality() or "", _write_all)
    found = AuditEntry.objects.order_by("-sequence")
    if subject:
        found = found.filter(subject=subject)
    if actor_id:
        found = found.filter(actor_id=actor_id)
    if before is not None:
        found = found.filter(sequence__lt=before)
    return list(found[:limit])


def _write(context: Context, action: str, subject: str, details: Mapping[str, Any]) -> None:
    entry = AuditEntry(
        municipality_code=context.municipality_code,
        at=context.now,
        actor_kind=context.actor.kind,
        actor_id=context.actor.id,
        action=action,
        subject=subject,
        purpose=context.purpose,
        details=dict(details),
    )
    # Whoever writes an entry locks the chain until the commit. At the very end the next writer waits for the
    # commit alone, and not for all the work of a transaction; and many entries are one statement.
    tenancy.at_end(_write_all, entry, last=True)


def _write_all(entries: list[AuditEntry]) -> tuple[str, list[str | datetime]]:
    # Every page that shows somebody's data comes by here; Django would write the same text anew each time.
    values: list[str | datetime] = []
    for one in entries:
        values += [one.municipality_code, one.at, one.actor_kind, one.actor_id, one.action, one.subject,
                   one.purpose, json.dumps(one.details)]  # fmt: skip
    return _INSERT + ", ".join([_ROW] * len(entries)), values
