"""Who belongs to the household: the list of people, somebody more, somebody less."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.forms.api import ROSTER_KEYS, field_id
from madoguchi.journeys.counter_visit import api
from madoguchi.surfaces.staff_web.counter.presentation.asking import FIRST_ROWS, PeopleRow, people_rows
from madoguchi.surfaces.staff_web.counter.views.common import (
    at_the_counter,
    change_visit,
    refusals,
    to_visit,
    visit_url,
)
from madoguchi.surfaces.staff_web.site import page

MOST_EMPTY_ROWS = 40


@who_may_call("counter_visit.correct")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def people(request: HttpRequest, municipality_code: str, visit: UUID) -> HttpResponse:
    """Relation and birth date of everybody, on one page."""
    context = at_the_counter(request)
    problem = ""
    errors: dict[str, str] = {}
    if request.method == "POST" and "more" not in request.POST:
        given = api.People(visit, _number(request.POST.get("version", "")), request.POST)
        try:
            change_visit(request, api.SavePeople(), given)
        except api.InputNotReadError as refusal:
            problem, errors = str(refusal), refusal.errors
        else:
            return to_visit(municipality_code, visit, "question")
    sheet = api.open_sheet(context, visit)
    if not sheet.visit.is_open:
        raise api.VisitNotFoundError
    return page(
        request,
        "counter/people.html",
        status=422 if problem else 200,
        rows=_rows(request, sheet, errors),
        problem=problem if not errors else "",
        version=sheet.visit.version,
        uuid=visit,
        back=visit_url(municipality_code, visit),
    )


@who_may_call("counter_visit.correct")
@require_http_methods(["GET", "HEAD", "POST"])
@refusals
def remove(request: HttpRequest, municipality_code: str, visit: UUID, person: int) -> HttpResponse:
    """Take one person away, after a page that asks."""
    context = at_the_counter(request)
    if request.method == "POST":
        version = _number(request.POST.get("version", ""))
        change_visit(request, api.ChangeMembers(), api.MemberChange(visit, version, remove=person))
        return to_visit(municipality_code, visit)
    sheet = api.open_sheet(context, visit)
    if not sheet.visit.is_open or person not in sheet.facts.persons():
        raise api.VisitNotFoundError
    return page(
        request,
        "counter/remove_person.html",
        who=sheet.persons[person],
        version=sheet.visit.version,
        uuid=visit,
        person=person,
        back=visit_url(municipality_code, visit),
    )


def _rows(request: HttpRequest, sheet: api.Sheet, errors: dict[str, str]) -> tuple[PeopleRow, ...]:
    """The known people, then the rows that were typed into, then empty ones."""
    known = [str(number) for number in sheet.facts.persons()]
    posted = request.POST
    new = [key for key in posted.getlist(ROSTER_KEYS) if key not in known][:MOST_EMPTY_ROWS]
    more = FIRST_ROWS if "more" in posted or not (known or new) else (0 if new else 1)
    roster = sheet.roster(len(new) + more)
    if not posted:
        return people_rows(roster)
    typed = {name: ",".join(posted.getlist(name)) for name in posted}
    # Rows that were typed into keep their keys, so that what stands in them stays.
    kept = dict(zip([row.key for row in roster.rows if row.group.person is None], new, strict=False))
    typed, errors = _rename(typed, errors, kept)
    return people_rows(roster, typed=typed, errors=errors)


def _rename(
    typed: dict[str, str], errors: dict[str, str], kept: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Posted inputs and messages of new rows under the keys that the new page gives them."""
    names = {field_id("person.x", old)[:-1]: field_id("person.x", new)[:-1] for new, old in kept.items()}

    def renamed(name: str) -> str:
        return next((new + name[len(old) :] for old, new in names.items() if name.startswith(old)), name)

    return (
        {renamed(name): text for name, text in typed.items()},
        {renamed(name): text for name, text in errors.items()},
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
