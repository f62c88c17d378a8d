"""A receipt printer that speaks ESC/POS: what it says of itself, and a picture on its paper.

Whatever happens to a printer is told as a state: a ticket is a row of the database, and paper is only a copy
of it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from madoguchi.engines.reception.api import Printer, PrinterState, PrinterWay

if TYPE_CHECKING:
    from escpos.escpos import Escpos
    from PIL.Image import Image

_ASK: Final = b"\x10\x04"
_OFFLINE_CAUSE, _ROLL = b"\x02", b"\x04"
_FIXED, _FIXED_MASK = 0x12, 0x93
"""What every answer to `DLE EOT` has in common, so that nothing else is taken for one."""

_ASKED_AFTER: Final = 7
"""Questions (of 0.7 seconds) to a printer that took a ticket and says nothing."""

_REFUSED_PAUSES: Final = (1.0, 2.0)
"""Seconds before a printer that refuses is asked again: many take one line, and another kiosk prints."""

_COVER_OPEN, _STOPPED_BY_PAPER, _FAULT = 0x04, 0x20, 0x40
_PAPER_OUT, _PAPER_LOW = 0x60, 0x0C


def ask_printer(printer: Printer) -> PrinterState:
    """What a printer says of itself now; UNREACHABLE where nothing is there, UNKNOWN where it does not say.

    Takes two seconds to connect and 0.7 for each of two answers, at the most.
    """
    return _with(printer, None)


def print_picture(printer: Printer, picture: Image) -> PrinterState:
    """Print a picture as wide as the paper, cut, and say how the printer is afterwards.

    Nothing is sent to a printer that cannot print: the state says why. PAPER_OUT afterwards means that the
    paper may have ended in the middle, FAULT that the printer answers nothing any more.
    """
    return _with(printer, picture)


def _with(printer: Printer, picture: Image | None) -> PrinterState:
    if not printer.way.is_driven:
        return PrinterState.UNKNOWN
    from madoguchi.journeys.visiting import escpos_devices as escpos

    device: Escpos = (
        escpos.DeviceFile(printer.address)
        if printer.way is PrinterWay.FILE
        else escpos.PatientNetwork(printer.host, printer.port)
    )
    try:
        _open(device, () if picture is None else _REFUSED_PAUSES)
        state = _state(device)
        if picture is None or not state.prints:
            return state
        device._raw(escpos.commands(picture))
        # Who did not say before will not say now.
        return _state_after(device) if state is not PrinterState.UNKNOWN else state
    except (OSError, escpos.Error):
        return PrinterState.UNREACHABLE
    finally:
        with suppress(OSError, escpos.Error):
            device.close()


def _open(device: Escpos, pauses: Sequence[float]) -> None:
    from escpos.exceptions import DeviceNotFoundError

    for pause in pauses:
        try:
            device.open()
        except DeviceNotFoundError as error:
            if not isinstance(error.__context__, ConnectionRefusedError):
                raise
            time.sleep(pause)
        else:
            return
    device.open()


def _state_after(device: Escpos) -> PrinterState:
    """A printer that prints may take its time; one that answered before and does not any more hangs."""
    for _ in range(_ASKED_AFTER):
        state = _state(device)
        if state is not PrinterState.UNKNOWN:
            return state
    return PrinterState.FAULT


def _state(device: Escpos) -> PrinterState:
    cause = _answer(device, _OFFLINE_CAUSE)
    if cause is None:
        return PrinterState.UNKNOWN
    roll = _answer(device, _ROLL) or 0
    if cause & _COVER_OPEN:
        return PrinterState.COVER_OPEN
    if cause & _STOPPED_BY_PAPER or roll & _PAPER_OUT:
        return PrinterState.PAPER_OUT
    if cause & _FAULT:
        return PrinterState.FAULT
    return PrinterState.PAPER_LOW if roll & _PAPER_LOW else PrinterState.READY


def _answer(device: Escpos, which: bytes) -> int | None:
    """The byte that a printer answers; None where it answers nothing, or nothing that is an answer."""
    try:
        said = device.query_status(_ASK + which)
    except TimeoutError:
        return None
    return next((one for one in reversed(said) if one & _FIXED_MASK == _FIXED), None)
