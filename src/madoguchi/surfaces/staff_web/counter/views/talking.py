"""While talking: the next question, and correcting one answer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.forms.api import field_id
from madoguchi.journeys.counter_visit import api
from madoguchi.surfaces.staff_web.counter.presentation.fields import field_view
from madoguchi.surfaces.staff_web.counter.presentation.names import for_staff, item_url
from madoguchi.surfaces.staff_web.counter.views.common import (
    at_the_counter,
    change_visit,
    refusals,
    to_visit,
    visit_url,
    wants_fragment,
)
from madoguchi.surfaces.staff_web.counter.views.visit import open_visit_page
from madoguchi.surfaces.staff_web.site import page

MOST_PERSONS = 100


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def answer_question(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """The answers to the question on top, for everybody concerned at once."""
    key = request.POST.get("item", "")[:80]
    persons = tuple(int(one) for one in request.POST.getlist("person")[:MOST_PERSONS] if _is_number(one))
    posted = _with_the_rest(request.POST, key, persons)
    given = api.Answers(visit, _version(request), key, persons, posted)
    try:
        change_visit(request, api.AnswerQuestion(), given)
    except api.InputNotReadError as refusal:
        sheet = api.open_sheet(at_the_counter(request), visit)
        typed = {name: ",".join(posted.getlist(name)) for name in posted}
        return open_visit_page(
            request, sheet, typed=typed, errors=refusal.errors, problem="" if refusal.errors else str(refusal)
        )
    return to_visit(municipality_code, visit, "question")


@who_may_call("counter_visit.correct")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def item(
    request: HttpRequest, municipality_code: str, visit: UUID, item_key: str, person: int | None = None
) -> HttpResponse:
    """One answer to be corrected: a page of its own, or the piece that the script puts into the row."""
    errors: Mapping[str, str] = {}
    status, unclear = 200, None
    identifier = field_id(item_key, None if person is None else str(person))
    if request.method == "POST":
        given = api.Correction(
            visit,
            item_key,
            person,
            request.POST,
            seen=request.POST.get("seen"),
            seen_beside=request.POST.get("seen_beside"),
            confirmed=request.POST.get("confirmed", ""),
        )
        try:
            change_visit(request, api.CorrectItem(), given)
        except api.InputNotReadError as refusal:
            errors, status = refusal.errors or {identifier: str(refusal)}, 422
        except api.StaleVisitError as refusal:
            errors, status = {identifier: str(refusal)}, 409
        except api.AddressUnclearError as question:
            unclear = question
        else:
            return to_visit(municipality_code, visit, f"row-{identifier}")
    sheet = api.open_sheet(at_the_counter(request), visit)
    field, *beside = api.editable_fields(sheet.visit, item_key, person)
    typed = (
        {name: ",".join(request.POST.getlist(name)) for name in request.POST}
        if request.method == "POST"
        else None
    )
    if typed is not None and unclear is not None:
        typed |= {one.id: unclear.address for one in beside}
    around = {
        "field": field_view(field, typed=typed, error=errors.get(field.id, "")),
        "beside": [field_view(one, typed=typed, error=errors.get(one.id, "")) for one in beside],
        "unclear": unclear,
        "action": item_url(sheet, item_key, person),
        "back": visit_url(municipality_code, visit, f"row-{identifier}"),
        "stored": field.as_text() if status == 409 else "",
    }
    if wants_fragment(request):
        return render(request, "staff_web/counter/parts/item_form.html", around, status=status)
    whose = "" if person is None else for_staff(sheet.persons[person].label)
    return page(request, "counter/item.html", status=status, whose=whose, **around)


@who_may_call("counter_visit.correct")
@require_POST
@refusals
def adopt(
    request: HttpRequest, municipality_code: str, visit: UUID, item_key: str, person: int | None = None
) -> HttpResponse:
    """Take over what the register says."""
    given = api.Adoption(visit, item_key, person, seen=request.POST.get("seen"))
    change_visit(request, api.AdoptRegister(), given)
    identifier = field_id(item_key, None if person is None else str(person))
    return to_visit(municipality_code, visit, f"row-{identifier}")


def _with_the_rest(posted: QueryDict, item_key: str, persons: tuple[int, ...]) -> QueryDict:
    """The post with the button 「残りの人は…」 spelled out for everybody who was left empty."""
    rest = posted.get("rest", "")
    if not rest:
        return posted
    meant = posted.copy()
    for person in persons:
        name = field_id(item_key, str(person))
        if not meant.get(name):
            meant[name] = rest
    return meant


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if _is_number(text) else 0


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 9
