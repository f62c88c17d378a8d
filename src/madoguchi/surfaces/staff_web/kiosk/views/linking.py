"""A browser becomes a device: it opens the link that a manager made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import Device, DeviceLinkError, OpenDevice, device_of_key, link_is_open
from madoguchi.surfaces.staff_web.devices import COOKIE, remember_device
from madoguchi.surfaces.staff_web.site import bare_page, pack_or_404


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, municipality_code: str, secret: str) -> HttpResponse:
    """Looking at the link changes nothing, so that a mail program which looks first does not use it up.

    The page's script presses the button by itself: a display has nothing to press with.
    """
    pack = pack_or_404(municipality_code)
    device = link_is_open(municipality_code, secret)
    if device is None:
        return _refused(request, municipality_code)
    if request.method != "POST":
        return bare_page(
            request,
            "device_link.html",
            municipality=pack.municipality,
            device=device,
            kind=device.device_kind.label,
        )
    context = Context(municipality_code, Actor(kind="system", id="device-link"), purpose="端末をつなぐ")
    try:
        opened = run(OpenDevice(), context, secret)
    except DeviceLinkError:
        return _refused(request, municipality_code)
    answer = HttpResponseRedirect(_screen_of(municipality_code, opened.device))
    remember_device(answer, opened.secret)
    return answer


def _refused(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What to do now; a machine that is linked already needs no link."""
    linked = device_of_key(municipality_code, request.COOKIES.get(COOKIE, ""))
    return bare_page(
        request,
        "device_link.html",
        status=410,
        municipality=pack_or_404(municipality_code).municipality,
        device=None,
        linked=linked,
        screen=_screen_of(municipality_code, linked) if linked else "",
    )


def _screen_of(municipality_code: str, device: Device) -> str:
    start = reverse("kiosk:devices", args=[municipality_code]).removesuffix("devices/")
    return f"{start}{device.hall}/{device.kind}/"
