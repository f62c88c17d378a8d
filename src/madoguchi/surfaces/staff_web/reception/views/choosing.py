"""Where a clerk sits down. A computer remembers its desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.reception.api import desk_choices
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

PURPOSE = "窓口の呼び出し"
REMEMBERED = "madoguchi_desk"
"""The cookie of a computer that stands at a desk: `main/1`. It opens nothing."""
REMEMBERED_SECONDS = 400 * 86_400


@who_may_call("reception.call")
@require_safe
def choose(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The desk of this computer; with `?choose` or where none is known, all desks of all halls."""
    halls = pack_or_404(municipality_code).halls
    hall_key, _, desk_key = request.COOKIES.get(REMEMBERED, "").partition("/")
    known = hall_key in halls and halls[hall_key].counter_of_desk(desk_key) is not None
    if known and "choose" not in request.GET:
        return HttpResponseRedirect(reverse("reception:desk", args=[municipality_code, hall_key, desk_key]))
    context = context_of(request, PURPOSE)
    actor = signed_in(request).as_actor()
    return desk_page(
        request,
        "reception/choose.html",
        halls=[(hall, desk_choices(context, key)) for key, hall in halls.items()],
        here=f"{hall_key}/{desk_key}" if known else "",
        own=actor.id,
        own_roles=set(actor.desks),
        may_manage=actor.may("reception.manage"),
    )
