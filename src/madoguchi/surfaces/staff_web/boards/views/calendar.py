"""A board at a glance: sittings, and how many cases wait."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.boards.api import (
    InputRefusedError,
    NewSitting,
    NotFoundError,
    PlanSitting,
    calendar_of,
    people_of,
    waiting_cases,
)
from madoguchi.surfaces.staff_web.boards.views.common import (
    SITTING_BADGES,
    WRONG_INPUT,
    day_of,
    number_of,
    rules_or_404,
    time_of,
    working,
)
from madoguchi.surfaces.staff_web.presentation.exchanges import name_of
from madoguchi.surfaces.staff_web.site import desk_page, packs, signed_in


@who_may_call("boards.read")
@require_safe
def calendar_page(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """Sittings, the newest first; what waits, the oldest first."""
    return _show(request, municipality_code, board)


@who_may_call("boards.manage")
@require_POST
def plan(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """Put a sitting into the calendar."""
    rules_or_404(municipality_code, board)
    given = request.POST
    try:
        panel = number_of(given.get("panel", ""))
        if panel is None:
            raise InputRefusedError("合議体を選んでください。")
        most = given.get("most", "")[:4]
        sitting = run(
            PlanSitting(),
            working(request),
            NewSitting(
                panel,
                day_of(given.get("day", ""), "開催日"),
                time_of(given.get("begins", ""), "開始の時刻"),
                given.get("place", "")[:300],
                int(most) if most.isascii() and most.isdigit() else None,
            ),
        )
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, board, 422, str(problem))
    messages.success(request, "開催を決めました。")
    return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, sitting.uuid]))


def _show(
    request: HttpRequest, municipality_code: str, board: str, status: int = 200, problem: str = ""
) -> HttpResponse:
    rules = rules_or_404(municipality_code, board)
    context = working(request)
    found = calendar_of(context, board)
    known = packs()
    return desk_page(
        request,
        "boards/calendar.html",
        status=status,
        rules=rules,
        lines=[(one, count, SITTING_BADGES[one.state]) for one, count in found.sittings],
        waiting=[
            (one, name_of(one.case.source_code, known), (clock.today() - one.case.applied_on).days)
            for one in waiting_cases(context, board)
        ],
        waiting_count=found.waiting,
        panels=people_of(context, board).panels,
        may_manage=signed_in(request).as_actor().may("boards.manage"),
        problem=problem,
        written=request.POST,
    )
