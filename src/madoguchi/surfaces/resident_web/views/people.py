"""The people whom it is about: how many, then relation and birth date of each. Buttons add and remove."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseRedirect

from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.forms.api import ERAS
from madoguchi.journeys.pre_application.api import (
    ROSTER_KEYS,
    Application,
    QuestionPage,
    remove_member,
    save_roster,
)
from madoguchi.surfaces.resident_web.presentation.fields import forgiving_dates
from madoguchi.surfaces.resident_web.presentation.people import (
    MOST_AT_FIRST,
    MOST_PEOPLE,
    people_rows,
    roster_question,
)
from madoguchi.surfaces.resident_web.presentation.plan import aside_view
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.way import Way


def people_page(way: Way, application: Application, shown: QuestionPage) -> HttpResponse:
    """How many (while nobody is known), or the list of people."""
    if application.member_keys:
        return _list(way, application, shown)
    number = way.request.GET.get("people", "")
    if number.isascii() and number.isdigit() and 1 <= int(number[:3]) <= MOST_PEOPLE:
        return _list(way, application, application.question_page(MEMBERS, empty_rows=int(number[:3])))
    before = application.previous_question(MEMBERS)
    return way.page(
        "people_count.html",
        Step.QUESTIONS,
        question=roster_question(shown, how_many=True),
        numbers=range(1, MOST_AT_FIRST + 1),
        aside=aside_view(application.plan),
        back_url=way.url("question", before) if before else way.url("start"),
    )


def save_people(way: Way, application: Application) -> HttpResponse:
    """Save what was typed, then do what the pressed button says: add a row, take one away, or go on."""
    del application
    posted = way.request.POST.copy()
    for name, text in forgiving_dates(posted).items():
        posted[name] = text
    removed = posted.get("remove", "")
    if removed:
        posted.setlist(ROSTER_KEYS, [key for key in posted.getlist(ROSTER_KEYS) if key != removed])
    saved = save_roster(way.handle, posted)
    after = saved.application
    if removed:
        after = remove_member(way.handle, removed)
    button = bool(removed) or "add" in posted
    if saved.is_clean and not button:
        return HttpResponseRedirect(way.next_question_url(after))
    blank = [key for key in posted.getlist(ROSTER_KEYS) if key not in after.member_keys]
    rows = len(blank) + (1 if "add" in posted else 0)
    shown = after.question_page(MEMBERS, empty_rows=rows if after.member_keys else max(rows, 1))
    return _list(
        way,
        after,
        shown,
        raw=posted,
        errors={} if button else saved.errors,
        message="" if button else saved.message,
    )


def _list(
    way: Way,
    application: Application,
    shown: QuestionPage,
    *,
    raw: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    message: str = "",
) -> HttpResponse:
    rows = people_rows(shown, raw=raw, errors=errors or {})
    problems = [problem for row in rows for problem in row.problems]
    if message:
        problems.append(rows[0].problem(message))
    before = application.previous_question(MEMBERS)
    return way.page(
        "people.html",
        Step.QUESTIONS,
        status=422 if problems else 200,
        question=roster_question(shown),
        rows=rows,
        errors=problems,
        seen=shown.seen,
        eras=ERAS,
        can_add=len(rows) < MOST_PEOPLE,
        aside=aside_view(application.plan),
        back_url=way.url("question", before) if before else way.url("start"),
    )
