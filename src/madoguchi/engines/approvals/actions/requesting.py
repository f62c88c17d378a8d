"""Asking for a decision by program: draft and first step in one, once for each request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event, NotAllowedError
from madoguchi.engines.approvals.actions.attaching import AttachFile, NewFile
from madoguchi.engines.approvals.actions.drafting import Draft, event_of, fill, may_draft_at
from madoguchi.engines.approvals.actions.submitting import submit
from madoguchi.engines.approvals.domain.states import State
from madoguchi.engines.approvals.errors import PersonError, UnknownDeskError
from madoguchi.engines.approvals.models import Document
from madoguchi.engines.approvals.offices import pack_of, town_of
from madoguchi.lib.japanese.text import clean_text

_SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RequestedFile:
    """A file that the request brings along."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What is to be decided. `draft.subject` says about what (`case:<uuid>`).

    `key` is the caller's own name for this request: asked again with it, the first document is given.
    `drafter` (`staff:12`) is for programs, which act for somebody: whoever it is may not approve it.
    """

    draft: Draft
    key: str
    comment: str = field(default="", repr=False)
    files: tuple[RequestedFile, ...] = ()
    drafter: str = ""


class RequestApproval(Action[ApprovalRequest, Document]):
    """Write a document and send it on its way in one transaction.

    A document of the same key that was sent back or withdrawn stays with its drafter: nothing is sent anew.
    """

    name: ClassVar[str] = "approvals.request"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: ApprovalRequest) -> Document:
        """Raises what drafting, attaching and submitting raise; PersonError for an unknown drafter;
        ScannerUnreachableError (ask again later) where the scanner does not answer.
        """
        there = Document.objects.filter(request_key=given.key).first()
        if there is not None:
            return there
        pack = pack_of(context)
        if given.draft.desk not in pack.desks or not may_draft_at(context, given.draft.desk):
            raise UnknownDeskError
        drafter, name = _drafter(context, given.drafter)
        document = Document(
            municipality_code=context.municipality_code,
            request_key=given.key,
            drafter_id=drafter,
            drafter_name=name,
            created_at=context.now,
        )
        fill(document, given.draft, pack)
        document.save()
        for file in given.files:
            AttachFile().add(
                context, document, NewFile(document.uuid, file.name, file.content), scan_now=True
            )
        return submit(context, document, clean_text(given.comment))

    def subject(self, given: ApprovalRequest, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: ApprovalRequest, result: Document) -> Mapping[str, Any]:
        """About what, of which kind."""
        return {"kind": result.kind_key, "about": result.subject}

    def events(self, context: Context, given: ApprovalRequest, result: Document) -> Iterable[Event]:
        """That it goes round."""
        if result.where is State.CIRCULATING and result.version == 1:
            yield event_of("approvals.submitted", result, version=1)


def _drafter(context: Context, wanted: str) -> tuple[str, str]:
    if not wanted or wanted == context.actor.id:
        return context.actor.id, context.actor.display_name
    if context.actor.kind != _SYSTEM:
        raise NotAllowedError(NotAllowedError.__doc__)
    names = town_of(context).names
    if wanted not in names:
        raise PersonError("起案者にする職員が見つかりません。")
    return wanted, names[wanted]
