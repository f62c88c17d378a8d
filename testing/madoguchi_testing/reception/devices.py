"""The kiosk and the display of the demo's hall."""

from __future__ import annotations

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import (
    DeviceKind,
    MakeDevice,
    NewDevice,
    OfDevice,
    Printer,
    PrinterOf,
    PrinterWay,
    RenewDeviceLink,
    SetPrinter,
    devices_of,
    halls_of,
)

_NAMES = {DeviceKind.KIOSK: "正面玄関の発券機", DeviceKind.DISPLAY: "待合の案内表示"}


def demo_devices(municipality_code: str) -> list[tuple[str, str]]:
    """Name and link (a path) of each device of the first hall; new links for those that are there already.

    The kiosk prints by its browser: the demo has no printer.
    """
    context = Context(municipality_code, Actor.system("demo"), purpose="デモの準備")
    hall = next(iter(halls_of(municipality_code)), None)
    if hall is None:
        return []
    known = {one.device_kind: one for one in devices_of(context) if one.hall == hall}
    links = []
    for kind, name in _NAMES.items():
        if kind in known:
            made = run(RenewDeviceLink(), context, OfDevice(known[kind].uuid))
        else:
            made = run(MakeDevice(), context, NewDevice(hall, kind, name))
            if kind is DeviceKind.KIOSK:
                run(SetPrinter(), context, PrinterOf(made.uuid, Printer(PrinterWay.BROWSER)))
        links.append((made.device.name, f"/{municipality_code}/reception/devices/open/{made.secret}/"))
    return links
