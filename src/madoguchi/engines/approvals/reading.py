"""Looking at documents: whose turn it is, one's own, one with its story. Each look is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.searching import any_of, is_one_of
from madoguchi.engines.approvals.actions.judging import APPROVE, Turn
from madoguchi.engines.approvals.actions.people import MANAGE
from madoguchi.engines.approvals.actions.submitting import planned
from madoguchi.engines.approvals.domain.authority import Offices, Post
from madoguchi.engines.approvals.domain.differences import Differences, file_changes, text_difference
from madoguchi.engines.approvals.domain.planning import PlannedPlace, RouteError
from madoguchi.engines.approvals.domain.progress import earlier_stages
from madoguchi.engines.approvals.domain.states import State
from madoguchi.engines.approvals.errors import ApprovalError, DocumentNotFoundError, NotFoundHereError
from madoguchi.engines.approvals.models import (
    Absence,
    Act,
    Attachment,
    Document,
    LaterReview,
    PaperPart,
    Place,
    PositionHolder,
    Version,
)
from madoguchi.engines.approvals.models.documents import NOT_IN_LISTS
from madoguchi.engines.approvals.offices import Town, offices_today, town_of
from madoguchi.engines.approvals.seeing import READ, check_may_read, check_may_see, may_see
from madoguchi.engines.approvals.standing import standing_of
from madoguchi.engines.approvals.verifying import Finding, quick_findings

PAGE_SIZE = 50
MOST_TURNS = 200
"""Of one's turn: nobody decides more in a day, and the oldest come first."""


class FileWithheldError(ApprovalError):
    """このファイルは、ウイルス検査が終わっていないか、ウイルスが見つかったため開けません。"""


@dataclass(frozen=True, slots=True)
class WaitingTurn:
    """A document that waits for the reader, and at which place."""

    document: Document
    turn: Turn


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before somebody: their turns, what they look at afterwards, who is to come back."""

    turns: tuple[WaitingTurn, ...] = ()
    more: bool = False
    reviews: tuple[LaterReview, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some documents, without their texts; `next` is the place to go on from, empty at the end."""

    documents: tuple[Document, ...]
    next: str = ""
    standing: Mapping[int, tuple[tuple[Place, bool], ...]] = field(default_factory=dict)
    """By document: where it is now, and whether nobody may act there."""


@dataclass(frozen=True, slots=True)
class DocumentStory:
    """One document with everything about it, and what the reader may do."""

    document: Document
    town: Town
    versions: tuple[Version, ...]
    places: tuple[Place, ...]
    acts: tuple[Act, ...]
    files: tuple[Attachment, ...]
    papers: tuple[PaperPart, ...]
    reviews: tuple[LaterReview, ...]
    turns: tuple[Turn, ...] = ()
    send_back_to: tuple[int, ...] = ()
    planned: tuple[PlannedPlace, ...] = ()
    route_problem: str = ""
    broken: tuple[Finding, ...] = ()
    """What does not fit any more in a decided document, without a look into its files."""

    @property
    def version(self) -> Version | None:
        """The last one; None before the first."""
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True, slots=True)
class People:
    """Who holds posts (of the past too, the newest first), who is away, who works here and may approve.

    `misplaced`: the posts of a desk whose holder works at other desks now, by number of the holding.
    """

    town: Town
    holders: tuple[PositionHolder, ...] = ()
    absences: tuple[Absence, ...] = ()
    staff: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    misplaced: frozenset[int] = frozenset()


def my_desk(context: Context) -> Desk:
    """What waits for the reader, the longest first. Raises NotAllowedError."""
    check_may_read(context)
    if not context.actor.may(APPROVE):
        return Desk()
    with tenancy.municipality(context.municipality_code):
        town = town_of(context)
        places = _open_places(context, town, MOST_TURNS + 1)
        turns = []
        for place in places[:MOST_TURNS]:
            warrant = town.offices.warrant(context.actor.id, place.post, place.document.drafter_id)
            if warrant is not None:
                turns.append(WaitingTurn(place.document, Turn(place, warrant)))
        reviews = tuple(_reviews(context, town)[:MOST_TURNS])
        record_reading(context, "approvals.turns", context.actor.id, {"documents": len(turns)})
    return Desk(tuple(turns), len(places) > MOST_TURNS, reviews)


def number_of_turns(context: Context) -> int:
    """How many documents wait for the reader (at most MOST_COUNTED), for a page that shows no titles: two
    statements.
    """
    actor = context.actor
    if not actor.may(APPROVE) or not actor.may(READ):
        return 0
    with tenancy.municipality(context.municipality_code):
        offices = offices_today(context)
        pieces = _pieces(actor.id, offices, tenancy.MOST_COUNTED)
        columns = ("pk", "position", "desk_role", "assigned_id", "document__drafter_id")
        found = (
            pieces[0]
            .values_list(*columns)
            .union(*(piece.values_list(*columns) for piece in pieces[1:]), all=True)
        )
        mine = [
            key
            for key, position, desk, assigned, drafter in found
            if offices.warrant(actor.id, Post(position, desk, assigned), drafter) is not None
        ]
    return min(len(mine), tenancy.MOST_COUNTED)


def waiting_drafts(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """What is to be counted for the actor: their drafts that were sent back; nothing for who drafts none."""
    if not actor.may("approvals.draft") or not actor.may(READ):
        return ()
    query = "SELECT 1 FROM approvals_document WHERE drafter_id = %s AND state = %s"
    return (tenancy.Counted("sent_back", query, [actor.id, State.RETURNED.value]),)


def sent_back_to_me(context: Context) -> tuple[Document, ...]:
    """The reader's drafts that were sent back, the newest first, at most fifty. Raises NotAllowedError."""
    check_may_read(context)
    with tenancy.municipality(context.municipality_code):
        found = Document.objects.filter(drafter_id=context.actor.id, state=State.RETURNED.value)
        documents = tuple(found.defer(*NOT_IN_LISTS).order_by("-id")[:PAGE_SIZE])
        record_reading(context, "approvals.own", context.actor.id, {"documents": len(documents)})
    return documents


def my_documents(context: Context, *, after: str = "", finished: bool = False) -> DocumentPage:
    """What the reader drafted, the newest first: what is not over yet, or all of it. `after` is a place."""
    check_may_read(context)
    with tenancy.municipality(context.municipality_code):
        found = Document.objects.filter(drafter_id=context.actor.id).defer(*NOT_IN_LISTS)
        if not finished:
            found = found.exclude(state__in=[State.DECIDED.value, State.DISCARDED.value])
        if after.isascii() and after.isdigit() and len(after) < 19:
            found = found.filter(pk__lt=int(after))
        rows = list(found.order_by("-id")[: PAGE_SIZE + 1])
        shown = rows[:PAGE_SIZE]
        standing = standing_of(context, [one for one in shown if one.where is State.CIRCULATING])
        record_reading(context, "approvals.own", context.actor.id, {"documents": len(shown)})
    return DocumentPage(tuple(shown), str(shown[-1].pk) if len(rows) > PAGE_SIZE else "", standing)


def document_story(context: Context, uuid: UUID) -> DocumentStory:
    """One document. Raises DocumentNotFoundError (also for what is not for the reader), NotAllowedError."""
    check_may_read(context)
    with tenancy.municipality(context.municipality_code):
        document = Document.objects.filter(uuid=uuid).first()
        if document is None:
            raise DocumentNotFoundError
        town = town_of(context)
        check_may_see(context, document, town)
        places = tuple(Place.objects.filter(document=document, version=document.version))
        turns: tuple[Turn, ...] = ()
        back_to: tuple[int, ...] = ()
        if document.where is State.CIRCULATING and context.actor.may(APPROVE):
            turns = tuple(
                Turn(place, warrant)
                for place in places
                if place.is_open
                and (warrant := town.offices.warrant(context.actor.id, place.post, document.drafter_id))
            )
            back_to = earlier_stages([place.step for place in places]) if turns else ()
        route, problem = _planned(document, town) if document.where.is_editable else ((), "")
        story = DocumentStory(
            document,
            town,
            tuple(Version.objects.filter(document=document)),
            places,
            tuple(Act.objects.filter(document=document)),
            tuple(Attachment.objects.filter(document=document, taken_out=False).defer("content")),
            tuple(PaperPart.objects.filter(document=document, taken_out=False)),
            tuple(LaterReview.objects.filter(document=document)),
            turns,
            back_to,
            route,
            problem,
            quick_findings(document) if document.where is State.DECIDED else (),
        )
        record_reading(context, "approvals.document", f"approval:{uuid}")
    return story


def differences(before: Version, after: Version) -> Differences:
    """What changed from one version to a later one."""
    old, new = before.content, after.content
    fields = [
        (label, str(old[key] or "なし"), str(new[key] or "なし"))
        for key, label in (
            ("title", "件名"),
            ("kind_label", "種類"),
            ("desk_name", "課"),
            ("subject", "対象"),
        )
        if old[key] != new[key]
    ]
    fields += [
        (key, _shown(old["items"].get(key)), _shown(new["items"].get(key)))
        for key in sorted(old["items"].keys() | new["items"].keys())
        if old["items"].get(key) != new["items"].get(key)
    ]
    return Differences(
        text_difference(old["text"], new["text"]),
        tuple(fields),
        file_changes(old["attachments"] + old["papers"], new["attachments"] + new["papers"]),
    )


def open_file(context: Context, uuid: UUID) -> Attachment:
    """One file with its content. Raises NotFoundHereError, FileWithheldError, DocumentNotFoundError,
    NotAllowedError.
    """
    check_may_read(context)
    with tenancy.municipality(context.municipality_code):
        found = Attachment.objects.select_related("document").filter(uuid=uuid).first()
        if found is None:
            raise NotFoundHereError
        check_may_see(context, found.document)
        if not found.may_be_opened:
            raise FileWithheldError
        record_reading(context, "approvals.file", f"attachment:{uuid}")
    return found


def documents_about(context: Context, subject: str) -> tuple[Document, ...]:
    """The documents about something (`case:<uuid>`) that the reader may see, the newest first, at most fifty.

    Raises NotAllowedError.
    """
    check_may_read(context)
    with tenancy.municipality(context.municipality_code):
        found = Document.objects.filter(subject=subject).exclude(subject="").defer(*NOT_IN_LISTS)
        town = town_of(context)
        documents = tuple(one for one in found.order_by("-id")[:PAGE_SIZE] if may_see(context, one, town))
        record_reading(context, "approvals.about", subject[:120], {"documents": len(documents)})
    return documents


def people(context: Context) -> People:
    """Posts and absences, for whoever manages them; others see their own absences. Raises NotAllowedError."""
    actor = context.actor
    if not actor.may(MANAGE) and not actor.may(APPROVE):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        town = town_of(context)
        coming = Absence.objects.filter(cancelled_at__isnull=True, last_day__gte=context.day)
        if not actor.may(MANAGE):
            coming = coming.filter(Q(staff_id=actor.id) | Q(delegate_id=actor.id))
        holders = PositionHolder.objects.all() if actor.may(MANAGE) else PositionHolder.objects.none()
        members = [
            one.as_actor()
            for one in StaffMember.objects.filter(is_active=True).order_by("display_name", "pk")
        ]
        desks = {one.id: one.desks for one in members}
        shown = tuple(holders.order_by("-first_day", "id")[:1_000])
        return People(
            town,
            shown,
            tuple(coming[:200]),
            tuple((one.id, one.display_name) for one in members if one.may(APPROVE)),
            frozenset(
                one.pk
                for one in shown
                if one.desk_role and desks.get(one.staff_id) and one.desk_role not in desks[one.staff_id]
            ),
        )


def _open_places(context: Context, town: Town, most: int) -> list[Place]:
    """The open places at which the reader might act, those that wait the longest first, at most so many."""
    pieces = [piece.values_list("opened_at", "pk") for piece in _pieces(context.actor.id, town.offices, most)]
    first = sorted(pieces[0].union(*pieces[1:], all=True))[:most]
    whole = Place.objects.select_related("document").defer("document__text")
    rows = whole.filter(is_one_of("pk", [key for _, key in first])).in_bulk()
    return [rows[key] for _, key in first]


def _pieces(actor: str, offices: Offices, most: int) -> list[QuerySet[Place]]:
    """Where the actor might act: each post is a piece of an index by itself, in its order. One condition over
    all of them would read every open place of the municipality.
    """
    others = offices.stands_in(actor)
    posts = set(offices.held_by(actor))
    for other in others:
        posts |= offices.held_by(other)
    # What waits for those who are there never stands before what waits for the reader.
    posts |= {
        post for post in offices.without_holder() if offices.warrant(actor, Post(*post), "") is not None
    }
    conditions = [Q(position=position, desk_role=desk, assigned_id="") for position, desk in sorted(posts)]
    conditions += [Q(assigned_id=person) for person in sorted({actor} | others)]
    waiting = (
        Place.objects.filter(is_open=True).exclude(document__drafter_id=actor).order_by("opened_at", "id")
    )
    return [waiting.filter(one)[:most] for one in conditions]


def _reviews(context: Context, town: Town) -> QuerySet[LaterReview]:
    held = town.offices.held_by(context.actor.id)
    mine = any_of(
        [Q(for_id=context.actor.id)]
        + [Q(position=position, desk_role=desk) for position, desk in sorted(held)]
    )
    found = LaterReview.objects.filter(mine, done_at__isnull=True)
    found = found.exclude(act__actor_id=context.actor.id).exclude(document__drafter_id=context.actor.id)
    return found.select_related("document", "act").order_by("asked_at", "id")


def _planned(document: Document, town: Town) -> tuple[tuple[PlannedPlace, ...], str]:
    try:
        return planned(document, town), ""
    except (RouteError, ApprovalError) as problem:
        return (), str(problem)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, int):
        return f"{value:,}"
    return "なし" if value is None else str(value)
