"""Writing a document before it goes round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import ApprovalKind, MunicipalityPack, Retention
from madoguchi.engines.approvals.domain.states import ActKind, State
from madoguchi.engines.approvals.errors import (
    AlreadyDecidedError,
    FieldError,
    NotCirculatingError,
    NotEditableError,
    UnknownDeskError,
    UnknownKindOfDocumentError,
)
from madoguchi.engines.approvals.models import Document
from madoguchi.engines.approvals.models.documents import LONGEST_TEXT, LONGEST_TITLE
from madoguchi.engines.approvals.offices import pack_of
from madoguchi.engines.approvals.recording import circulating, close_all, locked_own, places_of, record
from madoguchi.lib.japanese.text import TextError, clean_text, clean_title

_ANY_DESK = "system"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document says. `uuid` of one that is changed, None for a new one.

    `items` are JSON values by item key, of the items of the kind. `retention` empty: as the kind says.
    """

    kind: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    desk: str
    items: Mapping[str, Any] = field(default_factory=dict)
    retention: str = ""
    confidential: bool = False
    wait_for_paper: bool = False
    subject: str = ""
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document of one's own, and why (where that is asked)."""

    uuid: UUID
    comment: str = field(default="", repr=False)


class SaveDraft(Action[Draft, Document]):
    """Write a new document, or change one that does not go round."""

    name: ClassVar[str] = "approvals.save"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: Draft) -> Document:
        """Raises FieldError, UnknownKindOfDocumentError, UnknownDeskError, NotYoursError, NotEditableError,
        AlreadyDecidedError, DocumentNotFoundError.
        """
        if given.uuid is None:
            document = Document(
                municipality_code=context.municipality_code,
                drafter_id=context.actor.id,
                drafter_name=context.actor.display_name,
                created_at=context.now,
            )
        else:
            document = locked_own(context, given.uuid)
            if document.where is State.DECIDED:
                raise AlreadyDecidedError
            if not document.where.is_editable:
                raise NotEditableError
        pack = pack_of(context)
        if given.desk not in pack.desks or not may_draft_at(context, given.desk):
            raise UnknownDeskError
        fill(document, given, pack)
        document.save()
        return document

    def subject(self, given: Draft, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: Draft, result: Document) -> Mapping[str, Any]:
        """Of which kind; never what it says."""
        return {"kind": result.kind_key, "new": given.uuid is None}


class WithdrawDocument(Action[OwnDocument, Document]):
    """Take a document back that goes round (引戻し), to change it or let it be."""

    name: ClassVar[str] = "approvals.withdraw"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: OwnDocument) -> Document:
        """Raises NotYoursError, NotCirculatingError, AlreadyDecidedError, DocumentNotFoundError,
        TextError.
        """
        document = locked_own(context, given.uuid)
        circulating(document)
        close_all(places_of(document))
        document.state = State.WITHDRAWN.value
        document.save(update_fields=["state"])
        record(context, document, ActKind.WITHDRAWN, clean_text(given.comment))
        return document

    def subject(self, given: OwnDocument, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def events(self, context: Context, given: OwnDocument, result: Document) -> Iterable[Event]:
        """That it was taken back."""
        yield event_of("approvals.withdrawn", result)


class DiscardDocument(Action[OwnDocument, Document]):
    """Let a document be for good (廃案): it does not go round any more; its drafter still finds it."""

    name: ClassVar[str] = "approvals.discard"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: OwnDocument) -> Document:
        """Raises NotYoursError, NotEditableError, AlreadyDecidedError, DocumentNotFoundError, TextError."""
        document = locked_own(context, given.uuid)
        if document.where is State.DECIDED:
            raise AlreadyDecidedError
        if document.where is State.DISCARDED:
            raise NotCirculatingError
        if not document.where.is_editable:
            raise NotEditableError
        document.state = State.DISCARDED.value
        document.save(update_fields=["state"])
        record(context, document, ActKind.DISCARDED, clean_text(given.comment))
        return document

    def subject(self, given: OwnDocument, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def events(self, context: Context, given: OwnDocument, result: Document) -> Iterable[Event]:
        """That nothing will come of it."""
        yield event_of("approvals.discarded", result)


def may_draft_at(context: Context, desk: str) -> bool:
    """Whether the actor works at the desk; programs write for every desk."""
    return desk in context.actor.desks or context.actor.kind == _ANY_DESK


def kind_of(pack: MunicipalityPack, key: str) -> ApprovalKind:
    """The kind of document. Raises UnknownKindOfDocumentError."""
    kind = pack.approvals.kinds.get(key)
    if kind is None:
        raise UnknownKindOfDocumentError
    return kind


def fill(document: Document, given: Draft, pack: MunicipalityPack) -> None:
    """Write the draft into the columns. Raises FieldError, UnknownKindOfDocumentError."""
    kind = kind_of(pack, given.kind)
    document.kind_key, document.kind_label = kind.key, kind.label
    document.title = _cleaned("title", clean_title, given.title, LONGEST_TITLE)
    if not document.title:
        raise FieldError("title", "件名を書いてください。一覧と検索には、この件名が出ます。")
    document.text = _cleaned("text", clean_text, given.text, LONGEST_TEXT)
    document.items = {key: given.items[key] for key in kind.items if given.items.get(key) is not None}
    document.desk_role, document.desk_name = given.desk, pack.desks[given.desk].name
    document.confidential, document.wait_for_paper = given.confidential, given.wait_for_paper
    document.subject = given.subject[:120]
    document.retention = retention_of(given.retention or kind.retention.value).value


def retention_of(value: str) -> Retention:
    """The retention class. Raises FieldError."""
    try:
        return Retention(value)
    except ValueError:
        raise FieldError("retention", "保存期間を選び直してください。") from None


def event_of(name: str, document: Document, **more: Any) -> Event:
    """An event about a document: what it is about, its kind, never what it says."""
    data = {"subject": document.subject, "kind": document.kind_key, "desk_role": document.desk_role}
    return Event(name, f"approval:{document.uuid}", data | more)


def _cleaned(name: str, clean: Any, text: str, longest: int) -> str:
    try:
        return str(clean(text, longest))
    except TextError as error:
        raise FieldError(name, str(error)) from None
