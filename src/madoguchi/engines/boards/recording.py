"""The digest of a sitting: what proves that nothing was changed since it was closed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from madoguchi.engines.boards.models import Sitting


def digest_of(sitting: Sitting) -> str:
    """SHA-256 (hexadecimal) over day, place, who was there, and every decision with who judged."""
    content = {
        "sitting": str(sitting.uuid),
        "panel": str(sitting.panel.uuid),
        "day": sitting.day.isoformat(),
        "begins": sitting.begins.isoformat(),
        "place": sitting.place,
        "seats": sitting.seats,
        "opened_at": _moment(sitting.opened_at),
        "closed_at": _moment(sitting.closed_at),
        "present": sorted(
            [str(uuid), presides]
            for uuid, presides in sitting.attendances.values_list("member__uuid", "presides")
        ),
        "cases": [
            {
                "case": str(one.uuid),
                "number": one.number,
                "from": [one.source_code, str(one.source_uuid), one.reference],
                "application": [one.application, one.applied_on.isoformat(), one.before, one.first_stage],
                "content": hashlib.sha256(_text([one.items, one.parts])).hexdigest(),
                "decision": [one.result, one.months, one.reason, one.opinion],
                "judged": one.judged,
                "decided_at": _moment(one.decided_at),
            }
            for one in sitting.cases.order_by("number")
        ],
    }
    if sitting.roster:  # sittings of before have none, and keep the digest that they had
        content["roster"] = sitting.roster
    return hashlib.sha256(_text(content)).hexdigest()


def _text(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).isoformat()
