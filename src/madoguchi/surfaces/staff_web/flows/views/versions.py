"""Runs that go on by an earlier version of a flow: which can be moved, why others cannot, moving them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.flows.api import (
    FlowNotFoundError,
    FlowRun,
    FlowUnknownError,
    MovePreview,
    MoveRun,
    MovingNotPossibleError,
    RunMoving,
    preview_move,
)
from madoguchi.surfaces.staff_web.flows.presentation.task_lines import cases_of
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in

AT_ONCE = 500
"""So many runs are looked at and moved with one press; the page says when there are more."""


@who_may_call("cases.read")
@require_safe
def versions_page(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """The preview of the move."""
    return _page(request, municipality_code, key)


@who_may_call("cases.assign")
@require_POST
def move(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """Move one run, or all that can be; each by its own action, those that cannot stay as they are."""
    if request.POST.get("sure") != "yes":
        problem = "移す前に「確かめました」に印を付けてください。"
        return _page(request, municipality_code, key, 422, problem)
    context = context_of(request, "流れを新しい版に移す")
    runs = _preview(request, key).possible
    wanted = request.POST.get("run", "")
    if wanted:
        runs = tuple(one for one in runs if str(one.uuid) == wanted)
    moved, stayed = 0, 0
    for one in runs:
        try:
            run(MoveRun(), context, RunMoving(UUID(str(one.uuid))))
            moved += 1
        except (MovingNotPossibleError, FlowNotFoundError):
            stayed += 1
    if moved:
        messages.success(request, f"{moved}件を新しい版に移しました。終わった手順はそのまま残っています。")
    if stayed:
        messages.warning(request, f"{stayed}件は、その間に進んだため移していません。")
    if not runs:
        messages.info(request, "移せる案件はありません。")
    return HttpResponseRedirect(reverse("flows:versions", args=[municipality_code, key]))


def _preview(request: HttpRequest, key: str) -> MovePreview:
    try:
        return preview_move(context_of(request, "流れの版"), key, AT_ONCE)
    except FlowUnknownError:
        raise Http404 from None


def _page(
    request: HttpRequest, municipality_code: str, key: str, status: int = 200, problem: str = ""
) -> HttpResponse:
    found = _preview(request, key)
    rows: list[tuple[FlowRun, tuple[str, ...]]] = [
        *((one, ()) for one in found.possible),
        *found.hindered,
    ]
    cases = cases_of(municipality_code, (one.subject for one, _ in rows))
    return desk_page(
        request,
        "flows/versions.html",
        status=status,
        flow=found.flow,
        possible=[(one, cases.get(one.subject)) for one in found.possible],
        hindered=[(one, cases.get(one.subject), reasons) for one, reasons in found.hindered],
        more=len(rows) == AT_ONCE,
        at_once=AT_ONCE,
        may_move=signed_in(request).may("cases.assign"),
        problem=problem,
    )
