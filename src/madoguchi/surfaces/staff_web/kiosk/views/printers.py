"""The printer of a device: which one, how it is, a test."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.reception.api import (
    DeviceNotFoundError,
    Printer,
    PrinterOf,
    PrinterRefusedError,
    PrinterState,
    SetPrinter,
    device_for,
)
from madoguchi.journeys.visiting.api import look_after_printer, print_test
from madoguchi.surfaces.staff_web.kiosk.presentation import what_to_do
from madoguchi.surfaces.staff_web.kiosk.views.devices import gone, show_device, working
from madoguchi.surfaces.staff_web.site import packs


@who_may_call("reception.manage")
@require_POST
def set_printer(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Say which printer it is; whether it is there is found out at once."""
    given = request.POST
    try:
        printer = Printer.checked(
            given.get("way", ""), given.get("address", "")[:200], given.get("width", "")
        )
        device = run(SetPrinter(), working(request), PrinterOf(uuid, printer))
    except PrinterRefusedError as problem:
        return show_device(request, municipality_code, uuid, 422, problem=str(problem))
    except DeviceNotFoundError as problem:
        return gone(request, municipality_code, problem)
    messages.success(request, "プリンターを決めました。")
    if printer.way.is_driven:
        _tell(request, look_after_printer(device))
    return _back(municipality_code, uuid)


@who_may_call("reception.manage")
@require_POST
def ask(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Ask the printer how it is."""
    try:
        _tell(request, look_after_printer(device_for(working(request), uuid)))
    except DeviceNotFoundError as problem:
        return gone(request, municipality_code, problem)
    return _back(municipality_code, uuid)


@who_may_call("reception.manage")
@require_POST
def test(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Print a ticket that nobody gets."""
    try:
        printed = print_test(packs(), device_for(working(request), uuid))
    except DeviceNotFoundError as problem:
        return gone(request, municipality_code, problem)
    if printed.came_out:
        messages.success(request, "試し印刷を送りました。文字と QRコードを確かめてください。")
    _tell(request, printed.state)
    return _back(municipality_code, uuid)


def _tell(request: HttpRequest, state: PrinterState) -> None:
    if state is PrinterState.READY:
        messages.success(request, "プリンターは使えます。")
    elif state is PrinterState.UNKNOWN:
        messages.info(request, f"プリンターは、状態を答えません。{what_to_do(state)}")
    else:
        kind = messages.warning if state.prints else messages.error
        kind(request, f"プリンター：{state.label}。{what_to_do(state)}")


def _back(municipality_code: str, uuid: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("kiosk:device", args=[municipality_code, uuid]))
