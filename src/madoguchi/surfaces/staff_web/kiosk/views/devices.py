"""The devices of the halls: make one, link it, look after it, stop it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import (
    WIDTHS,
    DeviceKind,
    DeviceNameMissingError,
    DeviceNotFoundError,
    DeviceSecret,
    MakeDevice,
    NewDevice,
    OfDevice,
    PrinterWay,
    RenewDeviceLink,
    RevokeDevice,
    device_for,
    devices_of,
)
from madoguchi.lib.qr import address_svg
from madoguchi.surfaces.staff_web.kiosk.presentation import device_line, what_to_do
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404

_PURPOSE = "端末の管理"


@who_may_call("reception.manage")
@require_safe
def devices_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """All devices of the municipality, and a form for another one."""
    return _show_all(request, municipality_code)


@who_may_call("reception.manage")
@require_POST
def make(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """A new device, with its link: shown once."""
    given, halls = request.POST, pack_or_404(municipality_code).halls
    kind, hall = given.get("kind", ""), given.get("hall", "")
    if kind not in set(DeviceKind) or hall not in halls:
        raise Http404
    try:
        made = run(
            MakeDevice(), working(request), NewDevice(hall, DeviceKind(kind), given.get("name", "")[:200])
        )
    except DeviceNameMissingError as problem:
        return _show_all(request, municipality_code, 422, str(problem))
    return _show_link(request, municipality_code, made)


@who_may_call("reception.manage")
@require_safe
def device_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One device."""
    return show_device(request, municipality_code, uuid)


@who_may_call("reception.manage")
@require_POST
def renew_link(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Another link: the browser forgot its key, or another machine takes the place."""
    try:
        return _show_link(
            request, municipality_code, run(RenewDeviceLink(), working(request), OfDevice(uuid))
        )
    except DeviceNotFoundError as problem:
        return gone(request, municipality_code, problem)


@who_may_call("reception.manage")
@require_POST
def revoke(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Stop a device."""
    try:
        device = run(RevokeDevice(), working(request), OfDevice(uuid))
    except DeviceNotFoundError as problem:
        return gone(request, municipality_code, problem)
    messages.success(request, f"「{device.name}」を止めました。その端末では、もう何も開けません。")
    return HttpResponseRedirect(reverse("kiosk:devices", args=[municipality_code]))


def show_device(
    request: HttpRequest,
    municipality_code: str,
    uuid: UUID,
    status: int = 200,
    *,
    problem: str = "",
) -> HttpResponse:
    """The page of one device, with what is wrong in what was written."""
    try:
        device = device_for(working(request), uuid)
    except DeviceNotFoundError as gone_since:
        return gone(request, municipality_code, gone_since)
    return desk_page(
        request,
        "kiosk/device.html",
        status=status,
        line=device_line(device, pack_or_404(municipality_code)),
        device=device,
        ways=tuple(PrinterWay),
        widths=WIDTHS,
        advice=what_to_do(device.state_of_printer),
        problem=problem,
        written=request.POST,
    )


def gone(request: HttpRequest, municipality_code: str, problem: DeviceNotFoundError) -> HttpResponse:
    """The device was stopped meanwhile, or never was: said on the list."""
    messages.warning(request, str(problem))
    return HttpResponseRedirect(reverse("kiosk:devices", args=[municipality_code]))


def working(request: HttpRequest) -> Context:
    """Who looks after devices."""
    return context_of(request, _PURPOSE)


def _show_all(
    request: HttpRequest, municipality_code: str, status: int = 200, problem: str = ""
) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    return desk_page(
        request,
        "kiosk/devices.html",
        status=status,
        lines=[device_line(one, pack) for one in devices_of(working(request))],
        halls=pack.halls,
        kinds=tuple(DeviceKind),
        problem=problem,
        written=request.POST,
    )


def _show_link(request: HttpRequest, municipality_code: str, made: DeviceSecret) -> HttpResponse:
    address = request.build_absolute_uri(reverse("kiosk:device-open", args=[municipality_code, made.secret]))
    answer = desk_page(
        request,
        "kiosk/link.html",
        line=device_line(made.device, pack_or_404(municipality_code)),
        address=address,
        symbol=address_svg(address, "端末のリンク"),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
