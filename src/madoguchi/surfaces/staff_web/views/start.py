"""The first page: what is waiting for me."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import SIGNED_IN, who_may_call
from madoguchi.core.tenancy import MOST_COUNTED
from madoguchi.lib.japanese.dates import format_both
from madoguchi.surfaces.staff_web.presentation.waiting import waiting_for
from madoguchi.surfaces.staff_web.site import pack_or_404, page, signed_in


@who_may_call(SIGNED_IN)
@require_safe
def start(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """My desks with their numbers, the counter, and what needs looking after. Only numbers, no names."""
    actor = signed_in(request).as_actor()
    if actor.permissions == {"boards.sit"}:  # members of a board come for one thing
        return HttpResponseRedirect(reverse("boards:mine", args=[municipality_code]))
    pack = pack_or_404(municipality_code)
    return page(
        request,
        "start.html",
        waiting=waiting_for(actor, pack),
        today=format_both(clock.today()),
        may_open=actor.may("counter_visit.open"),
        most_counted=MOST_COUNTED,
        may_approve=actor.may("approvals.approve"),
        may_survey=actor.may("assessments.survey"),
    )


@who_may_call(SIGNED_IN)
@require_safe
def shortcuts(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The keys, as a page for who has no JavaScript; with it they stand in a dialog."""
    del municipality_code
    return page(request, "shortcuts.html")
