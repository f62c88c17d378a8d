"""The plan: on the page, on paper, in a calendar."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect

from madoguchi.engines.navigator.api import LINK_PARAMETER, plan_calendar, shareable
from madoguchi.journeys.pre_application.api import brought_paper_pdf, guide_slip_pdf
from madoguchi.surfaces.resident_web.presentation.answers import answers_of
from madoguchi.surfaces.resident_web.presentation.brought import printable_papers
from madoguchi.surfaces.resident_web.presentation.not_needed import any_ruled_out, not_needed
from madoguchi.surfaces.resident_web.presentation.online import online_choices
from madoguchi.surfaces.resident_web.presentation.plan import plan_view
from madoguchi.surfaces.resident_web.presentation.steps import Step
from madoguchi.surfaces.resident_web.views.booking import way_to_booking
from madoguchi.surfaces.resident_web.way import Way, on_the_way


@on_the_way("GET", "HEAD")
def plan(way: Way) -> HttpResponse:
    """The plan as far as the answers go."""
    application = way.open()
    return way.page(
        "plan.html",
        Step.PLAN,
        plan=plan_view(application.plan),
        answers=answers_of(application, way.url),
        questions_url=_back(way, application.previous_question()),
        continue_url=way.url("questions"),
        share_url=f"{way.url('list')}?{urlencode({LINK_PARAMETER: '.'.join(shareable(application.plan))})}",
        pdf_url=way.url("plan-pdf"),
        printable={one.key: one for one in printable_papers(application, way.url)},
        calendar_url=way.url("plan-calendar"),
        booking_url=way_to_booking(way, application),
        fill_url=way.url("fill"),
        online_url=way.url("online-start"),
        online_count=len(online_choices(application)) if application.plan.finished else 0,
        not_needed_url=way.url("not-needed") if any_ruled_out(application.plan) else "",
    )


def _back(way: Way, last_question: str | None) -> str:
    return way.url("question", last_question) if last_question else way.url("start")


@on_the_way("GET", "HEAD")
def not_needed_page(way: Way) -> HttpResponse:
    """What the answers have ruled out, and why."""
    application = way.open()
    reasons = not_needed(application.plan)
    if not reasons:
        return HttpResponseRedirect(way.url("plan"))
    return way.page(
        "not_needed.html",
        Step.PLAN,
        reasons=reasons,
        answers=answers_of(application, way.url),
        back_url=way.url("plan"),
    )


@on_the_way("GET", "HEAD")
def plan_calendar_file(way: Way) -> HttpResponse:
    """The last days as a calendar file, without names."""
    response = HttpResponse(plan_calendar(way.open().plan), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tetsuzuki.ics"'
    return response


@on_the_way("GET", "HEAD")
def plan_pdf(way: Way) -> HttpResponse:
    """The 案内票: the plan on one page of paper."""
    return pdf(guide_slip_pdf(way.open()), "annaihyo.pdf")


@on_the_way("GET", "HEAD")
def brought_paper(way: Way, thing: str) -> HttpResponse:
    """A paper to bring (委任状), filled in, to sign by hand."""
    paper = brought_paper_pdf(way.open(), thing)
    if not paper:
        raise Http404
    return pdf(paper, f"{thing}.pdf")


def pdf(content: bytes, file_name: str) -> HttpResponse:
    """A PDF that opens in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name}"'
    return response
