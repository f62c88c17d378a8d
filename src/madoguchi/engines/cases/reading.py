"""Looking at cases: a desk's inbox, one case with its story, the cases of a visit. Each look is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.engines.cases.actions.working import CaseNotFoundError
from madoguchi.engines.cases.domain.states import Status
from madoguchi.engines.cases.models import Case, CaseEvent
from madoguchi.lib.japanese.kanji import search_key

READ = "cases.read"
PAGE_SIZE = 50
UNFINISHED = frozenset({Status.OPEN, Status.WORKING, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What to show: cases in these states whose name or procedure contains the text (kana, kanji folded)."""

    statuses: frozenset[Status] = UNFINISHED
    text: str = ""
    due_today_or_late: bool = False


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of an inbox: the cases by due date, the number of all that match, and the counts by status."""

    cases: tuple[Case, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[Status, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case with everything that happened to it, oldest first."""

    case: Case
    events: tuple[CaseEvent, ...]


def inbox(
    context: Context,
    desk_role: str,
    filter: InboxFilter | None = None,  # noqa: A002 - the word that the counter's pages use
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> InboxPage:
    """The work of one desk, the most urgent first; pages begin at 1, and a page past the end is the last.

    Raises NotAllowedError.
    """
    wanted = filter or InboxFilter()
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        on_desk = Case.objects.filter(desk_role=desk_role)
        counted = on_desk.values_list("status").annotate(number=Count("id")).order_by()
        found = _filtered(on_desk, wanted, context)
        total = found.count()
        pages = max(1, -(-total // page_size))
        page = min(max(page, 1), pages)
        ordered = found.order_by(F("due").asc(nulls_last=True), "opened_at", "id")
        cases = tuple(ordered[(page - 1) * page_size : page * page_size])
        record_reading(context, "cases.inbox", f"desk:{desk_role}", {"cases": len(cases)})
        counts = dict.fromkeys(Status, 0) | {Status(status): number for status, number in counted}
    return InboxPage(cases, total, page, pages, counts)


def case_story(context: Context, uuid: UUID) -> CaseStory:
    """One case and its story. Raises CaseNotFoundError, NotAllowedError."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        case = Case.objects.filter(uuid=uuid).first()
        if case is None:
            raise CaseNotFoundError(CaseNotFoundError.__doc__)
        record_reading(context, "cases.case", f"case:{uuid}")
        return CaseStory(case, tuple(case.events.all()))


def cases_of_visit(context: Context, visit_uuid: UUID) -> tuple[Case, ...]:
    """The cases that a visit opened, in the order in which they were opened. Raises NotAllowedError."""
    _may_read(context)
    with tenancy.municipality(context.municipality_code):
        cases = tuple(Case.objects.filter(visit_uuid=visit_uuid).order_by("id"))
        record_reading(context, "cases.of_visit", f"visit:{visit_uuid}", {"cases": len(cases)})
    return cases


def _filtered(cases: QuerySet[Case], wanted: InboxFilter, context: Context) -> QuerySet[Case]:
    found = cases.filter(status__in=[status.value for status in wanted.statuses])
    for word in wanted.text.split()[:10]:
        found = found.filter(search_text__contains=search_key(word))
    if wanted.due_today_or_late:
        found = found.filter(due__lte=context.now.date())
    return found


def _may_read(context: Context) -> None:
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
