"""The number on paper: printed by the server, or as a picture that the kiosk's browser prints."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.engines.reception.api import DeviceKind, Ticket
from madoguchi.journeys.visiting.api import (
    look_after_printer,
    png,
    print_ticket,
    ticket_of_page,
    ticket_picture,
    was_printed,
)
from madoguchi.surfaces.staff_web.devices import device_of, devices_only
from madoguchi.surfaces.staff_web.site import packs

_ASKED_AGAIN = timedelta(seconds=20)


@devices_only(DeviceKind.KIOSK)
@require_POST
def print_number(request: HttpRequest, municipality_code: str, hall: str, follow: str) -> HttpResponse:
    """Print; the script asks for JSON, and `first` is what the page does by itself, which happens once."""
    ticket, device = _ticket_or_404(municipality_code, hall, follow), device_of(request)
    asked_by_script = "application/json" in request.headers.get("Accept", "")
    if "first" in request.POST and was_printed(ticket):
        came_out, state = True, ""
    else:
        printed = print_ticket(packs(), device, ticket)
        came_out, state = printed.came_out, printed.state.value
    if asked_by_script:
        return JsonResponse({"came_out": came_out, "state": state})
    query = urlencode(
        {"printed": "yes" if came_out else "no", "language": request.POST.get("language", "ja")[:20]}
    )
    address = reverse("kiosk:number", args=[municipality_code, hall, follow])
    return HttpResponseRedirect(f"{address}?{query}", status=303)


@devices_only(DeviceKind.KIOSK)
@require_POST
def look_after(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """The page asks now and then while nobody stands before it, so that staff hear of an empty roll before
    somebody wants a ticket, and of a new one by themselves.
    """
    del municipality_code, hall
    device = device_of(request)
    checked = device.printer_checked_at
    lately = checked is not None and timedelta(0) <= clock.now() - checked < _ASKED_AGAIN
    if device.own_printer.way.is_driven and not lately:
        look_after_printer(device)
    return JsonResponse({"prints": device.state_of_printer.prints})


@devices_only(DeviceKind.KIOSK)
@require_safe
def picture(request: HttpRequest, municipality_code: str, hall: str, follow: str) -> HttpResponse:
    """The ticket as it is printed."""
    ticket = _ticket_or_404(municipality_code, hall, follow)
    drawn = ticket_picture(packs(), ticket, device_of(request).own_printer.width)
    return HttpResponse(png(drawn), content_type="image/png")


def _ticket_or_404(municipality_code: str, hall: str, follow: str) -> Ticket:
    ticket = ticket_of_page(municipality_code, hall, follow, clock.today())
    if ticket is None:
        raise Http404
    return ticket
