"""The button that hands over again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.engines.handover.robots_at_work import none_is_at_work
from madoguchi.engines.handover.tasks import begin


class HandoverNotFoundError(LookupError):
    """この引き渡しは見つかりません。一覧から選び直してください。"""


class RobotAtWorkError(Exception):
    """ロボットがこの引き渡しをまだ入力しています。終わってから、もう一度押してください。"""


@dataclass(frozen=True, slots=True)
class RetryInput:
    """Which record."""

    uuid: UUID


def start_again(context: Context, record: HandoverRecord) -> None:
    """Hand a locked record over from the beginning, under the same key, as part of the transaction.

    That a robot may press again is what a person says with it, who has looked into the core system. Nobody
    can say so before the record is settled, nor while a robot is still at the screen: what was pressed may
    come out any moment. Until then starting again only looks again. Raises RobotAtWorkError.
    """
    if record.is_settled:
        if record.way is HandoverMethod.ROBOT and not none_is_at_work(record.uuid):
            raise RobotAtWorkError(RobotAtWorkError.__doc__)
        record.pressed_at = None
    record.status, record.message = Status.WAITING.value, ""
    record.next_attempt_at = None if record.way.by_people else context.now
    record.batch = None
    record.holder_id, record.holder_name, record.held_at = "", "", None
    record.save(
        update_fields=[
            "status", "message", "next_attempt_at", "batch", "pressed_at",
            "holder_id", "holder_name", "held_at",
        ]
    )  # fmt: skip
    begin(context.municipality_code, [record])


class RetryHandover(Action[RetryInput, HandoverRecord]):
    """Hand over again now: after a refusal, or instead of waiting. The key stays: it is stored once."""

    name: ClassVar[str] = "handover.retry"
    permission: ClassVar[str | None] = "handover.retry"

    def perform(self, context: Context, given: RetryInput) -> HandoverRecord:
        """An acknowledged record stays as it is. Raises HandoverNotFoundError, RobotAtWorkError."""
        record = HandoverRecord.objects.select_for_update().filter(uuid=given.uuid).first()
        if record is None:
            raise HandoverNotFoundError(HandoverNotFoundError.__doc__)
        if record.state is Status.ACKNOWLEDGED:
            return record
        start_again(context, record)
        return record

    def subject(self, given: RetryInput, result: HandoverRecord) -> str:
        """The record."""
        return f"handover:{result.uuid}"

    def details(self, given: RetryInput, result: HandoverRecord) -> Mapping[str, Any]:
        """The status."""
        return {"status": result.status}
