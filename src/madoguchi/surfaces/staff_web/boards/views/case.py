"""One case before the board: what its members see, who does not judge, what is decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.boards.api import (
    CaseNote,
    CaseStatus,
    Decision,
    NotFoundError,
    OfCase,
    RecordDecision,
    ReturnCase,
    SaidOfMember,
    SetRecusal,
    SittingStatus,
    TakeBackDecision,
    TakeOffAgenda,
    application_of,
    case_paper,
    moment_text,
    months_possible,
    people_of,
    standard_months,
)
from madoguchi.journeys.certification_board.api import person_lines, shown_parts
from madoguchi.surfaces.staff_web.boards.views.common import (
    CASE_BADGES,
    LONGEST,
    NOT_NOW,
    WRONG_INPUT,
    count_of,
    number_of,
    working,
)
from madoguchi.surfaces.staff_web.presentation.exchanges import name_of
from madoguchi.surfaces.staff_web.site import desk_page, packs, signed_in


@who_may_call("boards.read")
@require_safe
def case_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The case as members see it."""
    return _show(request, municipality_code, uuid)


@who_may_call("boards.work")
@require_POST
def decide(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """What the board decided; back to the sitting, where the next case waits."""
    given = request.POST
    decision = Decision(
        uuid,
        given.get("result", ""),
        count_of(given.get("months", "")),
        given.get("reason", "")[:LONGEST],
        given.get("opinion", "")[:LONGEST],
        given["seen"][:40] if "seen" in given else None,
    )
    try:
        case = run(RecordDecision(), working(request), decision)
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, uuid, 422, str(problem), "decide")
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    messages.success(request, f"審査番号{case.number}の判定を記録しました。")
    if case.sitting is None:
        return HttpResponseRedirect(reverse("boards:case", args=[municipality_code, uuid]))
    return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, case.sitting.uuid]))


@who_may_call("boards.work")
@require_POST
def recuse(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """A member takes no part, or does although the names look alike."""
    member = number_of(request.POST.get("member", ""))
    if member is None:
        return _show(request, municipality_code, uuid, 422, "委員を選んでください。", "recuse")
    said = SaidOfMember(
        uuid, member, request.POST.get("judges") != "yes", request.POST.get("reason", "")[:LONGEST]
    )
    try:
        run(SetRecusal(), working(request), said)
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, uuid, 422, str(problem), "recuse")
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    messages.success(request, "記録しました。")
    return HttpResponseRedirect(reverse("boards:case", args=[municipality_code, uuid]))


@who_may_call("boards.work")
@require_POST
def step(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Off the agenda, or back to the municipality."""
    chosen = request.POST.get("step", "")
    try:
        if chosen == "take_off":
            run(TakeOffAgenda(), working(request), OfCase(uuid))
            messages.success(request, "予定から外しました。")
        elif chosen == "take_back":
            run(TakeBackDecision(), working(request), OfCase(uuid))
            messages.success(request, "判定を取り消しました。判定し直すか、別の日に回してください。")
        elif chosen == "return":
            run(ReturnCase(), working(request), CaseNote(uuid, request.POST.get("note", "")[:LONGEST]))
            messages.success(request, "市町村に戻しました。理由が相手に届きます。")
        else:
            raise Http404
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, uuid, 422, str(problem), "return")
    except NOT_NOW as problem:
        return _show(request, municipality_code, uuid, 409, str(problem))
    return HttpResponseRedirect(reverse("boards:case", args=[municipality_code, uuid]))


def _show(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
) -> HttpResponse:
    context, known = working(request), packs()
    actor = signed_in(request).as_actor()
    try:
        paper = case_paper(context, uuid)
    except NotFoundError:
        raise Http404 from None
    case, rules = paper.case, paper.rules
    members = {one.uuid: one for one in people_of(context, case.board).members}
    application = application_of(case)
    label_of = {key: one.label for key, one in rules.results.items()}
    is_open = case.sitting is not None and case.sitting.state is SittingStatus.OPEN
    return desk_page(
        request,
        "boards/case.html",
        status=status,
        case=case,
        rules=rules,
        badge=CASE_BADGES[case.state],
        source=name_of(case.source_code, known),
        lines=person_lines(paper, known.vocabulary),
        parts=shown_parts(paper, known.vocabulary),
        conflicts=[(members[key].name, why) for key, why in paper.conflicts.items() if key in members],
        members=list(members.values()),
        label_of=label_of,
        spans=[
            (one.label, possible.start, possible.stop - 1)
            for key, one in rules.results.items()
            if (possible := months_possible(rules, application, key))
        ],
        standard=standard_months(rules, application),
        may_work=actor.may("boards.work"),
        may_decide=actor.may("boards.work")
        and is_open
        and case.state in (CaseStatus.ASSIGNED, CaseStatus.DECIDED),
        may_take_back=actor.may("boards.work") and is_open and case.state is CaseStatus.DECIDED,
        seen=request.POST.get("seen", "") if problem_at == "decide" else moment_text(case),
        remarks=[(one.member.name, label_of.get(one.result, ""), one.text) for one in paper.remarks],
        may_see_request=actor.may("exchange.read"),
        problem=problem,
        problem_at=problem_at,
        written=request.POST,
    )
