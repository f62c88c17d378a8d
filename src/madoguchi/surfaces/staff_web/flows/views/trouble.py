"""What does not go on by itself: flows that stopped, tasks on desks that are not there (any more)."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.flows.api import (
    MoveTask,
    ReasonMissingError,
    TaskMoving,
    TaskNotFoundError,
    TaskOverError,
    runs_in_trouble,
    tasks_without_desk,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import desk_label
from madoguchi.surfaces.staff_web.flows.presentation.task_lines import cases_of, task_lines
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404

_LONGEST_NOTE = 4_000


@who_may_call("cases.assign")
@require_safe
def trouble_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Each with its reason and what to do."""
    return _page(request, municipality_code)


@who_may_call("cases.assign")
@require_POST
def move_all(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Give all tasks of a desk that is not there to another one, each by its own action."""
    pack = pack_or_404(municipality_code)
    lost, desk = request.POST.get("lost", ""), request.POST.get("desk", "")
    note = request.POST.get("note", "")[:_LONGEST_NOTE]
    if desk not in pack.desks or lost in pack.desks:
        raise Http404
    context = context_of(request, "窓口のない手順を渡す")
    moved = 0
    for task in tasks_without_desk(context, pack.desks):
        if task.desk_role != lost:
            continue
        try:
            run(MoveTask(), context, TaskMoving(task.uuid, desk, note))
        except (TaskOverError, TaskNotFoundError):
            continue
        except (ReasonMissingError, TextError) as problem:
            return _page(request, municipality_code, 422, str(problem), lost, note)
        moved += 1
    messages.success(request, f"{moved}件の手順を{desk_names(pack.desks[desk], pack)}に渡しました。")
    return HttpResponseRedirect(reverse("flows:trouble", args=[municipality_code]))


def _page(
    request: HttpRequest,
    municipality_code: str,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
    note: str = "",
) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    context = context_of(request, "止まっている流れ")
    stuck = runs_in_trouble(context)
    lost = tasks_without_desk(context, pack.desks)
    cases = cases_of(municipality_code, (run.subject for run in stuck))
    return desk_page(
        request,
        "flows/trouble.html",
        status=status,
        stuck=[(run, cases.get(run.subject)) for run in stuck],
        lines=[
            (line, desk_label(line.task.desk_role, pack))
            for line in task_lines(municipality_code, lost, clock.today())
        ],
        lost_desks=[
            (role, desk_label(role, pack), number)
            for role, number in Counter(task.desk_role for task in lost).items()
        ],
        desks=[
            (desk.role, desk_names(desk, pack))
            for desk in sorted(pack.desks.values(), key=lambda desk: desk.order)
        ],
        problem=problem,
        problem_at=problem_at,
        note=note,
    )
