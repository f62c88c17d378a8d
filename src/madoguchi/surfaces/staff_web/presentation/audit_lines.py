"""The entries of the audit log, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.core.audit.models import AuditEntry
from madoguchi.surfaces.staff_web.presentation.audit_words import KINDS, WORDS

_COUNTED: Mapping[str, str] = {
    "applications": "件の申請",
    "attempts": "回目",
    "board_cases": "件の審査",
    "cases": "件の案件",
    "documents": "件の起案文書",
    "handovers": "件の引き渡し",
    "messages": "件の送付",
    "records": "件の引き渡し",
    "residents": "人",
    "opinions": "件の意見書",
    "surveys": "件の認定調査",
    "visits": "件の受付",
}
SYSTEM = "システム"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry, readable. `subject` is the whole reference, `subject_text` the short one."""

    sequence: int
    at: datetime
    who: str
    actor_id: str
    what: str
    kind: str
    failed: bool
    subject: str
    subject_text: str
    purpose: str
    more: str


def line_of(entry: AuditEntry, names: Mapping[str, str]) -> AuditLine:
    """The line of an entry; `names` are members of staff and desks by their reference."""
    kind, _, reference = entry.subject.partition(":")
    named = names.get(entry.subject)
    short = named or (f"{KINDS.get(kind, kind)} {reference[:8]}" if reference else KINDS.get(kind, kind))
    return AuditLine(
        sequence=entry.sequence,
        at=entry.at,
        who=names.get(entry.actor_id) or (SYSTEM if entry.actor_kind == "system" else entry.actor_id),
        actor_id=entry.actor_id,
        what=WORDS.get(entry.action, entry.action),
        kind=_kind(entry.action),
        failed=entry.action.endswith("failed"),
        subject=entry.subject,
        subject_text=short,
        purpose=entry.purpose,
        more=_reason(entry.details) or _counts(entry.details),
    )


def _kind(action: str) -> str:
    if action.startswith("read."):
        return "閲覧"
    if action.endswith("failed"):
        return "失敗"
    return "出入" if action.startswith("accounts.signed") else "変更"


def _reason(details: Mapping[str, object]) -> str:
    """Why somebody may have more bookings than others, in the clerk's words."""
    reason = details.get("beyond_limit")
    return f"予約の数を超えた理由：{reason}" if isinstance(reason, str) else ""


def _counts(details: Mapping[str, object]) -> str:
    """The numbers among the details: 「12人」. Keys and references stay in the log itself."""
    said = []
    for key, unit in _COUNTED.items():
        value = details.get(key)
        number = len(value) if isinstance(value, list) else value
        if isinstance(number, int) and not isinstance(number, bool):
            said.append(f"{number}{unit}")
    return "、".join(said)
