"""What a decision makes of a document: number, retention, hash; and how it is counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.engines.approvals.domain.canonical import DECISION_FORM, fingerprint
from madoguchi.engines.approvals.domain.numbers import fiscal_year, kept_until, number_text, symbol_of
from madoguchi.engines.approvals.domain.states import Medium, State
from madoguchi.engines.approvals.errors import PaperNotBackError
from madoguchi.engines.approvals.models import Act, Document, Version
from madoguchi.engines.approvals.offices import pack_of

_NEXT = """
INSERT INTO approvals_numberseries (municipality_code, fiscal_year, symbol, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (municipality_code, fiscal_year, symbol)
DO UPDATE SET last = approvals_numberseries.last + 1 RETURNING last
"""
_TALLY = """
INSERT INTO approvals_decisiontally (municipality_code, month, desk_role, medium, number)
VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (municipality_code, month, desk_role, medium)
DO UPDATE SET number = approvals_decisiontally.number + 1
"""


def decide(
    context: Context,
    document: Document,
    decided_by: str,
    *,
    on: date | None = None,
    medium: Medium | None = None,
) -> None:
    """Number a locked document, hash it and close it. The act of deciding stands in its story already.

    The row of the number series is locked until the transaction ends, so that a decision that is undone
    leaves no gap; it and the tally come last, so that nobody waits longer than for the commit. `on` and
    `medium` are told for what was decided on paper. Raises PaperNotBackError.
    """
    parts = list(document.paper_parts.filter(taken_out=False))
    if document.wait_for_paper and any(part.back_at is None for part in parts):
        raise PaperNotBackError
    day = on or context.day
    pack = pack_of(context)
    desk = pack.desks.get(document.desk_role)
    symbol = pack.approvals.symbols.get(document.desk_role) or symbol_of(
        desk.name if desk else document.desk_name
    )
    document.medium = (medium or (Medium.MIXED if parts else Medium.ELECTRONIC)).value
    document.decided_at, document.decided_on = context.now, day
    document.decided_by_name = decided_by
    document.kept_until = kept_until(day, document.kept_for)
    document.fiscal_year, document.symbol = fiscal_year(day), symbol
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [document.municipality_code, document.fiscal_year, symbol])
        document.serial = int(cursor.fetchone()[0])
        document.number = number_text(document.fiscal_year, symbol, document.serial)
        month = day.replace(day=1)
        cursor.execute(_TALLY, [document.municipality_code, month, document.desk_role, document.medium])
    document.decision_hash = fingerprint(decision_content(document))
    document.state = State.DECIDED.value
    document.save()


def words_of(document: Document) -> dict[str, Any]:
    """What a document says in its columns, as it is hashed with the version."""
    return {
        "document": str(document.uuid),
        "kind": document.kind_key,
        "kind_label": document.kind_label,
        "title": document.title,
        "text": document.text,
        "items": document.items,
        "desk": document.desk_role,
        "desk_name": document.desk_name,
        "drafter": document.drafter_id,
        "drafter_name": document.drafter_name,
        "subject": document.subject,
    }


def decision_content(document: Document) -> dict[str, Any]:
    """What the hash of a decision covers: the version by its hash, number, retention, and everything that was
    done up to the decision, by whom and in whose place.
    """
    version = Version.objects.get(document=document, number=document.version)
    return {
        "form": DECISION_FORM,
        "municipality": document.municipality_code,
        "document": str(document.uuid),
        "version": document.version,
        "version_sha256": version.sha256,
        "number": document.number,
        "medium": document.medium,
        "decided_at": _moment(document.decided_at),
        "decided_on": document.decided_on.isoformat() if document.decided_on else None,
        "decided_by": document.decided_by_name,
        "retention": document.retention,
        "kept_until": document.kept_until.isoformat() if document.kept_until else None,
        "acts": [_act(act) for act in _until_decision(document)],
    }


def _until_decision(document: Document) -> Iterable[Act]:
    acts = list(Act.objects.filter(document=document).order_by("id"))
    last = max((number for number, act in enumerate(acts) if act.what.is_decision), default=len(acts) - 1)
    return acts[: last + 1]


def _act(act: Act) -> dict[str, Any]:
    return {
        "uuid": str(act.uuid),
        "kind": act.kind,
        "version": act.version,
        "version_sha256": act.version_hash,
        "by": act.actor_id,
        "name": act.actor_name,
        "way": act.way,
        "for": act.for_id,
        "post": f"{act.desk_name} {act.position_label}".strip(),
        "comment": act.comment,
        "at": _moment(act.at),
        "details": act.details,
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
