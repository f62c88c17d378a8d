"""Writing down that something must reach the core system, as part of the caller's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.engines.handover.tasks import deliver_later


class HandoverKeyReusedError(ValueError):
    """この引渡番号は、別の内容ですでに使われています。"""


class NotInTransactionError(RuntimeError):
    """引き渡しは、受理と同じトランザクションの中で記録してください。"""


def record_handover(
    context: Context,
    *,
    target: str,
    kind: str,
    payload: Mapping[str, Any],
    key: UUID | None = None,
    visit_uuid: UUID | None = None,
) -> HandoverRecord:
    """Write the record and defer its job; both become true with the caller's commit, or neither.

    To be called inside an action (or `tenancy.municipality(...)`). `payload` is JSON: `answers` (facts as
    JSON), `persons` (indexes; None or missing: everybody), `procedure`, `filed_on` (ISO date). With a `key`
    used before for the same content the earlier record is returned and nothing is deferred.
    Raises HandoverKeyReusedError for a key of other content, NotInTransactionError.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError(NotInTransactionError.__doc__)
    digest = hashlib.sha256(
        json.dumps([target, kind, dict(payload)], sort_keys=True, ensure_ascii=True).encode("ascii")
    ).hexdigest()
    record, is_new = HandoverRecord.objects.get_or_create(
        uuid=key or uuid4(),
        defaults={
            "municipality_code": context.municipality_code,
            "visit_uuid": visit_uuid,
            "target": target,
            "kind": kind,
            "payload": dict(payload),
            "payload_digest": digest,
            "recorded_at": context.now,
            "next_attempt_at": context.now,
        },
    )
    if not is_new:
        if record.payload_digest != digest:
            raise HandoverKeyReusedError(HandoverKeyReusedError.__doc__)
        return record
    deliver_later(context.municipality_code, record.uuid)
    return record
