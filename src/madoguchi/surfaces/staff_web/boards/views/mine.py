"""The pages of a board's member: own sittings, their papers, and what a member says before a sitting.

Nothing of them stays in a browser: a tablet goes from hand to hand, also after signing out.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.boards.api import (
    AnswerDate,
    ComesOrNot,
    DeclareConflict,
    NotFoundError,
    OwnConflict,
    OwnRemark,
    SittingStatus,
    WithdrawConflict,
    WriteRemark,
    own_agenda,
    own_case_paper,
    own_sittings,
)
from madoguchi.journeys.certification_board.api import person_lines, shown_parts
from madoguchi.surfaces.staff_web.boards.views.common import LONGEST, NOT_NOW, WRONG_INPUT
from madoguchi.surfaces.staff_web.site import context_of, desk_page, packs

_PURPOSE = "審査会の委員の仕事"


@who_may_call("boards.sit")
@never_cache
@require_safe
def sittings_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Which days are mine, and which of them still want an answer."""
    del municipality_code
    try:
        found = own_sittings(context_of(request, _PURPOSE))
    except NotFoundError as problem:
        return desk_page(request, "boards/no_member.html", status=403, problem=str(problem))
    wanted = [
        one for one in found.to_come if one.answer is None and one.sitting.state is SittingStatus.PLANNED
    ]
    return desk_page(request, "boards/mine.html", found=found, wanted=len(wanted), today=clock.today())


@who_may_call("boards.sit")
@never_cache
@require_safe
def sitting_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One sitting: can I come, and what is on its agenda."""
    del municipality_code
    return _show_sitting(request, uuid)


@who_may_call("boards.sit")
@require_POST
def answer(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """I can come, or not."""
    said = request.POST.get("comes", "")
    if said not in ("yes", "no"):
        return _show_sitting(request, uuid, 422, "「出席できる」か「出席できない」を選んでください。")
    given = ComesOrNot(uuid, said == "yes", request.POST.get("note", "")[:LONGEST])
    try:
        run(AnswerDate(), context_of(request, _PURPOSE), given)
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show_sitting(request, uuid, 422, str(problem))
    except NOT_NOW as problem:
        return _show_sitting(request, uuid, 409, str(problem))
    messages.success(request, "返事が事務局に届きました。")
    if request.POST.get("back") == "list":
        return HttpResponseRedirect(reverse("boards:mine", args=[municipality_code]))
    return HttpResponseRedirect(reverse("boards:my-sitting", args=[municipality_code, uuid]))


@who_may_call("boards.sit")
@never_cache
@require_safe
def case_page(request: HttpRequest, municipality_code: str, uuid: UUID, case: UUID) -> HttpResponse:
    """The papers of one case, without whom they are about."""
    del municipality_code
    return _show_case(request, uuid, case)


@who_may_call("boards.sit")
@require_POST
def remark(request: HttpRequest, municipality_code: str, uuid: UUID, case: UUID) -> HttpResponse:
    """What I think of it before we meet; on to the next one where that was asked for."""
    given = OwnRemark(uuid, case, request.POST.get("result", ""), request.POST.get("text", "")[:LONGEST])
    try:
        run(WriteRemark(), context_of(request, _PURPOSE), given)
        after = own_case_paper(context_of(request, _PURPOSE), uuid, case).after
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show_case(request, uuid, case, 422, str(problem), "remark")
    except NOT_NOW as problem:
        return _show_case(request, uuid, case, 409, str(problem))
    messages.success(request, "事前の意見を残しました。")
    if request.POST.get("go") == "next" and after:
        return HttpResponseRedirect(reverse("boards:my-case", args=[municipality_code, uuid, after]))
    return HttpResponseRedirect(reverse("boards:my-sitting", args=[municipality_code, uuid]))


@who_may_call("boards.sit")
@require_POST
def conflict(request: HttpRequest, municipality_code: str, uuid: UUID, case: UUID) -> HttpResponse:
    """I step back from a case, or had done so by mistake."""
    withdraws = request.POST.get("step") == "withdraw"
    given = OwnConflict(uuid, case, request.POST.get("reason", "")[:LONGEST])
    try:
        if withdraws:
            run(WithdrawConflict(), context_of(request, _PURPOSE), given)
        else:
            run(DeclareConflict(), context_of(request, _PURPOSE), given)
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show_case(request, uuid, case, 422, str(problem), "conflict")
    except NOT_NOW as problem:
        return _show_sitting(request, uuid, 409, str(problem))
    messages.success(
        request, "申し出を取り消しました。" if withdraws else "申し出ました。この審査には加わりません。"
    )
    return HttpResponseRedirect(reverse("boards:my-sitting", args=[municipality_code, uuid]))


def _show_sitting(request: HttpRequest, uuid: UUID, status: int = 200, problem: str = "") -> HttpResponse:
    try:
        found = own_agenda(context_of(request, _PURPOSE), uuid)
    except NotFoundError:
        raise Http404 from None
    return desk_page(
        request,
        "boards/my_sitting.html",
        status=status,
        found=found,
        own=found.own,
        sitting=found.own.sitting,
        rules=found.own.rules,
        state=found.own.sitting.state,
        remarked=sum(one.remark is not None for one in found.lines),
        readable=sum(one.case is not None for one in found.lines),
        problem=problem,
        written=request.POST,
    )


def _show_case(
    request: HttpRequest,
    uuid: UUID,
    case: UUID,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
) -> HttpResponse:
    try:
        found = own_case_paper(context_of(request, _PURPOSE), uuid, case)
    except NotFoundError:
        raise Http404 from None
    vocabulary = packs().vocabulary
    return desk_page(
        request,
        "boards/my_case.html",
        status=status,
        found=found,
        case=found.paper.case,
        sitting=found.own.sitting,
        rules=found.own.rules,
        lines=person_lines(found.paper, vocabulary),
        parts=shown_parts(found.paper, vocabulary),
        is_planned=found.own.sitting.state is SittingStatus.PLANNED,
        problem=problem,
        problem_at=problem_at,
        written=request.POST,
    )
