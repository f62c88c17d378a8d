"""Printers are written as managers write them; slips are explained."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.devices import (
    Printer,
    PrinterRefusedError,
    PrinterState,
    PrinterWay,
    is_printers_place,
)


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("192.0.2.10", "192.0.2.10", 9100),
        (" 192.0.2.10:9101 ", "192.0.2.10", 9101),
        ("printer-1.office.example", "printer-1.office.example", 9100),
    ],
)
def test_an_address_is_a_host_with_or_without_a_port(written: str, host: str, port: int) -> None:
    printer = Printer.checked("network", written, "80")
    assert (printer.host, printer.port) == (host, port)
    assert Printer.from_json(printer.to_json()) == printer


@pytest.mark.parametrize(
    ("way", "address", "width"),
    [
        ("network", "", "80"),
        ("network", "192.0.2.300", "80"),
        ("network", "192.0.2.10:0", "80"),
        ("network", "192.0.2.10:99999", "80"),
        ("network", "http://192.0.2.10", "80"),
        ("network", "a b", "80"),
        ("network", "::1", "80"),
        ("file", "/etc/passwd", "80"),
        ("file", "/dev/usb/../sda", "80"),
        ("file", "", "58"),
        ("network", "192.0.2.10", "72"),
        ("fax", "", "80"),
    ],
)
def test_a_slip_is_refused_with_what_to_write(way: str, address: str, width: str) -> None:
    with pytest.raises(PrinterRefusedError) as refused:
        Printer.checked(way, address, width)
    assert str(refused.value)


def test_where_nothing_is_driven_no_address_is_kept() -> None:
    assert Printer.checked("browser", "192.0.2.10", "58") == Printer(PrinterWay.BROWSER, "", 58)
    assert Printer.from_json({}) == Printer()


@given(st.text(max_size=60))
def test_whatever_is_written_is_refused_or_has_a_host_and_a_port(written: str) -> None:
    try:
        printer = Printer.checked("network", written, "80")
    except PrinterRefusedError:
        return
    assert printer.host
    assert 0 < printer.port < 65_536


def test_every_state_has_words() -> None:
    assert all(one.label for one in (*PrinterState, *PrinterWay))


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("192.0.2.10", True),
        ("10.1.2.3", True),
        ("192.168.1.9", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("0.0.0.0", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
    ],
)
def test_a_printer_stands_in_the_network_and_not_in_this_machine(address: str, may: bool) -> None:
    assert is_printers_place(address) is may
