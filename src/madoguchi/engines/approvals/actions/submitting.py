"""A document starts on its way: a version is made of the draft, and its places are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.approvals.actions.drafting import event_of, kind_of
from madoguchi.engines.approvals.deciding import words_of
from madoguchi.engines.approvals.domain.canonical import VERSION_FORM, fingerprint
from madoguchi.engines.approvals.domain.planning import PlannedPlace, plan, route_of
from madoguchi.engines.approvals.domain.states import ActKind, Outcome, State
from madoguchi.engines.approvals.domain.title_keys import title_keys
from madoguchi.engines.approvals.errors import (
    AlreadyDecidedError,
    FileInfectedError,
    FilesNotReadyError,
    NotEditableError,
)
from madoguchi.engines.approvals.models import Attachment, Document, PaperPart, Place, TitleKey, Version
from madoguchi.engines.approvals.offices import Town, town_of
from madoguchi.engines.approvals.recording import locked_own, open_next, record
from madoguchi.lib.attachments import ScanState
from madoguchi.lib.japanese.text import clean_text


@dataclass(frozen=True, slots=True)
class Submission:
    """Which draft, and what the drafter says to those who read it."""

    uuid: UUID
    comment: str = field(default="", repr=False)


class SubmitDocument(Action[Submission, Document]):
    """Send a draft on its way; a document that was sent back or withdrawn goes round as a new version."""

    name: ClassVar[str] = "approvals.submit"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: Submission) -> Document:
        """Raises NotYoursError, NotEditableError, AlreadyDecidedError, FilesNotReadyError,
        FileInfectedError, RouteError (the route is not decided), DocumentNotFoundError, TextError.
        """
        return submit(context, locked_own(context, given.uuid), clean_text(given.comment))

    def subject(self, given: Submission, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: Submission, result: Document) -> Mapping[str, Any]:
        """Which version it is, and its hash: the log shows later what went round."""
        version = result.versions.get(number=result.version)
        return {"kind": result.kind_key, "version": result.version, "sha256": version.sha256}

    def events(self, context: Context, given: Submission, result: Document) -> Iterable[Event]:
        """That it goes round."""
        yield event_of("approvals.submitted", result, version=result.version)


def submit(context: Context, document: Document, comment: str = "") -> Document:
    """Send a locked draft on its way."""
    if document.where is State.DECIDED:
        raise AlreadyDecidedError
    if not document.where.is_editable:
        raise NotEditableError
    files = list(
        Attachment.objects.defer("content").filter(document=document, taken_out=False).order_by("id")
    )
    if any(file.scan is ScanState.INFECTED for file in files):
        raise FileInfectedError
    if any(file.scan is ScanState.WAITING for file in files):
        raise FilesNotReadyError
    papers = list(document.paper_parts.filter(taken_out=False).order_by("id"))
    town = town_of(context)
    places = planned(document, town)
    document.version += 1
    document.state = State.CIRCULATING.value
    document.submitted_at = context.now
    document.save()
    write_version(context, document, files, papers, places)
    Place.objects.filter(document=document, is_open=True).update(is_open=False)
    rows = Place.objects.bulk_create(_row(document, one, town) for one in places)
    record(context, document, ActKind.SUBMITTED, comment)
    open_next(context, rows)
    return document


def planned(document: Document, town: Town) -> tuple[PlannedPlace, ...]:
    """The places that a draft would go through today. Raises RouteError, UnknownKindOfDocumentError."""
    rules = town.pack.approvals
    route = route_of(kind_of(town.pack, document.kind_key), document.items, town.pack.vocabulary, town.day)
    return plan(route, rules, document.desk_role, document.drafter_id, town.offices)


def write_version(
    context: Context,
    document: Document,
    files: Sequence[Attachment],
    papers: Sequence[PaperPart],
    places: Sequence[PlannedPlace],
) -> Version:
    """The version as it goes round, the files sealed, the words of its title for the search."""
    content = version_content(document, files, papers, places)
    version = Version.objects.create(
        municipality_code=context.municipality_code,
        document=document,
        number=document.version,
        content=content,
        sha256=fingerprint(content),
        submitted_at=context.now,
    )
    Attachment.objects.filter(pk__in=[file.pk for file in files], sealed=False).update(sealed=True)
    TitleKey.objects.filter(document=document).delete()
    TitleKey.objects.bulk_create(
        TitleKey(municipality_code=context.municipality_code, document=document, key=key)
        for key in title_keys(document.title)
    )
    return version


def version_content(
    document: Document,
    files: Sequence[Attachment],
    papers: Sequence[PaperPart],
    places: Sequence[PlannedPlace],
) -> dict[str, Any]:
    """What is hashed: every word, every file by its own hash, every paper, and who is to be asked."""
    return words_of(document) | {
        "form": VERSION_FORM,
        "municipality": document.municipality_code,
        "version": document.version,
        "attachments": [
            {
                "uuid": str(file.uuid),
                "name": file.file_name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in files
        ],
        "papers": [{"name": paper.name, "sheets": paper.sheets} for paper in papers],
        "route": [
            {
                "stage": place.stage,
                "kind": place.kind.value,
                "position": place.position_label,
                "desk": place.desk,
                "skipped": place.skipped,
            }
            for place in places
        ],
    }


def _row(document: Document, place: PlannedPlace, town: Town) -> Place:
    desk = town.pack.desks.get(place.desk)
    return Place(
        municipality_code=document.municipality_code,
        document=document,
        version=document.version,
        stage=place.stage,
        order=place.order,
        kind=place.kind.value,
        label=place.label,
        position=place.position,
        position_label=place.position_label,
        desk_role=place.desk,
        desk_name=desk.name if desk else "",
        parallel=place.parallel,
        objection_returns=place.objection_returns,
        outcome=(Outcome.SKIPPED if place.skipped else Outcome.WAITING).value,
    )
