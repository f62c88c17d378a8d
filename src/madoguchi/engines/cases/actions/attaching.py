"""Files that belong to a case: adding one, recording what the scanner said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.attachments.keeping import (
    RecordScan,
    attachment_details,
    check_room,
    checked_file,
    keep,
    same_file,
)
from madoguchi.engines.cases.actions.working import check_desk, locked_case, take_step
from madoguchi.engines.cases.domain.states import Step
from madoguchi.engines.cases.models import Attachment
from madoguchi.lib.attachments import TooManyAttachmentsError


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file for a case, as it came."""

    case_uuid: UUID
    file_name: str = field(repr=False)
    content: bytes = field(repr=False)


class AddAttachment(Action[NewAttachment, Attachment]):
    """Keep a file with a case. The same content again is the attachment that is there already."""

    name: ClassVar[str] = "cases.attach"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: NewAttachment) -> Attachment:
        """Raises AttachmentRefusedError (each cause its own), CaseNotFoundError, NotYourDeskError."""
        checked = checked_file(given.file_name, given.content)
        case = locked_case(given.case_uuid)
        check_desk(context.actor, case)
        there = Attachment.objects.defer("content").filter(case=case)
        if same := same_file(there, given.content):
            return same
        check_room(there, TooManyAttachmentsError)
        attachment = Attachment(municipality_code=context.municipality_code, case=case)
        waits = keep(attachment, given.content, checked, context)
        take_step(context, case, Step.ATTACHED, checked.name)
        if waits:
            from madoguchi.engines.cases.tasks import scan_attachment

            scan_attachment.defer(
                municipality_code=context.municipality_code, attachment=str(attachment.uuid)
            )
        return attachment

    def subject(self, given: NewAttachment, result: Attachment) -> str:
        """The case."""
        return f"case:{given.case_uuid}"

    def details(self, given: NewAttachment, result: Attachment) -> Mapping[str, Any]:
        """Which attachment, of what kind and size."""
        return attachment_details(result)


class RecordCaseScan(RecordScan):
    """Write down what the scanner said of a file of a case."""

    name: ClassVar[str] = "cases.scan"
    permission: ClassVar[str | None] = "cases.work"
    files = Attachment
