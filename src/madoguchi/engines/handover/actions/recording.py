"""Writing down that something must reach the core system, as part of the caller's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from madoguchi.core.actions import Context
from madoguchi.core.packs import HandoverMethod, Procedure
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.engines.handover.tasks import begin


class HandoverKeyReusedError(ValueError):
    """この引渡番号は、別の内容ですでに使われています。"""


class NotInTransactionError(RuntimeError):
    """引き渡しは、受理と同じトランザクションの中で記録してください。"""


@dataclass(frozen=True, slots=True)
class NewHandover:
    """What is to be handed over. `key` is the idempotency key.

    `payload` is JSON: `answers` (facts as JSON), `persons` (indexes; None or missing: everybody),
    `procedure`, `filed_on` (ISO date).
    """

    target: str
    kind: str
    payload: Mapping[str, Any] = field(repr=False)
    key: UUID = field(default_factory=uuid4)
    method: HandoverMethod = HandoverMethod.FILE
    procedure: str = ""
    desk: str = ""

    @classmethod
    def of(cls, procedure: Procedure, payload: Mapping[str, Any], key: UUID) -> NewHandover:
        """What a procedure hands over, in the way that its municipality chose. ValueError: nothing."""
        if procedure.handover is None:
            raise ValueError(procedure.key)
        target, _, kind = procedure.handover.partition(".")
        return cls(target, kind, payload, key, procedure.handover_method, procedure.key, procedure.desk)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        content = [self.target, self.kind, dict(self.payload)]
        return hashlib.sha256(
            json.dumps(content, sort_keys=True, ensure_ascii=True).encode("ascii")
        ).hexdigest()


def record_handovers(
    context: Context, wanted: Sequence[NewHandover], *, visit_uuid: UUID | None = None
) -> list[HandoverRecord]:
    """Write the records and defer their jobs; all become true with the caller's commit, or none.

    To be called inside an action (or `tenancy.municipality(...)`). For a key used before for the same content
    the earlier record is returned and nothing is deferred. The records come in the order of `wanted`. Raises
    HandoverKeyReusedError for a key of other content, NotInTransactionError.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError(NotInTransactionError.__doc__)
    records = {new.key: _record(context, new, visit_uuid) for new in wanted}
    fresh = list(records.values())
    try:
        _insert(fresh)
    except IntegrityError:
        earlier = HandoverRecord.objects.in_bulk(list(records), field_name="uuid")
        if any(one.payload_digest != records[key].payload_digest for key, one in earlier.items()):
            raise HandoverKeyReusedError(HandoverKeyReusedError.__doc__) from None
        fresh = [one for key, one in records.items() if key not in earlier]
        records |= earlier
        _insert(fresh)
    begin(context.municipality_code, fresh)
    return list(records.values())


def _record(context: Context, new: NewHandover, visit_uuid: UUID | None) -> HandoverRecord:
    return HandoverRecord(
        uuid=new.key,
        municipality_code=context.municipality_code,
        visit_uuid=visit_uuid,
        target=new.target,
        kind=new.kind,
        payload=dict(new.payload),
        payload_digest=new.digest,
        recorded_at=context.now,
        next_attempt_at=None if new.method.by_people else context.now,
        method=new.method.value,
        procedure_key=new.procedure,
        desk_role=new.desk,
    )


def _insert(records: Sequence[HandoverRecord]) -> None:
    with transaction.atomic():
        HandoverRecord.objects.bulk_create(records)
