"""What the clerk records besides answers: things asked about, identity, procedures of today, signature."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.vocabulary import person_label
from madoguchi.journeys.counter_visit import api
from madoguchi.surfaces.staff_web.counter.presentation.checklist import procedure_lines
from madoguchi.surfaces.staff_web.counter.presentation.visit import visit_view
from madoguchi.surfaces.staff_web.counter.views.common import (
    at_the_counter,
    change_visit,
    refusals,
    to_visit,
    visit_url,
)
from madoguchi.surfaces.staff_web.site import page

LONGEST_SIGNATURE = 800_000
ASKED = "確かめた"
MOST_FINDINGS = 200


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def acknowledge(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """Tick off findings, with a note if there is something to say; `undo` takes it back."""
    note = request.POST.get("note", "").strip() or ASKED
    findings = tuple(request.POST.getlist("finding")[:MOST_FINDINGS])
    given = api.Acknowledgement(visit, findings, "" if request.POST.get("undo") else note)
    run(api.Acknowledge(), at_the_counter(request), given)
    return to_visit(municipality_code, visit, "checks")


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def identity(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """How identity was checked."""
    given = api.IdentityRecord(visit, request.POST.get("method", ""))
    run(api.RecordIdentity(), at_the_counter(request), given)
    return to_visit(municipality_code, visit, "identity")


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def consultation(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """What was talked about, for the desks."""
    given = api.ConsultationNote(visit, request.POST.get("consultation", ""))
    run(api.RecordConsultation(), at_the_counter(request), given)
    return to_visit(municipality_code, visit, "consultation")


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def procedures(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """Which procedures are filed today; with all boxes ticked it is everything, also what comes later."""
    ticked = tuple(request.POST.getlist("procedure")[:200])
    offered = set(request.POST.getlist("offered")[:200])
    given = api.Choice(visit, None if offered and offered <= set(ticked) else ticked)
    change_visit(request, api.ChooseProcedures(), given)
    return to_visit(municipality_code, visit, "procedures")


@who_may_call("counter_visit.correct")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def sign(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """The page that is turned to the visitor: what is signed, in large type, and where to write."""
    context = at_the_counter(request)
    problem = ""
    if request.method == "POST":
        on_paper = bool(request.POST.get("on_paper"))
        strokes = (
            None if on_paper or request.POST.get("remove") else _strokes(request.POST.get("strokes", ""))
        )
        try:
            run(api.Sign(), context, api.SignatureRecord(visit, strokes, on_paper=on_paper))
        except api.InputNotReadError as refusal:
            problem = str(refusal)
        else:
            return to_visit(municipality_code, visit, "signature")
    sheet = api.open_sheet(context, visit)
    if not sheet.visit.is_open:
        messages.error(request, str(api.VisitClosedError()))
        return to_visit(municipality_code, visit)
    view = visit_view(sheet)
    chosen = [one for one in procedure_lines(sheet.plan, sheet.chosen) if one.filed_today]
    return page(
        request,
        "counter/sign.html",
        status=422 if problem else 200,
        visit=view,
        problem=problem,
        procedures=chosen,
        names=[person_label(sheet.facts, number, with_age=False) for number in sheet.facts.persons()],
        rows=[
            row
            for section, shown in zip(sheet.sections, view.sections, strict=True)
            if section.person is None
            for answer, row in zip(section.rows, shown.rows, strict=True)
            if row.answer and answer.field.item.key in sheet.signed_items
        ],
        back=visit_url(municipality_code, visit, "signature"),
    )


def _strokes(text: str) -> object:
    """What the tablet sent; anything that is not JSON is an empty drawing, which the journey refuses."""
    try:
        return json.loads(text) if len(text) <= LONGEST_SIGNATURE else []
    except (ValueError, RecursionError):
        return []
