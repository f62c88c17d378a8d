"""Who waits for a place, in their turn; what has become free is offered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core import tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.booking.api import BookingError
from madoguchi.journeys.appointments.office.api import (
    DeskAwayError,
    OfferPlaces,
    bookable_calendars,
    open_waiting,
)
from madoguchi.surfaces.staff_web.bookings.views.common import working
from madoguchi.surfaces.staff_web.site import desk_page, signed_in


@who_may_call("booking.read")
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The lists of all calendars; offering goes by itself, and by the button at once."""
    context, problem = working(request), ""
    if request.method == "POST" and signed_in(request).as_actor().may("booking.work"):
        try:
            offered = run(OfferPlaces(), context, request.POST.get("calendar", "")[:64])
            said = f"{offered}人に空きを案内しました。" if offered else "案内できる空きは、いまありません。"
            messages.success(request, said)
            return HttpResponseRedirect(reverse("bookings:waiting", args=[municipality_code]))
        except (BookingError, DeskAwayError) as error:
            problem = str(error)
    lists = []
    try:
        with tenancy.municipality(municipality_code):
            lists = [
                (calendar, open_waiting(context, calendar.key))
                for calendar in bookable_calendars(municipality_code)
                if calendar.waiting_list
            ]
    except (BookingError, DeskAwayError) as error:
        problem = problem or str(error)
    return desk_page(
        request,
        "bookings/waiting.html",
        status=503 if problem else 200,
        lists=[(calendar, people) for calendar, people in lists if people],
        problem=problem,
        may_work=signed_in(request).as_actor().may("booking.work"),
    )
