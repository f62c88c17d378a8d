"""The flows of the municipality: pictures, steps, options side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import Flow
from madoguchi.engines.effects.api import time_on_steps
from madoguchi.engines.flows.api import earlier_versions
from madoguchi.journeys.flow_work.api import may_receive
from madoguchi.surfaces.staff_web.flows.presentation.comparing import (
    HEATS,
    flow_picture,
    options_of,
    steps_of,
)
from madoguchi.surfaces.staff_web.flows.presentation.picture import is_drawn, mark_of
from madoguchi.surfaces.staff_web.flows.views.drawings import drawing
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, packs, signed_in


def flow_or_404(key: str) -> Flow:
    """The flow as the packs have it now. Raises Http404."""
    flow = packs().flows.get(key)
    if flow is None:
        raise Http404
    return flow


@who_may_call("packs.read")
@require_safe
def flows_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Each flow with the procedures that follow it, and how many runs go on by an earlier version."""
    pack = pack_or_404(municipality_code)
    used: dict[str, list[str]] = {}
    for procedure in pack.procedures.values():
        if procedure.flow is not None:
            used.setdefault(procedure.flow, []).append(procedure.label)
    may_read_cases = signed_in(request).may("cases.read")
    earlier = earlier_versions(context_of(request, "流れの版")) if may_read_cases else {}
    return desk_page(
        request,
        "flows/overview.html",
        flows=[(flow, used.get(flow.key, []), earlier.get(flow.key, 0)) for flow in packs().flows.values()],
    )


@who_may_call("packs.read")
@require_safe
def flow_page(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """One flow: picture with the time on it, steps, options of all municipalities of the region."""
    flow = flow_or_404(key)
    pack, loaded, member = pack_or_404(municipality_code), packs(), signed_in(request)
    region = [loaded.municipalities[code] for code in loaded.regions[pack.municipality.region].municipalities]
    times = time_on_steps(loaded, municipality_code, key) if member.may("measuring.read") else {}
    address = reverse("flows:drawing", args=[municipality_code, key])
    may_read_cases = member.may("cases.read")
    earlier = earlier_versions(context_of(request, "流れの版")) if may_read_cases else {}
    return desk_page(
        request,
        "flows/flow.html",
        flow=flow,
        may_receive=may_receive(context_of(request, "通知書の受け付け"), flow),
        steps=steps_of(flow, pack, times),
        options=options_of(flow, municipality_code, region),
        region_size=len(region),
        shown=flow_picture(flow, times, f"{address}?v={mark_of(flow)}") if is_drawn(flow) else None,
        measured=any(time.counted for time in times.values()),
        heats=[(number, label) for number, (_, label) in enumerate(HEATS, start=1)],
        earlier=earlier.get(key, 0),
    )


@who_may_call("packs.read")
@require_safe
def flow_drawing(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """The drawing as the packs have it now."""
    del request, municipality_code
    return drawing(flow_or_404(key).drawing)
