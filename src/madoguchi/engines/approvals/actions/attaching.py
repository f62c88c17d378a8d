"""Files and papers of a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from madoguchi.core.actions import Action, Context
from madoguchi.core.attachments.keeping import (
    RecordScan,
    attachment_details,
    check_room,
    checked_file,
    keep,
    same_file,
)
from madoguchi.engines.approvals.domain.states import ActKind, State
from madoguchi.engines.approvals.errors import (
    AlreadyDecidedError,
    FieldError,
    NotCirculatingError,
    NotEditableError,
    NotFoundHereError,
)
from madoguchi.engines.approvals.models import Attachment, Document, PaperPart
from madoguchi.engines.approvals.recording import locked, locked_own, record
from madoguchi.engines.approvals.seeing import check_may_see
from madoguchi.lib.attachments import MOST_ATTACHMENTS, AttachmentRefusedError
from madoguchi.lib.japanese.text import TextError, clean_line

LONGEST_PAPER_NAME = 100
MOST_SHEETS = 9_999


class TooManyFilesError(AttachmentRefusedError):
    """1つの文書に添付できるのは30個までです。1つのPDFにまとめてください。"""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file for a document, as it came."""

    document: UUID
    file_name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A part that goes round on paper."""

    document: UUID
    name: str = field(repr=False)
    sheets: int


@dataclass(frozen=True, slots=True)
class PartOfDocument:
    """A file or a paper of a document."""

    document: UUID
    part: UUID


class AttachFile(Action[NewFile, Attachment]):
    """Keep a file with a draft. The same file again is the one that is there already."""

    name: ClassVar[str] = "approvals.attach"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: NewFile) -> Attachment:
        """Raises AttachmentRefusedError (each cause its own), NotEditableError, NotYoursError,
        DocumentNotFoundError.
        """
        return self.add(context, _editable(context, given.document), given)

    def add(
        self, context: Context, document: Document, given: NewFile, *, scan_now: bool = False
    ) -> Attachment:
        """The same for a document that is locked, or that nobody else knows yet.

        `scan_now`: for what is to go on at once; the scanner is asked before anything is kept. Raises
        InfectedBeforeError and ScannerUnreachableError besides.
        """
        checked = checked_file(given.file_name, given.content)
        there = Attachment.objects.defer("content").filter(document=document)
        same = same_file(there.filter(file_name=checked.name), given.content)
        if same is not None and not same.taken_out:
            return same
        check_room(there.filter(taken_out=False), TooManyFilesError)
        if same is not None:
            same.taken_out = False
            same.save(update_fields=["taken_out"])
            return same
        attachment = Attachment(municipality_code=context.municipality_code, document=document)
        if keep(attachment, given.content, checked, context, scan_now=scan_now):
            from madoguchi.engines.approvals.tasks import scan_approval_file

            scan_approval_file.defer(
                municipality_code=context.municipality_code, attachment=str(attachment.uuid)
            )
        return attachment

    def subject(self, given: NewFile, result: Attachment) -> str:
        """The document."""
        return f"approval:{given.document}"

    def details(self, given: NewFile, result: Attachment) -> Mapping[str, Any]:
        """Which file, of what kind and size."""
        return attachment_details(result)


class TakeOutFile(Action[PartOfDocument, Attachment]):
    """Take a file out of a draft; versions that went round keep it."""

    name: ClassVar[str] = "approvals.take_out"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: PartOfDocument) -> Attachment:
        """Raises NotFoundHereError, NotEditableError, NotYoursError, DocumentNotFoundError."""
        document = _editable(context, given.document)
        found = Attachment.objects.defer("content").filter(document=document, uuid=given.part).first()
        if found is None:
            raise NotFoundHereError
        if found.sealed:
            found.taken_out = True
            found.save(update_fields=["taken_out"])
        else:
            found.delete()
        return found

    def subject(self, given: PartOfDocument, result: Attachment) -> str:
        """The document."""
        return f"approval:{given.document}"

    def details(self, given: PartOfDocument, result: Attachment) -> Mapping[str, Any]:
        """Which file."""
        return {"attachment": str(result.uuid)}


class AddPaper(Action[NewPaper, PaperPart]):
    """Say that a part of the document is on paper (併用決裁)."""

    name: ClassVar[str] = "approvals.add_paper"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: NewPaper) -> PaperPart:
        """Raises FieldError, NotEditableError, NotYoursError, DocumentNotFoundError, TooManyFilesError."""
        document = _editable(context, given.document)
        if document.paper_parts.filter(taken_out=False).count() >= MOST_ATTACHMENTS:
            raise TooManyFilesError(TooManyFilesError.__doc__)
        return PaperPart.objects.create(
            municipality_code=context.municipality_code,
            document=document,
            name=paper_name(given.name),
            sheets=sheets(given.sheets),
        )

    def subject(self, given: NewPaper, result: PaperPart) -> str:
        """The document."""
        return f"approval:{given.document}"


class TakeOutPaper(Action[PartOfDocument, PaperPart]):
    """The part is not on paper any more, or does not belong to the draft."""

    name: ClassVar[str] = "approvals.take_out_paper"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: PartOfDocument) -> PaperPart:
        """Raises NotFoundHereError, NotEditableError, NotYoursError, DocumentNotFoundError."""
        document = _editable(context, given.document)
        found = document.paper_parts.filter(uuid=given.part).first()
        if found is None:
            raise NotFoundHereError
        found.taken_out = True
        found.save(update_fields=["taken_out"])
        return found

    def subject(self, given: PartOfDocument, result: PaperPart) -> str:
        """The document."""
        return f"approval:{given.document}"


class PaperIsBack(Action[PartOfDocument, PaperPart]):
    """A paper part has come back from its way round; also after the decision."""

    name: ClassVar[str] = "approvals.paper_back"
    permission: ClassVar[str | None] = "approvals.read"

    def perform(self, context: Context, given: PartOfDocument) -> PaperPart:
        """Raises NotFoundHereError, NotCirculatingError, DocumentNotFoundError."""
        document = locked(given.document)
        check_may_see(context, document)
        if document.where not in (State.CIRCULATING, State.DECIDED):
            raise NotCirculatingError
        found = document.paper_parts.filter(uuid=given.part, taken_out=False).first()
        if found is None:
            raise NotFoundHereError
        if found.back_at is None:
            found.back_at = context.now
            found.back_by, found.back_by_name = context.actor.id, context.actor.display_name
            found.save(update_fields=["back_at", "back_by", "back_by_name"])
            record(context, document, ActKind.PAPER_BACK, found.name)
        return found

    def subject(self, given: PartOfDocument, result: PaperPart) -> str:
        """The document."""
        return f"approval:{given.document}"


class RecordFileScan(RecordScan):
    """Write down what the scanner said of a file."""

    name: ClassVar[str] = "approvals.scan"
    permission: ClassVar[str | None] = "approvals.draft"
    files = Attachment

    def rows(self) -> QuerySet[Attachment]:
        """Only of drafts: what is part of a version was scanned before."""
        return Attachment.objects.filter(sealed=False)


def paper_name(name: str) -> str:
    """The name of a paper, cleaned. Raises FieldError."""
    try:
        cleaned = clean_line(name, LONGEST_PAPER_NAME)
    except TextError as error:
        raise FieldError("paper_name", str(error)) from None
    if not cleaned:
        raise FieldError("paper_name", "紙の書類の名前を書いてください（例：位置図 A1）。")
    return cleaned


def sheets(number: int) -> int:
    """How many sheets. Raises FieldError."""
    if not 1 <= number <= MOST_SHEETS:
        raise FieldError("sheets", f"枚数は1から{MOST_SHEETS:,}までの数で入力してください。")
    return number


def _editable(context: Context, uuid: UUID) -> Document:
    document = locked_own(context, uuid)
    if document.where is State.DECIDED:
        raise AlreadyDecidedError
    if not document.where.is_editable:
        raise NotEditableError
    return document
