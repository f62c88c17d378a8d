"""Procedures for anybody: all of them, one of them, and the list that somebody showed to somebody else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.engines.navigator.api import LINK_PARAMETER, shared
from madoguchi.surfaces.resident_web.presentation.faqs import faq_views
from madoguchi.surfaces.resident_web.presentation.procedures import by_place, procedure_view, things_to_bring
from madoguchi.surfaces.resident_web.site import event_or_404, pack_or_404, page
from madoguchi.surfaces.shared_web.security import the_same_for_everybody

_FIVE_MINUTES = 300


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_FIVE_MINUTES)
def procedures(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Every procedure of the municipality, by counter."""
    pack = pack_or_404(municipality_code)
    return page(
        request,
        "procedures.html",
        pack.municipality,
        places=by_place(pack, pack.procedures.values()),
        count=len(pack.procedures),
    )


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_FIVE_MINUTES)
def procedure(request: HttpRequest, municipality_code: str, procedure_key: str) -> HttpResponse:
    """One procedure; a city's own site may link to it."""
    pack = pack_or_404(municipality_code)
    found = pack.procedures.get(procedure_key)
    if found is None:
        raise Http404
    return page(
        request,
        "procedure.html",
        pack.municipality,
        procedure=procedure_view(pack, found),
        faqs=faq_views(pack, pack.faqs_about(procedure_key), here=procedure_key),
    )


@who_may_call(ANYONE)
@require_safe
def shared_list(request: HttpRequest, municipality_code: str, event_key: str) -> HttpResponse:
    """The procedures that a link names, without anything about the household whose plan it was."""
    pack = pack_or_404(municipality_code)
    event = event_or_404(pack, event_key)
    found = shared(pack, event_key, request.GET.get(LINK_PARAMETER, "").split("."))
    return page(
        request,
        "shared_list.html",
        pack.municipality,
        event=event,
        count=len(found),
        places=by_place(pack, found),
        bring=things_to_bring(pack, found),
    )
