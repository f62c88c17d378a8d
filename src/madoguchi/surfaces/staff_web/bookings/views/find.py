"""Finding a caller's booking by code, name or telephone number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.journeys.appointments.office.api import age_of, find_bookings, what_is_told
from madoguchi.surfaces.staff_web.bookings.views.common import BADGES, working
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404, signed_in


@who_may_call("booking.read")
@require_http_methods(["GET", "HEAD", "POST"])
def find_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What is typed comes by POST and never stands in an address; one that is found alone opens at once."""
    address = reverse("bookings:find", args=[municipality_code])
    if request.method == "POST":
        typed = " ".join(request.POST.get("text", "").split())
        return HttpResponseRedirect(f"{address}?search={remember(request, typed)}" if typed else address)
    number, text = recall(request)
    pack = pack_or_404(municipality_code)
    found = find_bookings(working(request), text)
    return desk_page(
        request,
        "bookings/find.html",
        may_work=signed_in(request).as_actor().may("booking.work"),
        text=text,
        search=number,
        lines=[
            (one.booked, one.contact, *what_is_told(pack, one.booked, one.contact.booker))
            for one in found.found
        ],
        more=found.more,
        badges=BADGES,
        age=age_of(municipality_code),
    )
