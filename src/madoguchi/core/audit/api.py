"""The door of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from madoguchi.core.audit.chain import Break, Head, head, verify
from madoguchi.core.audit.models import AuditEntry

if TYPE_CHECKING:
    from madoguchi.core.actions.context import Context

__all__ = ["Break", "Head", "entries", "head", "record_change", "record_reading", "verify"]

READING = "read"


def record_reading(
    context: Context, what: str, subject: str, details: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Write down that personal data was read.

    `what` is a short key of what was shown (`residents.household`), `subject` a reference without a name
    (`household:<uuid>`). To be called inside `tenancy.municipality(...)`.
    """
    return _write(context, f"{READING}.{what}", subject, details or {})


def record_change(
    context: Context, action: str, subject: str, details: Mapping[str, Any] | None = None
) -> AuditEntry:
    """Write down that something was changed; actions do this by themselves."""
    return _write(context, action, subject, details or {})


def entries(
    *, subject: str = "", actor_id: str = "", before: int | None = None, limit: int = 50
) -> list[AuditEntry]:
    """The newest entries first, at most `limit`; `before` is the sequence number where a page ended.

    To be called inside `tenancy.municipality(...)`.
    """
    found = AuditEntry.objects.order_by("-sequence")
    if subject:
        found = found.filter(subject=subject)
    if actor_id:
        found = found.filter(actor_id=actor_id)
    if before is not None:
        found = found.filter(sequence__lt=before)
    return list(found[:limit])


def _write(context: Context, action: str, subject: str, details: Mapping[str, Any]) -> AuditEntry:
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
    entry.save()
    return entry
