"""One sitting: its agenda, who is there, its papers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.engines.boards.api import (
    CaseStatus,
    CloseSitting,
    FillAgenda,
    NotFoundError,
    OfSitting,
    OpenSitting,
    Present,
    sitting_paper,
)
from madoguchi.journeys.certification_board.api import minutes_pdf, papers_pdf
from madoguchi.surfaces.staff_web.boards.views.common import (
    CASE_BADGES,
    NOT_NOW,
    SITTING_BADGES,
    WRONG_INPUT,
    number_of,
    working,
)
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.presentation.exchanges import name_of
from madoguchi.surfaces.staff_web.site import desk_page, packs, signed_in


@who_may_call("boards.read")
@require_safe
def sitting_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The sitting as one page."""
    return _show(request, municipality_code, uuid)


@who_may_call("boards.work")
@require_POST
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Fill the agenda, or close the sitting for good."""
    chosen = request.POST.get("step", "")
    try:
        if chosen == "fill":
            added = run(FillAgenda(), working(request), OfSitting(uuid))
            messages.success(
                request, f"{added}件を予定に入れました。" if added else "入れられる審査はありません。"
            )
        elif chosen == "close":
            run(CloseSitting(), working(request), OfSitting(uuid))
            messages.success(request, "閉じました。結果を市町村に送ります。")
        else:
            raise Http404
    except NotFoundError:
        raise Http404 from None
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, uuid]))


@who_may_call("boards.work")
@require_POST
def open_sitting(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Who is there, and who presides."""
    there = tuple(one for text in request.POST.getlist("present")[:50] if (one := number_of(text)))
    given = Present(uuid, there, number_of(request.POST.get("presides", "")))
    try:
        run(OpenSitting(), working(request), given)
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, uuid, 422, str(problem))
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    messages.success(request, "審査会を開きました。")
    return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, uuid]))


@who_may_call("documents.print")
@require_safe
def papers(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Agenda and cases, without names."""
    del municipality_code
    return _printed(request, uuid, papers_pdf, "papers.pdf")


@who_may_call("documents.print")
@require_safe
def minutes(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The minutes."""
    del municipality_code
    return _printed(request, uuid, minutes_pdf, "minutes.pdf")


def _printed(
    request: HttpRequest, uuid: UUID, make: Callable[[Context, UUID], bytes], name: str
) -> HttpResponse:
    try:
        return pdf(make(working(request), uuid), name)
    except NotFoundError:
        raise Http404 from None


def _show(
    request: HttpRequest, municipality_code: str, uuid: UUID, status: int = 200, problem: str = ""
) -> HttpResponse:
    del municipality_code
    actor = signed_in(request).as_actor()
    try:
        paper = sitting_paper(working(request), uuid)
    except NotFoundError:
        raise Http404 from None
    known = packs()
    states = [one.case.state for one in paper.papers]
    return desk_page(
        request,
        "boards/sitting.html",
        status=status,
        paper=paper,
        sitting=paper.sitting,
        rules=paper.rules,
        state=paper.sitting.state,
        badge=SITTING_BADGES[paper.sitting.state],
        lines=[
            (
                one,
                name_of(one.case.source_code, known),
                CASE_BADGES[one.case.state],
                [paper.name_of(member) for member in one.conflicts],
            )
            for one in paper.papers
        ],
        decided=sum(state in (CaseStatus.DECIDED, CaseStatus.CLOSED) for state in states),
        chosen=request.POST.getlist("present"),
        may_work=actor.may("boards.work"),
        may_print=actor.may("documents.print"),
        problem=problem,
    )
