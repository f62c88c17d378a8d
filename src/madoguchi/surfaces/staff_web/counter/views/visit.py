"""The main screen of a visit, and how it ends: accepted or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.cases.api import cases_of_visit
from madoguchi.engines.handover.api import records
from madoguchi.journeys.counter_visit import api
from madoguchi.surfaces.staff_web.counter.presentation.accepted import handover_lines, walk_of
from madoguchi.surfaces.staff_web.counter.presentation.asking import (
    FIRST_ROWS,
    people_rows,
    question_view,
)
from madoguchi.surfaces.staff_web.counter.presentation.queue import queue_of
from madoguchi.surfaces.staff_web.counter.presentation.visit import visit_view
from madoguchi.surfaces.staff_web.counter.views.common import at_the_counter, refusals, to_visit
from madoguchi.surfaces.staff_web.site import page, signed_in


@who_may_call("counter_visit.open")
@require_safe
@refusals
def show(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """The visit as it stands: to be worked on, or what came of it."""
    del municipality_code
    sheet = api.open_sheet(at_the_counter(request), visit)
    if sheet.visit.state == api.VisitState.ACCEPTED:
        return _accepted(request, sheet)
    if sheet.visit.state == api.VisitState.CANCELLED:
        return page(
            request,
            "counter/cancelled.html",
            visit=sheet.visit,
            messages=tuple(messages.get_messages(request)),
        )
    return open_visit_page(request, sheet)


def open_visit_page(
    request: HttpRequest,
    sheet: api.Sheet,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> HttpResponse:
    """The three columns; `typed` and `errors` belong to the question on top."""
    waiting, _ = queue_of(api.queue(at_the_counter(request)), sheet.pack)
    question = question_view(sheet, typed=typed, errors=errors)
    asks_people = question is not None and question.kind == "people"
    roster = sheet.roster(1 if sheet.facts.persons() else FIRST_ROWS) if asks_people else None
    return page(
        request,
        "counter/visit.html",
        status=422 if problem or errors else 200,
        visit=visit_view(sheet),
        question=question,
        people_rows=people_rows(roster) if roster is not None else (),
        waiting=waiting,
        may_seek_relatives=signed_in(request).as_actor().may("residents.search"),
        problem=problem,
        messages=tuple(messages.get_messages(request)),
    )


def _accepted(request: HttpRequest, sheet: api.Sheet) -> HttpResponse:
    context = at_the_counter(request)
    visit, pack, actor = sheet.visit, sheet.pack, signed_in(request).as_actor()
    may_print, may_read = actor.may("documents.print"), actor.may("cases.read")
    papers = api.documents_of(context, visit.uuid) if may_print else ()
    cases = cases_of_visit(context, visit.uuid) if may_read else ()
    return page(
        request,
        "counter/accepted.html",
        visit=visit,
        view=visit_view(sheet),
        event=sheet.event,
        walk=walk_of(cases, pack, visit.done_here),
        cases=len(cases),
        slip=next((one for one in papers if one.document_key == "guide_slip"), None),
        papers=tuple(one for one in papers if one.document_key != "guide_slip"),
        handovers=handover_lines(records(visit.municipality_code, visit_uuid=visit.uuid), pack),
        messages=tuple(messages.get_messages(request)),
    )


@who_may_call("counter_visit.accept")
@require_POST
@refusals
def accept(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """Accept what the clerk looked at. Whoever comes second gets the same cases, and is told so."""
    version = request.POST.get("version", "")
    given = api.Acceptance(visit, int(version) if version.isdecimal() and len(version) < 9 else 0)
    accepted = run(api.Accept(), at_the_counter(request), given)
    if accepted.again:
        messages.info(request, "この受付は、もう受理されていました。案件は増えていません。")
    else:
        messages.success(request, f"受理しました。{len(accepted.cases)}件の案件を各窓口に送りました。")
    return to_visit(municipality_code, visit)


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def cancel(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """The visitor goes again."""
    run(api.CancelVisit(), at_the_counter(request), api.VisitReference(visit))
    return to_visit(municipality_code, visit)
