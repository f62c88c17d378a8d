"""One sitting: its agenda, who is there, its papers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.engines.boards.api import (
    AnswerOfMember,
    CalledOff,
    CancelSitting,
    CaseStatus,
    ChangeSitting,
    CloseSitting,
    ComesOrNot,
    FillAgenda,
    MovedSitting,
    NotFoundError,
    OfSitting,
    OpenSitting,
    Present,
    RecordAnswer,
    SendAgenda,
    has_quorum,
    sitting_paper,
)
from madoguchi.journeys.certification_board.api import minutes_pdf, papers_pdf
from madoguchi.surfaces.staff_web.boards.views.common import (
    CASE_BADGES,
    LONGEST,
    NOT_NOW,
    SITTING_BADGES,
    WRONG_INPUT,
    count_of,
    day_of,
    number_of,
    time_of,
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
    """Fill the agenda, send it to the members, or close the sitting for good."""
    chosen = request.POST.get("step", "")
    try:
        if chosen == "fill":
            added = run(FillAgenda(), working(request), OfSitting(uuid))
            messages.success(
                request, f"{added}件を予定に入れました。" if added else "入れられる審査はありません。"
            )
        elif chosen == "send":
            run(SendAgenda(), working(request), OfSitting(uuid))
            messages.success(request, "資料を出しました。委員が、自分の画面で読めます。")
        elif chosen == "close":
            run(CloseSitting(), working(request), OfSitting(uuid))
            messages.success(request, "閉じました。結果を市町村に送ります。")
        else:
            raise Http404
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, uuid, 422, str(problem))
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, uuid]))


@who_may_call("boards.manage")
@require_POST
def change(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Another day or place, or not at all."""
    given = request.POST
    cancels = given.get("step") == "cancel"
    try:
        if cancels:
            run(CancelSitting(), working(request), CalledOff(uuid, given.get("reason", "")[:LONGEST]))
            messages.success(request, "中止にしました。予定に入っていた審査は、審査待ちに戻りました。")
        else:
            moved = MovedSitting(
                uuid,
                day_of(given.get("day", ""), "開催日"),
                time_of(given.get("begins", ""), "開始の時刻"),
                given.get("place", "")[:LONGEST],
                count_of(given.get("most", "")) or 0,
            )
            run(ChangeSitting(), working(request), moved)
            messages.success(request, "変えました。日時を変えたときは、委員にあらためて出席を聞きます。")
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        at = "cancel" if cancels else "change"
        return _show(request, municipality_code, uuid, 422, str(problem), at)
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, uuid]))


@who_may_call("boards.work")
@require_POST
def answers(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """What a member said on the telephone: comes, or not."""
    member, said = number_of(request.POST.get("member", "")), request.POST.get("comes", "")
    if member is None or said not in ("yes", "no"):
        return _show(request, municipality_code, uuid, 422, "委員と返事を選んでください。")
    given = AnswerOfMember(member, ComesOrNot(uuid, said == "yes", "事務局が聞きました"))
    try:
        run(RecordAnswer(), working(request), given)
    except NotFoundError:
        raise Http404 from None
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    messages.success(request, "返事を記録しました。")
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
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
) -> HttpResponse:
    del municipality_code
    actor = signed_in(request).as_actor()
    try:
        paper = sitting_paper(working(request), uuid)
    except NotFoundError:
        raise Http404 from None
    known = packs()
    seats = [one for one in paper.seats if one.is_in_office]
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
        may_manage=actor.may("boards.manage"),
        may_print=actor.may("documents.print"),
        coming=sum(one.answer is not None and one.answer.comes for one in seats),
        staying=sum(one.answer is not None and not one.answer.comes for one in seats),
        in_office=len(seats),
        quorum_in_sight=has_quorum(len(seats), sum(one.answer is None or one.answer.comes for one in seats)),
        is_the_day=paper.sitting.day <= clock.today(),
        problem=problem,
        problem_at=problem_at,
        written=request.POST,
    )
