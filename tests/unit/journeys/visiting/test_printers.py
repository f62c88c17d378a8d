"""Tickets come out of a stand-in printer as they were drawn, and its troubles are told as states."""

from __future__ import annotations

import os
import socket
import termios
import threading
import tty
from collections.abc import Iterator
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from madoguchi.engines.reception.api import Printer, PrinterState, PrinterWay
from madoguchi.journeys.visiting import printers
from madoguchi.journeys.visiting.escpos_devices import PatientNetwork
from madoguchi.journeys.visiting.paper import TicketPaper, can_be_printed, draw, png
from madoguchi.journeys.visiting.printers import ask_printer, print_picture
from madoguchi_testing.printers import StandInPrinter

FOLLOW = "https://tetsuzuki.example.jp/072028/waiting/t/abcdefgh234567ab/"


def a_ticket(**changes: object) -> TicketPaper:
    told = {
        "place": "会津若松市　本庁舎 1階の待合",
        "number": "A012",
        "purpose": "引越し",
        "purpose_in_japanese": "",
        "counter": "総合窓口",
        "counter_in_japanese": "",
        "waits": ("あなたの前に3人", "10分から20分くらい"),
        "notes": ("つぎに：国保・年金",),
        "follow": FOLLOW,
        "follow_how": "スマートフォンで読み取ってください。",
        "taken": "4月7日（火） 10:24",
        "language": "ja",
    }
    return TicketPaper(**(told | changes))  # type: ignore[arg-type]


@pytest.fixture
def stand_in() -> Iterator[StandInPrinter]:
    with StandInPrinter() as printer:
        yield printer


def at(printer: StandInPrinter, width: int = 80) -> Printer:
    return Printer(PrinterWay.NETWORK, printer.address, width)


@pytest.mark.parametrize(("width", "dots"), [(80, 576), (58, 384)])
def test_what_comes_out_is_what_was_drawn_and_its_symbol_can_be_read(
    stand_in: StandInPrinter, width: int, dots: int
) -> None:
    drawn = draw(a_ticket(), width)
    assert print_picture(at(stand_in, width), drawn) is PrinterState.READY
    (came_out,) = stand_in.tickets
    assert came_out.size == drawn.size == (dots, drawn.height)
    assert came_out.tobytes() == drawn.tobytes()
    assert not stand_in.unknown
    read = zxingcpp.read_barcodes(came_out.convert("L"))
    assert [one.text for one in read] == [FOLLOW]


def test_a_number_is_as_large_as_the_paper_and_never_cut_off() -> None:
    for number in ("A001", "M888", "W999"):
        for width in (80, 58):
            drawn = draw(a_ticket(number=number, purpose="住所の変更" * 6), width)
            edges = [drawn.getpixel((x, y)) for x in (0, drawn.width - 1) for y in range(drawn.height)]
            assert 0 not in edges, "nothing black at the edge of the paper"


def test_a_ticket_without_a_phone_page_has_no_symbol_and_does_not_speak_of_one() -> None:
    without = draw(a_ticket(follow=""), 80)
    assert zxingcpp.read_barcodes(without.convert("L")) == []
    assert without.height < draw(a_ticket(), 80).height


def test_what_people_write_is_never_a_command_of_the_layout() -> None:
    harmful = '#panic("x") $ \\ "]) <script>'
    assert draw(a_ticket(purpose=harmful, counter=harmful, place=harmful), 80).height > 0


def test_a_picture_for_a_browser_is_a_png_as_large_as_the_paper() -> None:
    import io

    picture = Image.open(io.BytesIO(png(draw(a_ticket(), 58))))
    assert picture.format == "PNG"
    assert round(picture.info["dpi"][0]) == 203


@pytest.mark.parametrize(
    ("trouble", "state", "prints"),
    [
        ({"paper_out": True}, PrinterState.PAPER_OUT, False),
        ({"cover_open": True}, PrinterState.COVER_OPEN, False),
        ({"fault": True}, PrinterState.FAULT, False),
        ({"paper_low": True}, PrinterState.PAPER_LOW, True),
        ({}, PrinterState.READY, True),
    ],
)
def test_a_printer_says_what_is_wrong_and_nothing_is_sent_to_one_that_cannot_print(
    stand_in: StandInPrinter, trouble: dict[str, bool], state: PrinterState, prints: bool
) -> None:
    for name in trouble:
        setattr(stand_in, name, True)
    assert ask_printer(at(stand_in)) is state
    assert print_picture(at(stand_in), draw(a_ticket(), 80)) is state
    assert state.prints is prints
    assert len(stand_in.tickets) == prints


def test_a_printer_that_never_answers_prints_all_the_same(stand_in: StandInPrinter) -> None:
    stand_in.silent = True
    assert print_picture(at(stand_in), draw(a_ticket(), 80)) is PrinterState.UNKNOWN
    stand_in.wait_for(1)
    assert len(stand_in.tickets) == 1


def test_paper_that_ends_with_this_ticket_is_told(stand_in: StandInPrinter) -> None:
    stand_in.paper_ends_after = 1
    assert print_picture(at(stand_in), draw(a_ticket(), 80)) is PrinterState.PAPER_OUT


def test_a_printer_that_took_a_ticket_and_answers_nothing_any_more_hangs(
    stand_in: StandInPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "_ASKED_AFTER", 1)
    stand_in.hangs = True
    assert print_picture(at(stand_in), draw(a_ticket(), 80)) is PrinterState.FAULT


def test_a_printer_that_refuses_while_another_kiosk_prints_is_asked_again(
    stand_in: StandInPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printers, "_REFUSED_PAUSES", (0.0, 0.0))
    opened = PatientNetwork.open
    tries = iter([True, True, False])

    def refused_twice(device: PatientNetwork, raise_not_found: bool = True) -> None:
        if next(tries):
            with socket.socket() as nobody:
                nobody.bind(("127.0.0.1", 0))
                elsewhere = PatientNetwork("127.0.0.1", nobody.getsockname()[1])
                opened(elsewhere, raise_not_found)
        opened(device, raise_not_found)

    monkeypatch.setattr(PatientNetwork, "open", refused_twice)
    assert print_picture(at(stand_in), draw(a_ticket(), 80)) is PrinterState.READY
    assert len(stand_in.tickets) == 1


def test_a_printer_that_is_off_or_hangs_up_is_unreachable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        off = Printer(PrinterWay.NETWORK, f"127.0.0.1:{closed.getsockname()[1]}", 80)
        assert ask_printer(off) is PrinterState.UNREACHABLE
    with socket.create_server(("127.0.0.1", 0)) as rude:
        threading.Thread(target=lambda: rude.accept()[0].close(), daemon=True).start()
        hangs_up = Printer(PrinterWay.NETWORK, f"127.0.0.1:{rude.getsockname()[1]}", 80)
        assert print_picture(hangs_up, draw(a_ticket(), 80)) is not PrinterState.READY


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "169.254.169.254", "224.0.0.1"])
def test_no_address_of_a_printer_leads_to_services_of_this_machine(settings: Any, host: str) -> None:
    settings.MADOGUCHI_PRINTERS_HERE = False
    with socket.create_server(("127.0.0.1", 0)) as service:
        service.settimeout(0.2)
        printer = Printer(PrinterWay.NETWORK, f"{host}:{service.getsockname()[1]}", 80)
        assert ask_printer(printer) is PrinterState.UNREACHABLE
        assert print_picture(printer, draw(a_ticket(), 80)) is PrinterState.UNREACHABLE
        with pytest.raises(TimeoutError):
            service.accept()


def test_a_printer_behind_a_device_file_is_asked_and_never_waited_for() -> None:
    printer, device = os.openpty()
    tty.setraw(device, termios.TCSANOW)
    answers = iter([b"\x12", b"\x7e"])

    def behave() -> None:
        for answer in answers:
            os.read(printer, 3)
            os.write(printer, answer)

    threading.Thread(target=behave, daemon=True).start()
    assert ask_printer(Printer(PrinterWay.FILE, os.ttyname(device))) is PrinterState.PAPER_OUT
    assert ask_printer(Printer(PrinterWay.FILE, "/dev/usb/lp99")) is PrinterState.UNREACHABLE
    os.close(printer)
    os.close(device)


def test_no_printer_is_asked_where_there_is_none() -> None:
    assert ask_printer(Printer()) is PrinterState.UNKNOWN


def test_only_languages_whose_letters_are_here_are_printed() -> None:
    from madoguchi.core.languages import JAPANESE

    assert can_be_printed(JAPANESE)
