"""What is done beside the route: comments, another person at a place, retention, looking at it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Action, Context
from madoguchi.engines.approvals.actions.drafting import retention_of
from madoguchi.engines.approvals.actions.judging import APPROVE
from madoguchi.engines.approvals.domain.states import ActKind
from madoguchi.engines.approvals.errors import (
    AlreadyDecidedError,
    CommentMissingError,
    NotFoundHereError,
    NotYoursError,
    NotYourTurnError,
    OwnDraftError,
    PersonError,
)
from madoguchi.engines.approvals.models import Document, LaterReview
from madoguchi.engines.approvals.offices import town_of
from madoguchi.engines.approvals.recording import circulating, locked, places_of, record
from madoguchi.engines.approvals.seeing import check_may_see
from madoguchi.lib.japanese.text import clean_text

REASSIGN = "approvals.reassign"


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says about a document."""

    uuid: UUID
    comment: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reassignment:
    """Who is to act at a place (`staff:12`) instead of its holder, and why; empty: its holder again."""

    uuid: UUID
    version: int
    place: tuple[int, int]
    staff_id: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewRetention:
    """How long a document is to be kept, and why that changes."""

    uuid: UUID
    retention: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Which entry of the list of what is to be looked at afterwards."""

    review: int
    comment: str = field(default="", repr=False)


class CommentOnDocument(Action[Comment, Document]):
    """Write something that everybody on the route reads; the document stays where it is."""

    name: ClassVar[str] = "approvals.comment"
    permission: ClassVar[str | None] = "approvals.read"

    def perform(self, context: Context, given: Comment) -> Document:
        """Raises CommentMissingError, AlreadyDecidedError, DocumentNotFoundError, TextError."""
        comment = clean_text(given.comment)
        if not comment:
            raise CommentMissingError
        document = locked(given.uuid)
        check_may_see(context, document)
        if document.decided_at:
            raise AlreadyDecidedError
        record(context, document, ActKind.COMMENTED, comment)
        return document

    def subject(self, given: Comment, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"


class ReassignPlace(Action[Reassignment, Document]):
    """Name somebody for a place: its post is vacant, its holder left, changed post, or is the drafter."""

    name: ClassVar[str] = "approvals.reassign"
    permission: ClassVar[str | None] = REASSIGN

    def perform(self, context: Context, given: Reassignment) -> Document:
        """Raises CommentMissingError, OwnDraftError, PersonError, NotFoundHereError, StaleVersionError,
        NotCirculatingError, AlreadyDecidedError, DocumentNotFoundError, TextError.
        """
        reason = clean_text(given.reason)
        if not reason:
            raise CommentMissingError
        document = locked(given.uuid)
        circulating(document, given.version)
        place = next((one for one in places_of(document) if (one.stage, one.order) == given.place), None)
        if place is None or place.result.is_done:
            raise NotFoundHereError
        if given.staff_id == document.drafter_id:
            raise OwnDraftError
        town = town_of(context)
        name = ""
        if given.staff_id:
            if not may_approve(given.staff_id):
                raise PersonError(
                    "この職員は、決裁の役割がないか、退職しています。ほかの職員を選んでください。"
                )
            name = town.name(given.staff_id)
        before = place.assigned_id
        place.assigned_id, place.assigned_name = given.staff_id, name
        place.save(update_fields=["assigned_id", "assigned_name"])
        record(
            context,
            document,
            ActKind.REASSIGNED,
            reason,
            place=place,
            to=given.staff_id,
            to_name=name,
            before=before,
        )
        return document

    def subject(self, given: Reassignment, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: Reassignment, result: Document) -> Mapping[str, Any]:
        """Which place, and whose it is from now on."""
        return {"stage": given.place[0], "to": given.staff_id}


class ChangeRetention(Action[NewRetention, Document]):
    """Keep a document for longer or shorter; by its drafter or whoever's turn it is, until it is decided."""

    name: ClassVar[str] = "approvals.change_retention"
    permission: ClassVar[str | None] = "approvals.read"

    def perform(self, context: Context, given: NewRetention) -> Document:
        """Raises FieldError, CommentMissingError, NotYourTurnError, AlreadyDecidedError,
        NotCirculatingError, DocumentNotFoundError, TextError.
        """
        wanted, reason = retention_of(given.retention), clean_text(given.reason)
        if not reason:
            raise CommentMissingError
        document = locked(given.uuid)
        if document.decided_at:
            raise AlreadyDecidedError
        if not document.where.is_editable:
            circulating(document)
        if context.actor.id != document.drafter_id:
            town = town_of(context)
            if not context.actor.may(APPROVE) or not any(
                place.is_open and town.offices.warrant(context.actor.id, place.post, document.drafter_id)
                for place in places_of(document)
            ):
                raise NotYourTurnError
        before = document.retention
        if wanted.value == before:
            return document
        document.retention = wanted.value
        document.save(update_fields=["retention"])
        record(context, document, ActKind.RETENTION, reason, before=before, after=wanted.value)
        return document

    def subject(self, given: NewRetention, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: NewRetention, result: Document) -> Mapping[str, Any]:
        """How long it is kept."""
        return {"retention": result.retention}


class ReviewAfterwards(Action[Reviewing, LaterReview]):
    """後閲: the holder of a post has looked at what was done in their place."""

    name: ClassVar[str] = "approvals.review"
    permission: ClassVar[str | None] = APPROVE

    def perform(self, context: Context, given: Reviewing) -> LaterReview:
        """Raises NotFoundHereError, NotYoursError (neither that person nor the holder), TextError."""
        comment = clean_text(given.comment)
        review = LaterReview.objects.select_for_update().filter(pk=given.review).first()
        if review is None:
            raise NotFoundHereError
        if review.done_at is not None:
            return review
        document = Document.objects.get(pk=review.document_id)
        holds = (review.position, review.desk_role) in town_of(context).offices.held_by(context.actor.id)
        own = context.actor.id == review.for_id or holds
        if not own or context.actor.id in (review.act.actor_id, document.drafter_id):
            raise NotYoursError("後閲するのは、代わりに判断された本人か、いまその職にある人です。")
        review.done_at = context.now
        review.save(update_fields=["done_at"])
        record(context, document, ActKind.REVIEWED, comment)
        return review

    def subject(self, given: Reviewing, result: LaterReview) -> str:
        """The document."""
        return f"approval:{result.document.uuid}"


def may_approve(staff_id: str) -> bool:
    """Whether somebody works here and may approve at all. Inside `tenancy.municipality(...)`."""
    kind, _, number = staff_id.partition(":")
    if kind != "staff" or not (number.isascii() and number.isdigit() and len(number) < 18):
        return False
    member = StaffMember.objects.filter(pk=int(number)).first()
    return member is not None and member.may(APPROVE)
