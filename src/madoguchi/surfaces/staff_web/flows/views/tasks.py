"""The tasks of a desk: open, mine, finished."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.flows.api import count_tasks, tasks_of_desk
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import HAND_OUT
from madoguchi.surfaces.staff_web.flows.presentation.task_lines import task_lines
from madoguchi.surfaces.staff_web.navigation import FEW_DESKS, desk_choices, desk_names, desks_of
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

OPEN, MINE, FINISHED = "open", "mine", "finished"
SHOWN = {OPEN: "開いているもの", MINE: "自分が取りかかっているもの", FINISHED: "終わったもの"}
"""What `?show=` may say, and its label."""


@who_may_call("cases.read")
@require_safe
def own_tasks(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The tasks of the first of one's own desks; of any desk for whom none is one's own."""
    pack = pack_or_404(municipality_code)
    desks = _desks(signed_in(request).as_actor(), pack) or _in_order(pack)
    if not desks:
        raise Http404
    return HttpResponseRedirect(reverse("flows:desk-tasks", args=[municipality_code, desks[0].role]))


@who_may_call("cases.read")
@require_safe
def desk_tasks(request: HttpRequest, municipality_code: str, desk: str) -> HttpResponse:
    """The table: the most urgent first, or what was finished, the newest first."""
    pack = pack_or_404(municipality_code)
    if desk not in pack.desks:
        raise Http404
    actor = signed_in(request).as_actor()
    shown = request.GET.get("show", OPEN)
    shown = shown if shown in SHOWN else OPEN
    after = request.GET.get("after", "")
    found = tasks_of_desk(
        context_of(request, "手順の一覧"), desk, finished=shown == FINISHED, mine=shown == MINE, after=after
    )
    today = clock.today()
    desks = _desks(actor, pack)
    with tenancy.municipality(municipality_code):
        counted = count_tasks([one.role for one in desks], today) if len(desks) > 1 else {}
    numbers = {OPEN: found.total, MINE: found.mine, FINISHED: None}
    return desk_page(
        request,
        "flows/tasks.html",
        desk=pack.desks[desk],
        desk_label=desk_names(pack.desks[desk], pack),
        lines=task_lines(municipality_code, found.tasks, today),
        shown=shown,
        finished=shown == FINISHED,
        tabs=[(key, label, numbers[key], _query(show=key)) for key, label in SHOWN.items()],
        desk_choices=desk_choices(
            desks,
            pack,
            desk,
            lambda role: reverse("flows:desk-tasks", args=[municipality_code, role]),
            {role: one.open for role, one in counted.items()},
        ),
        few_desks=FEW_DESKS,
        first_page=_query(show=shown) if after else "",
        next_page=_query(show=shown, after=found.next) if found.next else "",
        may_see_trouble=actor.may(HAND_OUT),
    )


@who_may_call("cases.read")
@require_safe
def next_task(request: HttpRequest, municipality_code: str, desk: str) -> HttpResponse:
    """The case of a desk's most urgent task that nobody else has taken up; the list where there is none."""
    if desk not in pack_or_404(municipality_code).desks:
        raise Http404
    context = context_of(request, "次の手順")
    free = ("", context.actor.id)
    lines = task_lines(municipality_code, tasks_of_desk(context, desk).tasks, clock.today())
    found = next((one.case for one in lines if one.case and one.task.assignee_id in free), None)
    if found is None:
        return HttpResponseRedirect(reverse("flows:desk-tasks", args=[municipality_code, desk]))
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, found.uuid]))


def _desks(actor: Actor, pack: MunicipalityPack) -> tuple[Desk, ...]:
    """The desks between which the person may change: all for who hands out work."""
    return _in_order(pack) if actor.may(HAND_OUT) and not actor.desks else desks_of(actor, pack)


def _in_order(pack: MunicipalityPack) -> tuple[Desk, ...]:
    return tuple(sorted(pack.desks.values(), key=lambda desk: desk.order))


def _query(**values: str) -> str:
    return f"?{urlencode({key: value for key, value in values.items() if value and value != OPEN})}"
