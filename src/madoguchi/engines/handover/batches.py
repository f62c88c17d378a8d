"""Bulk files: many records in one file, one acknowledgement file for all of them.

As with single files, what is written here is never more than what is true: a batch is put together and
committed before its file is written, so that after a crash the same records make the same file under the same
name. The core system stores each key once, whichever files it stands in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_change
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.contrib.bulk_files.files import (
    MOST_BYTES_OF_AN_ANSWER,
    BatchAnswer,
    BulkFolders,
    LineAnswer,
    read_batch_answer,
)
from madoguchi.engines.handover.contrib.csv_files.plugin import NOT_TEXT, READ_BY_GROUP, csv_of
from madoguchi.engines.handover.domain.parcels import Parcel, Status, wait_before
from madoguchi.engines.handover.models import Batch, HandoverRecord
from madoguchi.engines.handover.telling import tell_acknowledged
from madoguchi.lib.files import write_whole

LARGEST = 10_000
"""Records in one file."""
ACTOR = Actor.system("handover")
PURPOSE = "基幹システムへの一括の引き渡し"
_OPEN = (Status.WAITING.value, Status.DELIVERED.value)

logger = logging.getLogger(__name__)
Then = Callable[[str, UUID], None]
Again = Callable[[str, UUID, timedelta], None]


def gather(municipality_code: str, *, then: Then) -> list[UUID]:
    """Put everything that waits for a bulk file into batches, one or more for each target.

    `then(code, batch)` is called in the transaction that makes the batch. Two gatherings at once share the
    records between them.
    """
    made: list[UUID] = []
    while batch := _gather_one(municipality_code, then):
        made.append(batch)
    return made


def _gather_one(municipality_code: str, then: Then) -> UUID | None:
    now = clock.now()
    with tenancy.municipality(municipality_code):
        waiting = HandoverRecord.objects.filter(
            status=Status.WAITING.value, method=HandoverMethod.BULK_FILE.value, batch=None
        ).order_by("id")
        first = waiting.select_for_update(skip_locked=True).values_list("target", flat=True).first()
        if first is None:
            return None
        locked = waiting.filter(target=first).select_for_update(skip_locked=True)
        keys = list(locked.values_list("pk", flat=True)[:LARGEST])
        batch = Batch.objects.create(
            municipality_code=municipality_code, target=first, size=len(keys), made_at=now
        )
        HandoverRecord.objects.filter(pk__in=keys).update(batch=batch)
        record_change(
            _context(municipality_code), "handover.gather", f"batch:{batch.uuid}", {"records": len(keys)}
        )
        then(municipality_code, batch.uuid)
        return batch.uuid


def attempt(municipality_code: str, uuid: UUID, *, again: Again) -> bool:
    """One attempt: hear what the core system says, else see to it that the file is there.

    True when every record of the batch is settled; otherwise `again(code, uuid, wait)` was called.
    """
    with tenancy.municipality(municipality_code):
        batch = Batch.objects.select_for_update().filter(uuid=uuid).first()
        if batch is None:
            return True
        batch.attempts += 1
        batch.save(update_fields=["attempts"])
    folders = BulkFolders(Path(settings.MADOGUCHI_HANDOVER_DIRECTORY), municipality_code)
    if batch.answered_at is not None:  # we died before the file was taken away
        _clear(batch, folders)
        return True
    message = ""
    try:
        answer = _read(folders.batch_answer_file(uuid))
        if answer is None:
            _write(batch, folders)
            answer = _read(folders.batch_answer_file(uuid))
        if answer is not None:
            message = _settle(batch, answer)
            if not message:
                _clear(batch, folders)
                return True
    except OSError as error:
        logger.warning("handover batch %s: attempt failed (%s)", uuid, type(error).__name__)
        message = (
            f"引き渡しフォルダーに書き込めません（{error.strerror}）。"
            "フォルダーの空きと権限を確かめてください。自動でもう一度試みます。"
        )
    with tenancy.municipality(municipality_code):
        Batch.objects.filter(pk=batch.pk).update(message=message)
        again(municipality_code, uuid, wait_before(batch.attempts))
    return False


def batches(municipality_code: str, *, most: int = 20) -> Sequence[Batch]:
    """The newest batches."""
    with tenancy.municipality(municipality_code):
        return list(Batch.objects.all()[:most])


def _write(batch: Batch, folders: BulkFolders) -> None:
    """The file of the records that are still open; told to be delivered once it is there. Raises OSError."""
    with tenancy.municipality(batch.municipality_code):
        parcels = [one.parcel() for one in batch.records.filter(status__in=_OPEN).order_by("id")]
    if not parcels:
        return
    try:
        content = csv_of(*parcels)
    except UnicodeEncodeError:
        parcels = _without_impossible(batch, parcels)
        content = csv_of(*parcels)
    write_whole(folders.batch_file(batch.target, batch.uuid), content, mode=READ_BY_GROUP)
    now = clock.now()
    with tenancy.municipality(batch.municipality_code):
        Batch.objects.filter(pk=batch.pk, delivered_at=None).update(delivered_at=now)
        batch.records.filter(status=Status.WAITING.value).update(
            status=Status.DELIVERED.value, delivered_at=now, next_attempt_at=None
        )


def _without_impossible(batch: Batch, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Settle what no file can hold, so that it keeps nobody else waiting."""
    fine = []
    for parcel in parcels:
        try:
            csv_of(parcel)
        except UnicodeEncodeError:
            with tenancy.municipality(batch.municipality_code):
                batch.records.filter(uuid=parcel.key, status__in=_OPEN).update(
                    status=Status.FAILED.value, message=NOT_TEXT, next_attempt_at=None
                )
        else:
            fine.append(parcel)
    return fine


def _read(file: Path) -> BatchAnswer | None:
    try:
        if file.stat().st_size > MOST_BYTES_OF_AN_ANSWER:
            return None
        return read_batch_answer(file.read_bytes())
    except FileNotFoundError:
        return None


def _settle(batch: Batch, answer: BatchAnswer) -> str:
    """Write down what was answered; what is still wrong, for people, or nothing when all is settled."""
    now = clock.now()
    with tenancy.municipality(batch.municipality_code):
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        stored = _update(batch, Status.ACKNOWLEDGED, {k: a for k, a in answer.lines.items() if a.stored})
        refused = _update(batch, Status.FAILED, {k: a for k, a in answer.lines.items() if not a.stored})
        left = batch.records.filter(status__in=_OPEN).count()
        unknown = len(answer.lines) - batch.records.filter(uuid__in=list(answer.lines)).count()
        if stored or refused or (not left and locked.answered_at is None):
            record_change(
                _context(batch.municipality_code),
                "handover.batch_answered",
                f"batch:{batch.uuid}",
                {"records": len(stored) + len(refused), "refused": len(refused), "left": left},
            )
        tell_acknowledged(_context(batch.municipality_code), stored)
        if not left:
            Batch.objects.filter(pk=batch.pk).update(answered_at=now, message=_strange(answer, unknown))
            return ""
        contradicting = len(answer.contradicting)
        said = f"受領ファイルに{left}件の結果がありません。"
        if contradicting:
            said += f"うち{contradicting}件は「受け取った」と「受け取らない」の両方が書かれています。"
        return said + "基幹システムの側で確かめてください。受領ファイルが直れば、自動で読み込みます。"


def _strange(answer: BatchAnswer, unknown: int) -> str:
    said = []
    if unknown:
        said.append(f"受領ファイルに、この一括ファイルにない引渡番号が{unknown}件ありました。")
    if answer.strange:
        said.append(f"受領ファイルに、読めない行が{answer.strange}行ありました。")
    return "".join(said)


def _update(batch: Batch, status: Status, answers: dict[UUID, LineAnswer]) -> list[UUID]:
    """Settle many records with one statement, and tell which; what is settled already stays as it is."""
    if not answers:
        return []
    now = clock.now()
    acknowledged = now if status is Status.ACKNOWLEDGED else None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE handover_handoverrecord AS record SET status = %s, acknowledged_at = %s,"
            " delivered_at = coalesce(record.delivered_at, %s), attempts = record.attempts + 1,"
            " next_attempt_at = NULL, reference = said.reference, message = said.message"
            " FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS said (key, reference, message)"
            " WHERE record.uuid = said.key AND record.batch_id = %s AND record.status = ANY(%s)"
            " RETURNING record.uuid",
            [
                status.value,
                acknowledged,
                now,
                list(answers),
                [one.reference for one in answers.values()],
                [one.message for one in answers.values()],
                batch.pk,
                list(_OPEN),
            ],
        )
        return [key for (key,) in cursor.fetchall()]


def _clear(batch: Batch, folders: BulkFolders) -> None:
    """Take the file away: personal data lies in the folder no longer than it must."""
    try:
        folders.batch_file(batch.target, batch.uuid).unlink(missing_ok=True)
    except OSError:
        logger.warning("handover batch %s: what was delivered could not be taken away", batch.uuid)


def _context(municipality_code: str) -> Context:
    return Context(municipality_code, ACTOR, clock.now(), purpose=PURPOSE)
