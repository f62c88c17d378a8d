"""Looking at the handover: numbers and records, without what is in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.handover.actions.entering import may_enter, sheet_of
from madoguchi.engines.handover.actions.retrying import HandoverNotFoundError
from madoguchi.engines.handover.domain.entries import EntrySheet
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import Evidence, FieldEntry, HandoverRecord, RobotRun
from madoguchi.engines.handover.waiting import TO_ENTER, unanswered_at


class EvidenceNotFoundError(LookupError):
    """この画面の記録は見つかりません。"""


def counts(municipality_code: str) -> Mapping[Status, int]:
    """How many records are in each status."""
    with tenancy.municipality(municipality_code):
        found = HandoverRecord.objects.values_list("status").annotate(number=Count("id")).order_by()
        return dict.fromkeys(Status, 0) | {Status(status): number for status, number in found}


def unanswered(municipality_code: str) -> int:
    """How many records nothing was heard of for a day."""
    with tenancy.municipality(municipality_code):
        return HandoverRecord.objects.filter(unanswered_at(clock.now())).count()


def records(
    municipality_code: str,
    *,
    status: Status | None = None,
    unanswered: bool = False,
    visit_uuid: UUID | None = None,
    most: int = 200,
    skip: int = 0,
) -> tuple[HandoverRecord, ...]:
    """Records, the newest first, at most `most` after the first `skip`; or those unanswered for a day only.

    Without their payload: it is loaded only where it is asked for.
    """
    with tenancy.municipality(municipality_code):
        found = HandoverRecord.objects.defer("payload").order_by("-recorded_at", "-id")
        if status is not None:
            found = found.filter(status=status.value)
        if unanswered:
            found = found.filter(unanswered_at(clock.now()))
        if visit_uuid is not None:
            found = found.filter(visit_uuid=visit_uuid)
        return tuple(found[skip : skip + most])


def to_enter(
    context: Context, *, desks: Collection[str] | None, most: int = 200
) -> tuple[HandoverRecord, ...]:
    """What waits for people to enter it, the oldest first; `desks` None: of all desks. Without payload."""
    with tenancy.municipality(context.municipality_code):
        found = HandoverRecord.objects.filter(TO_ENTER)
        if desks is not None:
            found = found.filter(desk_role__in=desks)
        return tuple(found.defer("payload").order_by("id")[:most])


@dataclass(frozen=True, slots=True)
class Opened:
    """A record as one page shows it. `entered`: by field, who said so and when; pictures without content."""

    record: HandoverRecord
    sheet: EntrySheet | None
    entered: Mapping[str, FieldEntry]
    runs: tuple[tuple[RobotRun, tuple[Evidence, ...]], ...]


def open_record(context: Context, uuid: UUID, pack: MunicipalityPack) -> Opened:
    """A record with what is in it, for who may enter it (the reading is written down); for others without.

    Raises HandoverNotFoundError.
    """
    with tenancy.municipality(context.municipality_code):
        record = HandoverRecord.objects.select_related("batch").filter(uuid=uuid).first()
        if record is None:
            raise HandoverNotFoundError(HandoverNotFoundError.__doc__)
        if not may_enter(context.actor, record):
            return Opened(record, None, {}, ())
        record_reading(context, "handover.record", f"handover:{record.uuid}")
        return Opened(
            record,
            sheet_of(record, pack),
            {one.field: one for one in record.entered.all()},
            tuple((run, tuple(run.evidence.defer("picture"))) for run in record.runs.all()[:10]),
        )


def evidence(context: Context, uuid: UUID) -> Evidence:
    """A picture of the core system's screen; the reading is written down. Raises EvidenceNotFoundError."""
    with tenancy.municipality(context.municipality_code):
        found = Evidence.objects.select_related("run__record").filter(uuid=uuid).first()
        if found is None or not may_enter(context.actor, found.run.record):
            raise EvidenceNotFoundError(EvidenceNotFoundError.__doc__)
        record_reading(context, "handover.evidence", f"handover:{found.run.record.uuid}")
        return found
