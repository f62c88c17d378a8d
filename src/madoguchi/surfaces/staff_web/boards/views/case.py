"""One case before the board: what its members see, who does not judge, what is decided."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.vocabulary import MEMBERS
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
    TakeOffAgenda,
    application_of,
    case_paper,
    months_possible,
    people_of,
    standard_months,
)
from madoguchi.journeys.certification_board.api import said_lines, shown_parts
from madoguchi.surfaces.staff_web.boards.views.common import (
    CASE_BADGES,
    NOT_NOW,
    WRONG_INPUT,
    number_of,
    working,
)
from madoguchi.surfaces.staff_web.presentation.exchanges import name_of
from madoguchi.surfaces.staff_web.site import desk_page, packs, signed_in

_LONGEST = 4_000


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
    months = given.get("months", "")[:4]
    decision = Decision(
        uuid,
        given.get("result", ""),
        int(months) if months.isascii() and months.isdigit() else None,
        given.get("reason", "")[:_LONGEST],
        given.get("opinion", "")[:_LONGEST],
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
        uuid, member, request.POST.get("judges") != "yes", request.POST.get("reason", "")[:_LONGEST]
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
        elif chosen == "return":
            run(ReturnCase(), working(request), CaseNote(uuid, request.POST.get("note", "")[:_LONGEST]))
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
    people = paper.items.get(MEMBERS)
    application = application_of(case)
    is_open = case.sitting is not None and case.sitting.state is SittingStatus.OPEN
    return desk_page(
        request,
        "boards/case.html",
        status=status,
        case=case,
        rules=rules,
        badge=CASE_BADGES[case.state],
        source=name_of(case.source_code, known),
        lines=[
            line
            for person in [*(people or []), {key: one for key, one in paper.items.items() if key != MEMBERS}]
            for line in said_lines(person, known.vocabulary)
        ],
        parts=shown_parts(paper, known.vocabulary),
        conflicts=[(members[key].name, why) for key, why in paper.conflicts.items() if key in members],
        members=list(members.values()),
        label_of={key: one.label for key, one in rules.results.items()},
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
        may_see_request=actor.may("exchange.read"),
        problem=problem,
        problem_at=problem_at,
        written=request.POST,
    )
