"""Start, and one question after another."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.forms.api import ERAS
from madoguchi.journeys.pre_application.api import (
    Application,
    DraftHandle,
    DraftNotFoundError,
    QuestionPage,
    answer,
    start,
)
from madoguchi.surfaces.resident_web import cookies
from madoguchi.surfaces.resident_web.presentation.discretion import way_out
from madoguchi.surfaces.resident_web.presentation.faqs import faq_views
from madoguchi.surfaces.resident_web.presentation.persons import label_with_age
from madoguchi.surfaces.resident_web.presentation.plan import aside_view
from madoguchi.surfaces.resident_web.presentation.questions import ANSWER, meant, question_view
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.site import event_or_404, pack_or_404, page
from madoguchi.surfaces.resident_web.views.people import people_page, save_people
from madoguchi.surfaces.resident_web.way import Way, on_the_way


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def start_page(request: HttpRequest, municipality_code: str, event_key: str) -> HttpResponse:
    """What will happen, and a button; with a draft in the browser, the way back into it."""
    pack = pack_or_404(municipality_code)
    event = event_or_404(pack, event_key)
    if request.method == "POST":
        handle = start(municipality_code, event_key)
        way = Way(request, pack, event, handle)
        response = HttpResponseRedirect(way.url("questions"))
        cookies.keep(response, municipality_code, event_key, handle.to_cookie())
        return response
    return page(
        request,
        "start.html",
        pack.municipality,
        event=event,
        faqs=faq_views(pack, pack.faqs_about(event_key), here=event_key),
        continue_url=_continue_url(request, municipality_code, event_key),
    )


def _continue_url(request: HttpRequest, municipality_code: str, event_key: str) -> str:
    """Where the draft in the browser goes on; empty when there is none."""
    try:
        handle = DraftHandle.from_cookie(municipality_code, cookies.read(request))
        pack = pack_or_404(municipality_code)
        way = Way(request, pack, event_or_404(pack, event_key), handle)
        return way.next_question_url(way.open())
    except DraftNotFoundError:
        return ""


@on_the_way("GET", "HEAD")
def questions(way: Way) -> HttpResponse:
    """On to the question that is open, or to the plan."""
    return HttpResponseRedirect(way.next_question_url(way.open()))


@on_the_way("GET", "HEAD", "POST")
def question(way: Way, item_key: str) -> HttpResponse:
    """One question: shown, or answered."""
    application = way.open()
    shown = application.question_page(item_key)
    if item_key == MEMBERS:
        if way.request.method == "POST":
            return save_people(way, application)
        return people_page(way, application, shown)
    if way.request.method != "POST":
        return _question_page(way, application, shown, shown.raw or None, shown.errors)
    posted = way.request.POST.copy()
    said, problems = meant(shown.asked.item, shown.group, posted, posted.getlist(ANSWER))
    _say(posted, said)
    if problems:
        return _question_page(way, application, shown, posted, problems)
    saved = answer(way.handle, item_key, posted)
    if saved.is_clean:
        return HttpResponseRedirect(way.next_question_url(saved.application))
    return _question_page(way, saved.application, shown, posted, saved.errors)


def _say(posted: QueryDict, said: Mapping[str, str]) -> None:
    for name, text in said.items():
        posted[name] = text


def _question_page(
    way: Way,
    application: Application,
    shown: QuestionPage,
    raw: Mapping[str, str] | None,
    errors: Mapping[str, str],
) -> HttpResponse:
    item = shown.asked.item
    people = [label_with_age(application.facts, person) for person in shown.asked.persons]
    view = question_view(item, shown.group, people, number=shown.asked.number_asked, raw=raw, errors=errors)
    return way.page(
        "question.html",
        Step.QUESTIONS,
        status=422 if view.problems and way.request.method == "POST" else 200,
        question=view,
        errors=view.problems,
        seen=shown.seen,
        eras=ERAS,
        aside=aside_view(application.plan),
        back_url=back_url(way, application, item.key),
        way_out=way_out(item.key, application.pack.vocabulary),
    )


def back_url(way: Way, application: Application, item_key: str) -> str:
    """The question before this one; before the first one, the start."""
    before = application.previous_question(item_key)
    return way.url("question", before) if before else way.url("start")
