"""Numbers that staff give at the general desk, print again, or take back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.core.languages import without_readings
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.api import (
    LEAVE_REASONS,
    CancelTicket,
    Device,
    HallElsewhereError,
    Leaving,
    Origin,
    PurposeNotFoundError,
    ReceptionError,
    Reinstate,
    Ticket,
    kiosks_of,
    ticket_of_today,
    tickets_of_number,
    tickets_of_today,
)
from madoguchi.journeys.visiting.api import (
    BOOKING_PREFIX,
    NewNumber,
    Number,
    Shown,
    check_in,
    follow_address,
    give_number,
    png,
    print_ticket,
    say_problem,
    say_time,
    standing,
    ticket_picture,
    typed_booking,
)
from madoguchi.lib.qr import address_svg
from madoguchi.surfaces.shared_web.sent import number_sent
from madoguchi.surfaces.staff_web.kiosk.presentation import what_to_do
from madoguchi.surfaces.staff_web.kiosk.views.screen import told_of
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, packs

_MOST = 30
_LEAVING = ("gone", "mistake")
"""Reasons that somebody at a desk can have; the others are the system's."""


@who_may_call("reception.call")
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """Give a number: for a purpose, or for a booking whose code somebody says."""
    declared = _hall_or_404(municipality_code, hall)
    if request.method != "POST":
        found = tickets_of_number(municipality_code, hall, request.GET.get("number", ""))
        if len(found) == 1:
            return _to(municipality_code, hall, found[0].uuid)
        return _show_form(request, municipality_code, declared, found=found)
    try:
        key = UUID(request.POST.get("key", ""))
        give = _booked if "booking" in request.POST else _given
        number = give(request, declared, key)
    except (PurposeNotFoundError, ValueError):
        return _show_form(
            request, municipality_code, declared, 422, problem="用件を選んでください。", problem_at="purpose"
        )
    except HallElsewhereError as problem:
        return _show_form(
            request, municipality_code, declared, 409, problem=str(problem), problem_at="purpose"
        )
    except _BookingRefusedError as problem:
        return _show_form(
            request, municipality_code, declared, 422, problem=str(problem), problem_at="booking"
        )
    _print(request, municipality_code, declared, number.ticket, request.POST.get("printer", ""))
    if number.again:
        messages.info(request, "この番号札は、もう出ています。")
    return _to(municipality_code, hall, number.ticket.uuid)


@who_may_call("reception.call")
@require_safe
def ticket_page(request: HttpRequest, municipality_code: str, hall: str, uuid: UUID) -> HttpResponse:
    """One number of today: to be read out, shown, printed again, taken back."""
    declared = _hall_or_404(municipality_code, hall)
    ticket = _ticket_or_404(municipality_code, hall, uuid)
    stands, address = standing(declared, ticket), follow_address(ticket)
    return desk_page(
        request,
        "kiosk/ticket.html",
        hall=declared,
        ticket=ticket,
        stands=stands,
        symbol=address_svg(address, "スマートフォンで見る") if address else "",
        printers=_printers(municipality_code, hall),
        reasons={key: LEAVE_REASONS[key] for key in _LEAVING},
        taken=say_time(ticket.taken_at),
    )


@who_may_call("reception.call")
@require_POST
def print_again(request: HttpRequest, municipality_code: str, hall: str, uuid: UUID) -> HttpResponse:
    """The same number once more on paper."""
    declared = _hall_or_404(municipality_code, hall)
    ticket = _ticket_or_404(municipality_code, hall, uuid)
    _print(request, municipality_code, declared, ticket, request.POST.get("printer", ""))
    return _to(municipality_code, hall, uuid)


@who_may_call("reception.call")
@require_safe
def picture(request: HttpRequest, municipality_code: str, hall: str, uuid: UUID) -> HttpResponse:
    """The ticket as it is printed, for a printer of this computer."""
    _hall_or_404(municipality_code, hall)
    ticket = _ticket_or_404(municipality_code, hall, uuid)
    width = 58 if request.GET.get("width") == "58" else 80
    return HttpResponse(png(ticket_picture(packs(), ticket, width)), content_type="image/png")


@who_may_call("reception.call")
@require_POST
def cancel(request: HttpRequest, municipality_code: str, hall: str, uuid: UUID) -> HttpResponse:
    """Somebody left, or the number was taken by mistake."""
    reason, seen = request.POST.get("reason", ""), number_sent(request.POST.get("seen", ""))
    if reason not in _LEAVING or seen is None:
        raise Http404
    given = Leaving(hall, uuid, reason, seen)
    try:
        ticket = run(CancelTicket(), _working(request), given)
    except ReceptionError as problem:
        messages.error(request, str(problem))
        return _to(municipality_code, hall, uuid)
    messages.success(request, f"{ticket.number}番を取り消しました。まちがえたときは、ここで順番に戻せます。")
    return _to(municipality_code, hall, uuid)


@who_may_call("reception.call")
@require_POST
def reinstate(request: HttpRequest, municipality_code: str, hall: str, uuid: UUID) -> HttpResponse:
    """The number was struck off by mistake."""
    seen = number_sent(request.POST.get("seen", ""))
    try:
        ticket = run(Reinstate(), _working(request), Leaving(hall, uuid, seen=seen))
        messages.success(request, f"{ticket.number}番を、前と同じ順番に戻しました。")
    except ReceptionError as problem:
        messages.error(request, str(problem))
    return _to(municipality_code, hall, uuid)


class _BookingRefusedError(Exception):
    """Why a booking gets no number now, and what to do."""


def _given(request: HttpRequest, hall: Hall, key: UUID) -> Number:
    applied = request.POST.get("applied") == "yes"
    return give_number(
        _working(request),
        NewNumber(
            hall=hall.key,
            purpose=request.POST.get("purpose", "")[:60],
            key=key,
            language=request.POST.get("language", "ja")[:20],
            origin=Origin.PRE_APPLICATION if applied else Origin.WALK_IN,
        ),
    )


def _booked(request: HttpRequest, hall: Hall, key: UUID) -> Number:
    code = typed_booking(request.POST.get("code", ""))
    answer = check_in(_working(request), hall.key, f"{BOOKING_PREFIX}:{code}", key)
    if answer.number is None:
        problem = answer.problem or Shown.BOOKING
        pack = pack_or_404(request.resolver_match.kwargs["municipality_code"])  # type: ignore[union-attr]
        raise _BookingRefusedError("。".join(say_problem(problem, **told_of(pack, answer.appointment))))
    return answer.number


def _print(request: HttpRequest, code: str, hall: Hall, ticket: Ticket, chosen: str) -> None:
    device = next((one for one in _printers(code, hall.key) if str(one.uuid) == chosen), None)
    if device is None:
        return
    printed = print_ticket(packs(), device, ticket)
    if printed.came_out:
        messages.success(request, f"{ticket.number}番を「{device.name}」のプリンターで印刷しました。")
    else:
        messages.error(
            request,
            f"番号は取れていますが、印刷できませんでした（{printed.state.label}）。{what_to_do(printed.state)}",
        )


def _show_form(
    request: HttpRequest,
    municipality_code: str,
    hall: Hall,
    status: int = 200,
    *,
    problem: str = "",
    problem_at: str = "",
    found: tuple[Ticket, ...] = (),
) -> HttpResponse:
    known = {one.code: one for one in packs().languages}
    tickets = found or tickets_of_today(municipality_code, hall.key, _MOST)
    return desk_page(
        request,
        "kiosk/new_ticket.html",
        status=status,
        hall=hall,
        key=uuid4(),
        languages=[(one, without_readings(known[one].label)) for one in hall.languages if one in known],
        printers=_printers(municipality_code, hall.key),
        lines=[(one, hall.purposes.get(one.purpose), say_time(one.taken_at)) for one in tickets],
        number=request.GET.get("number", "")[:20],
        found=bool(found),
        is_open=hall.hours.is_open(clock.now()),
        problem=problem,
        problem_at=problem_at,
        written=request.POST,
    )


def _printers(municipality_code: str, hall: str) -> list[Device]:
    return [one for one in kiosks_of(municipality_code, hall) if one.own_printer.way.is_driven]


def _working(request: HttpRequest) -> Context:
    return context_of(request, "番号札の受付")


def _hall_or_404(municipality_code: str, hall: str) -> Hall:
    found = pack_or_404(municipality_code).halls.get(hall)
    if found is None:
        raise Http404
    return found


def _ticket_or_404(municipality_code: str, hall: str, uuid: UUID) -> Ticket:
    ticket = ticket_of_today(municipality_code, hall, uuid)
    if ticket is None:
        raise Http404
    return ticket


def _to(municipality_code: str, hall: str, uuid: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("kiosk:ticket", args=[municipality_code, hall, uuid]))
