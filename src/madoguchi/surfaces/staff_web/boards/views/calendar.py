"""A board at a glance: sittings, and how many cases wait."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run_all
from madoguchi.engines.boards.api import (
    InputRefusedError,
    NewSitting,
    NotFoundError,
    PlanSitting,
    calendar_of,
    people_of,
    series,
    waiting_cases,
)
from madoguchi.surfaces.staff_web.boards.views.common import (
    LONGEST,
    SITTING_BADGES,
    WRONG_INPUT,
    count_of,
    day_of,
    number_of,
    rules_or_404,
    time_of,
    working,
)
from madoguchi.surfaces.staff_web.presentation.exchanges import name_of
from madoguchi.surfaces.staff_web.site import desk_page, packs, signed_in

_SOON = 8
"""How many sittings to come stand there at once; the rest of the year is a line below."""


@who_may_call("boards.read")
@require_safe
def calendar_page(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """Sittings, the newest first; what waits, the oldest first."""
    return _show(request, municipality_code, board)


@who_may_call("boards.manage")
@require_POST
def plan(request: HttpRequest, municipality_code: str, board: str) -> HttpResponse:
    """Put a sitting into the calendar, or those of a whole year."""
    rules_or_404(municipality_code, board)
    given = request.POST
    try:
        panel = number_of(given.get("panel", ""))
        if panel is None:
            raise InputRefusedError("合議体を選んでください。")
        first = day_of(given.get("day", ""), "開催日")
        weeks = count_of(given.get("every", "")) or 0
        last = day_of(given.get("until", ""), "くり返しの最後の日") if weeks else first
        begins, place = time_of(given.get("begins", ""), "開始の時刻"), given.get("place", "")[:LONGEST]
        most = count_of(given.get("most", ""))
        planned = [NewSitting(panel, day, begins, place, most) for day in series(first, weeks, last)]
        sittings = run_all(PlanSitting(), working(request), planned)
    except NotFoundError:
        raise Http404 from None
    except WRONG_INPUT as problem:
        return _show(request, municipality_code, board, 422, str(problem))
    if len(sittings) == 1:
        messages.success(request, "開催を決めました。")
        return HttpResponseRedirect(reverse("boards:sitting", args=[municipality_code, sittings[0].uuid]))
    messages.success(request, f"{len(sittings)}回の開催を決めました。祝日の日は、開いて変えてください。")
    return HttpResponseRedirect(reverse("boards:calendar", args=[municipality_code, board]))


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
        to_come=found.to_come,
        soon=_SOON,
        today=clock.today(),
        oldest_days=None if found.oldest is None else (clock.today() - found.oldest).days,
        past=found.past,
        badges=SITTING_BADGES,
        waiting=[
            (one, name_of(one.source_code, known), (clock.today() - one.applied_on).days)
            for one in waiting_cases(context, board)
        ],
        waiting_count=found.waiting,
        panels=people_of(context, board).panels,
        may_manage=signed_in(request).as_actor().may("boards.manage"),
        problem=problem,
        written=request.POST,
    )
