"""The button that hands over again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.engines.handover.tasks import deliver_later


class HandoverNotFoundError(LookupError):
    """この引き渡しは見つかりません。一覧から選び直してください。"""


@dataclass(frozen=True, slots=True)
class RetryInput:
    """Which record."""

    uuid: UUID


class RetryHandover(Action[RetryInput, HandoverRecord]):
    """Hand over again now: after a refusal, or instead of waiting. The key stays: it is stored once."""

    name: ClassVar[str] = "handover.retry"
    permission: ClassVar[str | None] = "handover.retry"

    def perform(self, context: Context, given: RetryInput) -> HandoverRecord:
        """An acknowledged record stays as it is. Raises HandoverNotFoundError."""
        record = HandoverRecord.objects.select_for_update().filter(uuid=given.uuid).first()
        if record is None:
            raise HandoverNotFoundError(HandoverNotFoundError.__doc__)
        if record.state is Status.ACKNOWLEDGED:
            return record
        record.status = Status.WAITING.value
        record.next_attempt_at = context.now
        record.message = ""
        record.save(update_fields=["status", "next_attempt_at", "message"])
        deliver_later(context.municipality_code, record.uuid)
        return record

    def subject(self, given: RetryInput, result: HandoverRecord) -> str:
        """The record."""
        return f"handover:{result.uuid}"

    def details(self, given: RetryInput, result: HandoverRecord) -> Mapping[str, Any]:
        """The status."""
        return {"status": result.status}
