"""Files that belong to a case: adding one, recording what the scanner said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings

from madoguchi.core.actions import Action, Context
from madoguchi.core.attachments.models import digest
from madoguchi.core.attachments.scanning import Verdict
from madoguchi.engines.cases.actions.working import check_desk, locked_case, take_step
from madoguchi.engines.cases.domain.states import Step
from madoguchi.engines.cases.models import Attachment
from madoguchi.lib.attachments import (
    MOST_ATTACHMENTS,
    InfectedBeforeError,
    ScanState,
    TooManyAttachmentsError,
    check_file,
)


class AttachmentNotFoundError(LookupError):
    """この添付は見つかりません。案件の画面から選び直してください。"""


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file for a case, as it came."""

    case_uuid: UUID
    file_name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What the scanner said of an attachment."""

    uuid: UUID
    verdict: Verdict


class AddAttachment(Action[NewAttachment, Attachment]):
    """Keep a file with a case. The same content again is the attachment that is there already."""

    name: ClassVar[str] = "cases.attach"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: NewAttachment) -> Attachment:
        """Raises AttachmentRefusedError (each cause its own), CaseNotFoundError, NotYourDeskError."""
        checked = check_file(
            given.file_name, given.content, settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000
        )
        case = locked_case(given.case_uuid)
        check_desk(context.actor, case)
        there = Attachment.objects.defer("content").filter(case=case)
        if same := there.filter(sha256=digest(given.content)).first():
            if same.scan is ScanState.INFECTED:
                raise InfectedBeforeError(InfectedBeforeError.__doc__)
            return same
        if there.count() >= MOST_ATTACHMENTS:
            raise TooManyAttachmentsError(TooManyAttachmentsError.__doc__)
        attachment = Attachment(municipality_code=context.municipality_code, case=case)
        scanned = attachment.take(given.content, checked, context.now, context.actor)
        attachment.save()
        take_step(context, case, Step.ATTACHED, checked.name)
        if scanned:
            from madoguchi.engines.cases.tasks import scan_attachment

            scan_attachment.defer(
                municipality_code=context.municipality_code, attachment=str(attachment.uuid)
            )
        return attachment

    def subject(self, given: NewAttachment, result: Attachment) -> str:
        """The case."""
        return f"case:{given.case_uuid}"

    def details(self, given: NewAttachment, result: Attachment) -> Mapping[str, Any]:
        """Which attachment, of what kind and size; never its name, which may be somebody's."""
        return {"attachment": str(result.uuid), "kind": result.media_type, "size": result.size}


class RecordScan(Action[ScanResult, Attachment]):
    """Write down what the scanner said."""

    name: ClassVar[str] = "cases.scan"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: ScanResult) -> Attachment:
        """Raises AttachmentNotFoundError."""
        attachment = Attachment.objects.select_for_update().filter(uuid=given.uuid).first()
        if attachment is None:
            raise AttachmentNotFoundError(AttachmentNotFoundError.__doc__)
        attachment.record(given.verdict, context.now)
        return attachment

    def subject(self, given: ScanResult, result: Attachment) -> str:
        """The attachment."""
        return f"attachment:{result.uuid}"

    def details(self, given: ScanResult, result: Attachment) -> Mapping[str, Any]:
        """What was found, in the scanner's words."""
        return {"state": result.scan_state, "found": given.verdict.found[:100]}
