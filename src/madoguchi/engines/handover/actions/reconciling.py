"""Reading a core system's list, and mending what it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.handover.actions.retrying import HandoverNotFoundError, start_again
from madoguchi.engines.handover.comparing import compared_one, newest_list, settle_late
from madoguchi.engines.handover.domain.lists import read_list
from madoguchi.engines.handover.models import CoreSystemList, HandoverRecord, ListedRecord
from madoguchi.engines.handover.telling import tell_acknowledged


class ListReadBeforeError(Exception):
    """この一覧は、前に読み込んだものと同じです。新しい一覧を書き出してください。"""


class SpanWrongError(ValueError):
    """一覧の期間が正しくありません。「いつから」を「いつまで」より前にしてください。"""


class NotMissingError(Exception):
    """この引き渡しは、新しい一覧では、引き渡し直すものになっていません。画面を開き直して確かめてください。"""


@dataclass(frozen=True, slots=True)
class NewList:
    """A core system's list as a file; it speaks of everything from `begins` to `ends` (aware)."""

    target: str
    begins: datetime
    ends: datetime
    content: bytes = field(repr=False)


class ReadList(Action[NewList, CoreSystemList]):
    """Keep a core system's list for the comparison. Of who settles what, nothing changes by itself."""

    name: ClassVar[str] = "handover.read_list"
    permission: ClassVar[str | None] = "handover.retry"

    def perform(self, context: Context, given: NewList) -> CoreSystemList:
        """Raises ListUnreadableError, ListReadBeforeError, SpanWrongError."""
        if given.begins >= given.ends:
            raise SpanWrongError(SpanWrongError.__doc__)
        lines = read_list(given.content)
        digest = hashlib.sha256(given.content).hexdigest()
        listed, is_new = CoreSystemList.objects.get_or_create(
            municipality_code=context.municipality_code,
            target=given.target,
            sha256=digest,
            defaults={
                "begins": given.begins,
                "ends": given.ends,
                "size": len(lines),
                "read_at": context.now,
                "read_by": context.actor.id,
                "read_by_name": context.actor.display_name,
            },
        )
        if not is_new:
            raise ListReadBeforeError(ListReadBeforeError.__doc__)
        ListedRecord.objects.bulk_create(
            [
                ListedRecord(
                    municipality_code=context.municipality_code,
                    of=listed,
                    key=line.key,
                    stored=line.stored,
                    reference=line.reference,
                    message=line.message,
                )
                for line in lines
            ],
            batch_size=5_000,
        )
        return listed

    def details(self, given: NewList, result: CoreSystemList) -> Mapping[str, Any]:
        """Which core system, how many lines."""
        return {"target": result.target, "records": result.size}

    def subject(self, given: NewList, result: CoreSystemList) -> str:
        """The list."""
        return f"list:{result.uuid}"


@dataclass(frozen=True, slots=True)
class OfList:
    """Which record, by the findings of which list."""

    uuid: UUID
    of: UUID


class HandOverMissing(Action[OfList, HandoverRecord]):
    """Hand over again what the core system's newest list lacks or refuses, although we took it for done."""

    name: ClassVar[str] = "handover.hand_over_missing"
    permission: ClassVar[str | None] = "handover.retry"

    def perform(self, context: Context, given: OfList) -> HandoverRecord:
        """Raises HandoverNotFoundError, NotMissingError, RobotAtWorkError."""
        record = HandoverRecord.objects.select_for_update().filter(uuid=given.uuid).first()
        if record is None:
            raise HandoverNotFoundError(HandoverNotFoundError.__doc__)
        listed = newest_list(record.target)
        found = compared_one(listed, record.uuid) if listed is not None and listed.uuid == given.of else None
        if found is None or not found.may_be_repeated:
            raise NotMissingError(NotMissingError.__doc__)
        record.acknowledged_at = record.delivered_at = None
        record.entered.all().delete()
        record.save(update_fields=["acknowledged_at", "delivered_at"])
        start_again(context, record)
        return record

    def subject(self, given: OfList, result: HandoverRecord) -> str:
        """The record."""
        return f"handover:{result.uuid}"


class SettleLate(Action[UUID, int]):
    """Take as done what never answered, but stands in the core system's newest list as taken; how many."""

    name: ClassVar[str] = "handover.settle_late"
    permission: ClassVar[str | None] = "handover.retry"

    def perform(self, context: Context, given: UUID) -> int:
        """`given` is the list's uuid; a list that is not the newest of its core system settles nothing."""
        listed = CoreSystemList.objects.filter(uuid=given).first()
        if listed is None or newest_list(listed.target) != listed:
            return 0
        settled = settle_late(listed, context.now)
        tell_acknowledged(context, settled)
        return len(settled)

    def subject(self, given: UUID, result: int) -> str:
        """The list."""
        return f"list:{given}"

    def details(self, given: UUID, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"records": result}
