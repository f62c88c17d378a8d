"""How devices, printers and numbers are told to staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.clock import TOKYO, day_of
from madoguchi.core.packs import Hall, MunicipalityPack
from madoguchi.engines.reception.api import (
    Device,
    DeviceKind,
    Printer,
    PrinterState,
    devices_in,
    homes_of,
    kiosks_of,
)

ALIVE_FOR = timedelta(minutes=5)
"""A kiosk asks at least once a minute, a display that follows every four; after so long it is off, or has no
network."""


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as lists show it. `kind_of_state` and `kind_of_printer` are kinds of badges."""

    uuid: UUID
    name: str
    kind: str
    is_kiosk: bool
    hall: str
    hall_is_gone: bool
    state: str
    kind_of_state: str
    seen: datetime | None
    printer: Printer
    printer_state: str
    kind_of_printer: str
    printer_checked_at: datetime | None


def device_line(device: Device, pack: MunicipalityPack) -> DeviceLine:
    """One device, with whether it is on and whether it has paper."""
    hall, printer = pack.halls.get(device.hall), device.own_printer
    state, kind = _state_of(device)
    return DeviceLine(
        uuid=device.uuid,
        name=device.name,
        kind=device.device_kind.label,
        is_kiosk=device.device_kind.value == "kiosk",
        hall=hall.name if hall else device.hall,
        hall_is_gone=hall is None,
        state=state,
        kind_of_state=kind,
        seen=device.last_seen_at,
        printer=printer,
        printer_state=device.state_of_printer.label if printer.way.is_driven else "",
        kind_of_printer=_kind_of(device.state_of_printer),
        printer_checked_at=device.printer_checked_at,
    )


@dataclass(frozen=True, slots=True)
class TroubledPrinter:
    """A printer of a hall that somebody has to go to: the device, what it says, what to do."""

    name: str
    state: str
    advice: str


def troubled_printers(municipality_code: str, hall: str) -> list[TroubledPrinter]:
    """The printers of a hall without paper, or with little, with an open cover, or that are not there."""
    return [
        TroubledPrinter(one.name, one.state_of_printer.label, what_to_do(one.state_of_printer))
        for one in kiosks_of(municipality_code, hall)
        if one.own_printer.way.is_driven
        and one.state_of_printer not in (PrinterState.READY, PrinterState.UNKNOWN)
    ]


@dataclass(frozen=True, slots=True)
class SilentDevice:
    """A kiosk or a display that is off, or has no network: its name, since when nothing was heard of it
    (「9:41」, on another day with the day before it), and whether it gave numbers.
    """

    name: str
    since: str
    is_kiosk: bool


def silent_devices(municipality_code: str, hall: Hall, now: datetime) -> list[SilentDevice]:
    """The kiosks and displays of a hall that people find dark now; none out of hours, when they are switched
    off, and none of a hall that a box looks after: they speak with the box.
    """
    if not hall.hours.is_open(now) or any(one.hall == hall.key for one in homes_of(municipality_code)):
        return []
    return [
        SilentDevice(one.name, _moment(one.last_seen_at, now), one.device_kind is DeviceKind.KIOSK)
        for one in devices_in(municipality_code, hall.key, DeviceKind.KIOSK, DeviceKind.DISPLAY)
        if one.key_digest is not None and one.last_seen_at is not None and not _is_alive(one, now)
    ]


def _moment(at: datetime, now: datetime) -> str:
    local = at.astimezone(TOKYO)
    day = "" if local.date() == day_of(now) else f"{local.month}月{local.day}日 "
    return f"{day}{local:%-H:%M}"


def _is_alive(device: Device, now: datetime) -> bool:
    return device.last_seen_at is not None and now - device.last_seen_at < ALIVE_FOR


def _state_of(device: Device) -> tuple[str, str]:
    if device.key_digest is None:
        is_late = device.link_until is not None and device.link_until < clock.now()
        return ("リンクの期限切れ", "error") if is_late else ("リンクを開くのを待っています", "warning")
    if _is_alive(device, clock.now()):
        return "動いています", "success"
    return "動いていません", "error"


def _kind_of(state: PrinterState) -> str:
    if state is PrinterState.READY:
        return "success"
    return "warning" if state in (PrinterState.PAPER_LOW, PrinterState.UNKNOWN) else "error"


def what_to_do(state: PrinterState) -> str:
    """What whoever stands beside the printer does now; empty where nothing is to be done."""
    return {
        PrinterState.PAPER_LOW: "新しいロールを用意してください。",
        PrinterState.PAPER_OUT: "ロールを入れ替えてください。出なかった番号札は、番号から印刷し直せます。",
        PrinterState.COVER_OPEN: "カバーを閉めてください。",
        PrinterState.FAULT: "電源を入れ直してください。続くときは、販売店に連絡してください。",
        PrinterState.UNREACHABLE: "電源、ケーブル、アドレスを確かめてください。",
        PrinterState.UNKNOWN: "紙があるかは、試し印刷で確かめてください。",
    }.get(state, "")
