"""Attaching a file to something and having it looked at for viruses: the same for everything that has files.

An engine says to what a file belongs, who may attach it, and where that is written down; the rest is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from procrastinate import RetryStrategy

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.attachments.models import KeptFile, digest
from madoguchi.core.attachments.scanning import Verdict, verdict_on
from madoguchi.lib.attachments import (
    MOST_ATTACHMENTS,
    AttachmentRefusedError,
    CheckedFile,
    InfectedBeforeError,
    ScanState,
    check_file,
)

File = TypeVar("File", bound=KeptFile)

# A scanner that is being updated is back in minutes; one that is broken is tried for days.
SCAN_RETRY = RetryStrategy(max_attempts=40, exponential_wait=3)


class AttachmentNotFoundError(LookupError):
    """この添付は見つかりません。画面を開き直して、選び直してください。"""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What the scanner said of an attachment."""

    uuid: UUID
    verdict: Verdict


def checked_file(name: str, content: bytes) -> CheckedFile:
    """What a file is, within the limit of this installation. Raises AttachmentRefusedError."""
    return check_file(name, content, settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000)


def same_file(there: QuerySet[File], content: bytes) -> File | None:
    """The one of the files with this content. Raises InfectedBeforeError where a virus was found in it."""
    same = there.filter(sha256=digest(content)).first()
    if same is not None and same.scan is ScanState.INFECTED:
        raise InfectedBeforeError(InfectedBeforeError.__doc__)
    return same


def check_room(there: QuerySet[Any], refused: type[AttachmentRefusedError]) -> None:
    """Raises `refused`, with its own words, where there are MOST_ATTACHMENTS already."""
    if there.count() >= MOST_ATTACHMENTS:
        raise refused(refused.__doc__)


def keep(
    new: KeptFile, content: bytes, checked: CheckedFile, context: Context, *, scan_now: bool = False
) -> bool:
    """Save a new file of something; true where a job is to have it scanned.

    `scan_now`: for what is to go on at once; the scanner is asked before anything is kept. Raises
    InfectedBeforeError and ScannerUnreachableError then.
    """
    waits = new.take(content, checked, context.now, context.actor)
    if waits and scan_now:
        if not verdict_on(content).clean:
            raise InfectedBeforeError(InfectedBeforeError.__doc__)
        new.scan_state, new.scanned_at = ScanState.CLEAN.value, context.now
    new.save()
    return waits and not scan_now


def attachment_details(file: KeptFile) -> Mapping[str, Any]:
    """For the log: which file, of what kind and size; never its name, which may be somebody's."""
    return {"attachment": str(file.uuid), "kind": file.media_type, "size": file.size}


class RecordScan(Action[ScanResult, KeptFile]):
    """Write down what the scanner said of a file."""

    files: ClassVar[type[KeptFile]]

    def perform(self, context: Context, given: ScanResult) -> KeptFile:
        """Raises AttachmentNotFoundError."""
        found: KeptFile | None = self.rows().select_for_update().filter(uuid=given.uuid).first()
        if found is None:
            raise AttachmentNotFoundError(AttachmentNotFoundError.__doc__)
        found.record(given.verdict, context.now)
        return found

    def rows(self) -> QuerySet[Any]:
        """The files in question."""
        return self.files._default_manager.all()

    def subject(self, given: ScanResult, result: KeptFile) -> str:
        """The attachment."""
        return f"attachment:{result.uuid}"

    def details(self, given: ScanResult, result: KeptFile) -> Mapping[str, Any]:
        """What was found, in the scanner's words."""
        return {"state": result.scan_state, "found": given.verdict.found[:100]}


def scan_waiting(record: RecordScan, municipality_code: str, attachment: str) -> None:
    """Scan a file, unless it was scanned. Raises ScannerUnreachableError, and the job is tried again."""
    with tenancy.municipality(municipality_code):
        row = record.rows().filter(uuid=UUID(attachment), scan_state=ScanState.WAITING.value).first()
    if row is None:
        return
    # Outside of the transaction: a scanner may take a minute, and locks nothing meanwhile.
    verdict = verdict_on(bytes(row.content))
    context = Context(municipality_code, Actor.system("scanner"), purpose="添付のウイルス検査")
    run(record, context, ScanResult(row.uuid, verdict))
