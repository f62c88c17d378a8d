"""The kiosk: choose a purpose or show a code, get a number. Everything works without script as well."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.languages import SOURCE, say_short_date, speaking
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.reception.api import (
    DeviceKind,
    HallClosedError,
    HallElsewhereError,
    Origin,
    PurposeNotFoundError,
    actor_of,
    ways_now,
)
from madoguchi.journeys.visiting.api import (
    BOOKING_PREFIX,
    EARLY_MINUTES,
    Appointment,
    Coming,
    Entrance,
    NewNumber,
    Number,
    NumbersOverError,
    Shown,
    booking_address,
    check_in,
    follow_address,
    front,
    give_number,
    say_before,
    say_opening,
    say_problem,
    say_time,
    say_waiting,
    standing,
    ticket_of_page,
    typed_booking,
    words,
)
from madoguchi.lib.qr import address_svg
from madoguchi.surfaces.shared_web.security import allows_camera
from madoguchi.surfaces.staff_web.devices import device_of, devices_only, offline_worker
from madoguchi.surfaces.staff_web.kiosk.speaking import Visit, screen, visit
from madoguchi.surfaces.staff_web.site import packs

_LONGEST_CODE = 10_000
_ENGLISH = "en"
_MARK_SALT = "madoguchi.kiosk.mark"
_MARK_SECONDS = 600
"""For so long a code that was shown waits for its purpose; the page goes back to the start long before."""


@devices_only(DeviceKind.KIOSK)
@allows_camera
@require_safe
def start(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """Purposes, how many wait for each and for how long; languages; codes."""
    with visit(request, municipality_code, hall) as here:
        return _front(request, here)


@devices_only(DeviceKind.KIOSK)
@require_safe
def worker(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """What the kiosk says when it is loaded while the network is away."""
    del request, municipality_code, hall
    said = []
    for code in (SOURCE, _ENGLISH):
        texts = packs().texts(code)
        with speaking(texts):
            spoken = words()
            said.append((texts.language.tag, spoken["offline"], spoken["offline_what"]))
    return offline_worker(said)


@devices_only(DeviceKind.KIOSK)
@require_POST
def take(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """A number for a purpose. The same page twice is the same number."""
    with visit(request, municipality_code, hall) as here:
        mark = _mark_from(request.POST.get("mark", ""))
        given = NewNumber(
            hall=hall,
            purpose=request.POST.get("purpose", "")[:60],
            key=_key_from(request),
            language=here.language.code,
            origin=Origin.PRE_APPLICATION if mark else Origin.WALK_IN,
            mark=mark,
            device=device_of(request).uuid,
        )
        try:
            number = give_number(_context(request), given)
        except PurposeNotFoundError:
            raise Http404 from None
        except (HallClosedError, NumbersOverError):
            return _front(request, here)
        except HallElsewhereError:
            return _moved(request, here)
        return _to_number(here, number)


@devices_only(DeviceKind.KIOSK)
@require_POST
@allows_camera
def scan(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """A code was read by the scanner or the camera, or the code of a booking was typed."""
    with visit(request, municipality_code, hall) as here:
        text = request.POST.get("scanned", "")[:_LONGEST_CODE]
        if "typed" in request.POST:
            text = f"{BOOKING_PREFIX}:{typed_booking(request.POST['typed'])}"
        try:
            answer = check_in(
                _context(request),
                hall,
                text,
                _key_from(request),
                language=here.language.code,
                device=device_of(request).uuid,
            )
        except HallClosedError:
            return _front(request, here)
        except HallElsewhereError:
            return _moved(request, here)
        if answer.number is not None:
            return _to_number(here, answer.number)
        if answer.mark is not None:
            mark = signing.dumps(base64.b64encode(answer.mark).decode(), salt=_MARK_SALT)
            return _front(request, here, mark=mark)
        return _problem(request, here, answer)


@devices_only(DeviceKind.KIOSK)
@require_safe
def type_code(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """A keyboard for the code of a booking: whoever booked by telephone has no QR code."""
    with visit(request, municipality_code, hall) as here:
        return screen(request, here, "type_code.html", key=uuid4())


@devices_only(DeviceKind.KIOSK)
@require_safe
def number(request: HttpRequest, municipality_code: str, hall: str, follow: str) -> HttpResponse:
    """The number that was given: large, with the choice between paper and phone."""
    ticket = ticket_of_page(municipality_code, hall, follow, clock.today())
    if ticket is None:
        raise Http404
    with visit(request, municipality_code, hall) as here:
        stands, address = standing(here.hall, ticket), follow_address(ticket)
        late = ticket.booked_at is not None and ticket.lane != "booked"
        return screen(
            request,
            here,
            "number.html",
            ticket=ticket,
            stands=stands,
            before=say_before(stands.ahead) if stands.ahead is not None else "",
            ways=_ways(here) if stands.late else [],
            symbol=address_svg(address, words()["phone"]) if address else "",
            again="again" in request.GET,
            late=late,
            printed=request.GET.get("printed", ""),
        )


def _front(request: HttpRequest, here: Visit, *, mark: str = "") -> HttpResponse:
    shown = front(here.pack, here.hall)
    if not shown.is_open:
        return screen(request, here, "closed.html", opens=say_opening(shown.opens_at), reason=shown.reason)
    tiles = [(one, say_waiting(one.waiting) if one.waiting else "") for one in shown.tiles]
    address = booking_address(here.pack, here.hall.key) if shown.late else ""
    return screen(
        request,
        here,
        "start.html",
        tiles=tiles,
        key=uuid4(),
        shown=mark,
        late=shown.late,
        ways=_ways(here),
        booking=address_svg(address, words()["booking_phone"]) if address else "",
    )


def _ways(here: Visit) -> list[str]:
    may_book = bool(here.pack.bookings.at_hall(here.hall.key))
    return [said for _, said in ways_now(may_book=may_book)]


def _moved(request: HttpRequest, here: Visit) -> HttpResponse:
    """The numbers of this hall are given by another machine now: staff has to open the kiosk there."""
    said = words()
    return screen(
        request,
        here,
        "problem.html",
        heading=said["failed"],
        what=said["unsure"],
        way_on=said["back"],
        may_type=False,
    )


def _problem(request: HttpRequest, here: Visit, answer: Entrance) -> HttpResponse:
    problem = answer.problem or Shown.UNKNOWN
    heading, what = say_problem(problem, **told_of(here.pack, answer.appointment))
    ways_on = {Coming.EARLY: "as_walk_in", Shown.OTHER_PART: "back", Shown.UNREADABLE: "back"}
    return screen(
        request,
        here,
        "problem.html",
        heading=heading,
        what=what,
        way_on=words()[ways_on.get(problem, "choose_purpose")],
        may_type=problem is Shown.BOOKING,
    )


def told_of(pack: MunicipalityPack, appointment: Appointment | None) -> dict[str, Any]:
    """What is said of an appointment that gets no number now: its time, day and place."""
    if appointment is None:
        return {}
    begins = appointment.begins.astimezone(clock.TOKYO)
    place, day = pack.halls.get(appointment.hall), say_short_date(begins.date())
    return {
        "time": say_time(begins),
        "day": day,
        "moment": say_time(begins) if begins.date() == clock.today() else f"{day} {say_time(begins)}",
        "opens": say_time(begins - timedelta(minutes=EARLY_MINUTES)),
        "place": place.name if place else appointment.place,
    }


def _to_number(here: Visit, number: Number) -> HttpResponseRedirect:
    address = reverse("kiosk:number", args=[here.code, here.hall.key, number.ticket.follow.upper()])
    query = {"language": here.language.code} | ({"again": "1"} if number.again else {})
    return HttpResponseRedirect(f"{address}?{urlencode(query)}", status=303)


def _context(request: HttpRequest) -> Context:
    device = device_of(request)
    return Context(device.municipality_code, actor_of(device), purpose="番号札の受付")


def _key_from(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None


def _mark_from(signed: str) -> bytes | None:
    if not signed:
        return None
    try:
        return base64.b64decode(signing.loads(signed, salt=_MARK_SALT, max_age=_MARK_SECONDS))
    except signing.BadSignature:
        return None
