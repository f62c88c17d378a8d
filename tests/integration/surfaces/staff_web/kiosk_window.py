"""A kiosk in the hall on a working day, and what a visitor does at it."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpResponse
from django.test import Client

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.clock import TOKYO
from madoguchi.engines.reception.api import (
    DeviceKind,
    MakeDevice,
    NewDevice,
    OpenDevice,
    Printer,
    PrinterOf,
    PrinterWay,
    SetPrinter,
    Ticket,
)
from madoguchi.surfaces.staff_web.devices import COOKIE

CODE, HALL = "072028", "main"
TUESDAY = datetime(2026, 4, 7, 10, 0, tzinfo=TOKYO)
KIOSK = f"/{CODE}/reception/{HALL}/kiosk/"


def a_kiosk(printer: Printer | None = None, code: str = CODE, hall: str = HALL) -> Client:
    """A browser that is a kiosk."""
    context = Context(code, Actor.system("test"))
    made = run(MakeDevice(), context, NewDevice(hall, DeviceKind.KIOSK, "正面玄関"))
    opened = run(OpenDevice(), context, made.secret)
    if printer is not None:
        run(SetPrinter(), context, PrinterOf(made.uuid, printer))
    client = Client()
    client.cookies[COOKIE] = opened.secret
    return client


def network(address: str, width: int = 80) -> Printer:
    """A printer at an address."""
    return Printer(PrinterWay.NETWORK, address, width)


def key_on(page: HttpResponse) -> str:
    """The key of the page on which somebody presses."""
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', page.content.decode())
    assert found
    return found[1]


def take(kiosk: Client, purpose: str = "moving", language: str = "ja") -> HttpResponse:
    """Press a purpose, and see the number."""
    page = kiosk.get(KIOSK, {"language": language})
    pressed = {"purpose": purpose, "key": key_on(page), "language": language}
    return kiosk.post(f"{KIOSK}take/", pressed, follow=True)


def show(kiosk: Client, text: str, language: str = "ja") -> HttpResponse:
    """Hold a code under the scanner."""
    shown = {"scanned": text, "key": key_on(kiosk.get(KIOSK)), "language": language}
    return kiosk.post(f"{KIOSK}scan/", shown, follow=True)


def tickets(code: str = CODE) -> list[Ticket]:
    """All tickets, in the order in which they were given."""
    with tenancy.municipality(code):
        return list(Ticket.objects.order_by("sequence"))
