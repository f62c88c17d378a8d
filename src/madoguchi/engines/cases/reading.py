"""Looking at cases: a desk's worklist, one case with its story, those of a visit. Each look is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.attachments.keeping import AttachmentNotFoundError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.engines.cases.actions.assigning import Colleague, colleagues
from madoguchi.engines.cases.actions.working import ANY_DESK, CaseNotFoundError
from madoguchi.engines.cases.domain.places import Place, read_place
from madoguchi.engines.cases.domain.states import UNFINISHED, Status
from madoguchi.engines.cases.models import NOT_IN_LISTS, Attachment, Case, CaseEvent
from madoguchi.lib.japanese.kanji import search_key

READ = "cases.read"
PAGE_SIZE = 50
MOST_COUNTED = 1_000
"""Counting stops here: nobody reads further, and a million rows would be counted for a number."""

RECENT = 2_000
"""Among how many of a desk's finished cases typing filters; older ones are searched for."""

_MOST_WORDS = 10


class AttachmentWithheldError(Exception):
    """このファイルは、ウイルス検査が終わっていないか、ウイルスが見つかったため開けません。"""


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What to show of a desk: unfinished cases in these states, or (all of them finished) what is over.

    `text`: the person or the procedure contains each word (kana, kanji folded). `assignee_id`: who is in
    charge; empty text for nobody, None for anybody.
    """

    statuses: frozenset[Status] = UNFINISHED
    text: str = field(default="", repr=False)
    due_today_or_late: bool = False
    assignee_id: str | None = None

    @property
    def finished(self) -> bool:
        """Whether finished cases are asked for; a list never mixes them with the others."""
        return not self.statuses & UNFINISHED


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of a worklist; the cases are without their data.

    Unfinished cases by due date, finished ones the newest first. `total` is the number of all that match, or
    MOST_COUNTED where there are `more`. `counts` are the unfinished cases of the desk by status. `previous`
    and `next` are the places to ask for the pages beside, empty where there is none.
    """

    cases: tuple[Case, ...]
    total: int
    more: bool = False
    counts: Mapping[Status, int] = field(default_factory=dict)
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case with everything that happened to it, oldest first, its files (without their content), and for
    whoever hands out work those who may be put in charge of it.
    """

    case: Case
    events: tuple[CaseEvent, ...]
    attachments: tuple[Attachment, ...] = ()
    colleagues: tuple[Colleague, ...] = ()


def inbox(
    context: Context,
    desk_role: str,
    filter: InboxFilter | None = None,  # noqa: A002 - the word that the counter's pages use
    *,
    after: str = "",
    before: str = "",
    page_size: int = PAGE_SIZE,
) -> InboxPage:
    """The work of one desk, the most urgent first. `after` and `before` are places that a page told.

    A place that no page told shows the first page. A page costs the same wherever it lies and however many
    cases there are: it is found by its place in the index, not by counting rows. Raises NotAllowedError.
    """
    wanted = filter or InboxFilter()
    may_read(context)
    with tenancy.municipality(context.municipality_code):
        counts = _counts(desk_role)
        if _is_whole(wanted) and page_size == PAGE_SIZE and not before:
            page, total = _plain_page(desk_role, after), sum(counts.values())
        else:
            found = _filtered(Case.objects.filter(desk_role=desk_role), wanted, context)
            page = _page(found, wanted.finished, after, before, page_size)
            if _is_plain(wanted):
                total = sum(counts[status] for status in wanted.statuses)
            else:
                total = found.order_by()[: MOST_COUNTED + 1].count()
        record_reading(context, "cases.inbox", f"desk:{desk_role}", {"cases": len(page.cases)})
    more = not _is_plain(wanted) and total > MOST_COUNTED
    return InboxPage(page.cases, MOST_COUNTED if more else total, more, counts, page.previous, page.next)


def case_story(context: Context, uuid: UUID) -> CaseStory:
    """One case and its story. Raises CaseNotFoundError, NotAllowedError."""
    may_read(context)
    with tenancy.municipality(context.municipality_code):
        case = next(iter(_CASE.rows(uuid=uuid)), None)
        if case is None:
            raise CaseNotFoundError(CaseNotFoundError.__doc__)
        story = CaseStory(
            case,
            tuple(_EVENTS.rows(case=case.pk)),
            tuple(_ATTACHMENTS.rows(case=case.pk)),
            colleagues(case.desk_role) if context.actor.may(ANY_DESK) else (),
        )
        # Last: writing into the audit log makes all others of the municipality wait until we are done.
        record_reading(context, "cases.case", f"case:{uuid}")
    return story


def open_attachment(context: Context, uuid: UUID) -> Attachment:
    """One file with its content. Raises AttachmentNotFoundError, AttachmentWithheldError, NotAllowedError."""
    may_read(context)
    with tenancy.municipality(context.municipality_code):
        attachment = Attachment.objects.filter(uuid=uuid).first()
        if attachment is None:
            raise AttachmentNotFoundError(AttachmentNotFoundError.__doc__)
        if not attachment.may_be_opened:
            raise AttachmentWithheldError(AttachmentWithheldError.__doc__)
        record_reading(context, "cases.attachment", f"attachment:{uuid}")
    return attachment


def cases_of_visit(context: Context, visit_uuid: UUID) -> tuple[Case, ...]:
    """The cases that a visit opened, in the order in which they were opened. Raises NotAllowedError."""
    may_read(context)
    with tenancy.municipality(context.municipality_code):
        cases = tuple(Case.objects.filter(source_uuid=visit_uuid).order_by("id"))
        record_reading(context, "cases.of_visit", f"visit:{visit_uuid}", {"cases": len(cases)})
    return cases


def may_read(context: Context) -> None:
    """Raises NotAllowedError for who may not look at cases."""
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)


def _is_whole(wanted: InboxFilter) -> bool:
    """Whether it is all that is unfinished: what a desk has before it all day."""
    return _is_plain(wanted) and wanted.statuses == UNFINISHED


def _is_plain(wanted: InboxFilter) -> bool:
    """Whether the counts by status say how many match."""
    return (
        not wanted.finished
        and not wanted.text.split()
        and not wanted.due_today_or_late
        and wanted.assignee_id is None
    )


def _filtered(on_desk: QuerySet[Case], wanted: InboxFilter, context: Context) -> QuerySet[Case]:
    found = on_desk.filter(closed_at__isnull=not wanted.finished)
    if wanted.statuses < UNFINISHED or wanted.finished:
        found = found.filter(status__in=sorted(status.value for status in wanted.statuses))
    if wanted.due_today_or_late:
        found = found.filter(urgency__lte=context.now.date())
    if wanted.assignee_id is not None:
        found = found.filter(assignee_id=wanted.assignee_id)
    words = [search_key(word) for word in wanted.text.split()[:_MOST_WORDS]]
    if words and wanted.finished:
        ends = found.order_by("-closed_at", "-id").values_list("closed_at", flat=True)
        for oldest in ends[RECENT - 1 : RECENT]:
            found = found.filter(closed_at__gte=oldest)
    for word in words:
        found = found.filter(search_text__contains=word)
    return found


def _counts(desk_role: str) -> dict[Status, int]:
    """Of each status, how many unfinished cases the desk has."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [desk_role])
        return dict.fromkeys(Status, 0) | {Status(status): number for status, number in cursor.fetchall()}


def _plain_page(desk_role: str, after: str) -> InboxPage:
    """The first page of all unfinished work, or the one behind a place."""
    place = read_place(after, moments=False)
    if place is None:
        return _cut(_FIRST.rows(desk_role=desk_role), "urgency", PAGE_SIZE, "after", False)
    behind = _BEHIND.rows(desk_role=desk_role, day=place.value, key=place.key)
    return _cut(behind, "urgency", PAGE_SIZE, "after", True)


def _page(found: QuerySet[Case], finished: bool, after: str, before: str, size: int) -> InboxPage:
    """The rows beside a place, in the order of the list."""
    column = "closed_at" if finished else "urgency"
    place = read_place(after, moments=finished)
    back = read_place(before, moments=finished) if place is None else None
    # What stands further down: later due dates, older ends.
    downwards = back is None
    ascending = downwards is not finished
    if at := place or back:
        found = found.filter(_beyond(column, at, ascending))
    sign = "" if ascending else "-"
    rows = list(found.defer(*NOT_IN_LISTS).order_by(f"{sign}{column}", f"{sign}id")[: size + 1])
    return _cut(rows, column, size, "after" if downwards else "before", at is not None)


def _cut(
    rows: list[Case], column: str, size: int, side: Literal["after", "before"], from_place: bool
) -> InboxPage:
    """A page of `size` of what was read on one side of a place (one more where there is more), or from the
    end of the list.
    """
    further = len(rows) > size
    rows = rows[:size] if side == "after" else rows[:size][::-1]
    back = side == "before"
    return InboxPage(
        tuple(rows),
        0,
        previous=_place(rows[0], column) if rows and (further if back else from_place) else "",
        next=_place(rows[-1], column) if rows and (back or further) else "",
    )


def _beyond(column: str, place: Place, ascending: bool) -> Q:
    beyond = "gt" if ascending else "lt"
    # The first condition alone bounds the index; the others settle rows of the same day.
    return Q(**{f"{column}__{beyond}e": place.value}) & (
        Q(**{f"{column}__{beyond}": place.value}) | Q(**{f"id__{beyond}": place.key})
    )


def _place(case: Case, column: str) -> str:
    value: datetime = getattr(case, column)
    return Place(value, case.pk).as_text()


def _first(desk_role: str) -> QuerySet[Case]:
    rows = Case.objects.filter(desk_role=desk_role, closed_at__isnull=True)
    return rows.defer(*NOT_IN_LISTS).order_by("urgency", "id")[: PAGE_SIZE + 1]


def _behind(desk_role: str, day: date, key: int) -> QuerySet[Case]:
    rows = Case.objects.filter(_beyond("urgency", Place(day, key), True), desk_role=desk_role)
    return rows.filter(closed_at__isnull=True).defer(*NOT_IN_LISTS).order_by("urgency", "id")[: PAGE_SIZE + 1]


def _case(uuid: UUID) -> QuerySet[Case]:
    return Case.objects.filter(uuid=uuid)


def _events(case: int) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=case)


def _attachments(case: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(case=case).defer("content")


# What every desk reads all day: Django takes longer to write such a query than PostgreSQL to answer it.
_FIRST = CompiledQuery(_first, desk_role="a desk")
_BEHIND = CompiledQuery(_behind, desk_role="a desk", day=date(2000, 2, 29), key=-1)
_CASE = CompiledQuery(_case, uuid=UUID(int=1))
_EVENTS = CompiledQuery(_events, case=-1)
_ATTACHMENTS = CompiledQuery(_attachments, case=-1)
_COUNT = "SELECT status, count(*) FROM cases_case WHERE desk_role = %s AND closed_at IS NULL GROUP BY status"
