"""Numbers on paper, at the kiosk and at a desk; a printer without paper loses nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import zxingcpp
from django.test import Client
from PIL import Image
from tests.integration.surfaces.staff_web.conftest import SignedIn
from tests.integration.surfaces.staff_web.kiosk_window import (
    CODE,
    HALL,
    KIOSK,
    TUESDAY,
    a_kiosk,
    key_on,
    network,
    take,
    tickets,
)

from madoguchi.core import clock, tenancy
from madoguchi.engines.reception.api import Device, Printer, PrinterState, PrinterWay
from madoguchi_testing.printers import StandInPrinter

pytestmark = pytest.mark.django_db
DEVICES = f"/{CODE}/reception/devices/"
DESK = f"/{CODE}/reception/{HALL}/tickets/"


@pytest.fixture(autouse=True)
def _on_a_working_day(settings: object) -> Iterator[None]:
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp"  # type: ignore[attr-defined]
    with clock.fixed(TUESDAY):
        yield


@pytest.fixture
def printer() -> Iterator[StandInPrinter]:
    with StandInPrinter() as stand_in:
        yield stand_in


def printing(kiosk: Client, **more: str) -> dict[str, object]:
    """What the page's script asks for, and what it is told."""
    address = f"{KIOSK}number/{tickets()[-1].follow}/print/"
    answer = kiosk.post(address, more, headers={"accept": "application/json"})
    told: dict[str, object] = answer.json()
    return told


def device() -> Device:
    with tenancy.municipality(CODE):
        return Device.objects.get()


def test_a_number_comes_out_with_the_address_of_its_page(printer: StandInPrinter) -> None:
    kiosk = a_kiosk(network(printer.address))
    assert "何も押さないと、紙の番号札が出ます" in take(kiosk).content.decode()
    assert printing(kiosk, first="1") == {"came_out": True, "state": "ready"}
    (paper,) = printer.tickets
    (symbol,) = zxingcpp.read_barcodes(paper.convert("L"))
    assert symbol.text == f"https://tetsuzuki.example.jp/{CODE}/waiting/t/{tickets()[0].follow.upper()}/"


def test_the_phone_goes_on_in_the_language_of_the_kiosk(printer: StandInPrinter) -> None:
    kiosk = a_kiosk(network(printer.address))
    take(kiosk, language="vi")
    assert printing(kiosk, first="1")["came_out"]
    (symbol,) = zxingcpp.read_barcodes(printer.tickets[0].convert("L"))
    assert symbol.text.endswith(f"/waiting/t/{tickets()[0].follow.upper()}/?language=vi")


def test_a_page_that_is_loaded_again_prints_once_and_a_button_prints_again(printer: StandInPrinter) -> None:
    kiosk = a_kiosk(network(printer.address))
    take(kiosk)
    for _ in range(2):
        assert printing(kiosk, first="1")["came_out"]
    assert len(printer.tickets) == 1
    assert printing(kiosk)["came_out"]
    assert len(printer.tickets) == 2


def test_without_script_the_button_prints_and_the_page_says_so(printer: StandInPrinter) -> None:
    kiosk = a_kiosk(network(printer.address))
    take(kiosk)
    page = kiosk.post(f"{KIOSK}number/{tickets()[0].follow}/print/", {"language": "en"}, follow=True)
    assert "Please take your ticket" in page.content.decode()


def test_without_paper_the_number_stays_and_everybody_is_told(
    printer: StandInPrinter, signed_in: SignedIn
) -> None:
    kiosk = a_kiosk(network(printer.address))
    take(kiosk)
    printer.paper_out = True
    assert printing(kiosk) == {"came_out": False, "state": "paper_out"}
    assert "いまは紙の番号札が出ません" in kiosk.get(KIOSK).content.decode()
    said = take(kiosk).content.decode()
    assert "スマートフォンで受け取るか、番号を覚えて、係の人に声をかけてください" in said
    assert "番号は取れています" in said
    manager = signed_in("manager")
    assert "用紙がありません" in manager.get(DEVICES).content.decode()
    assert "ロールを入れ替えてください" in manager.get(f"{DEVICES}{device().uuid}/").content.decode()
    calling = signed_in("counter_clerk").get(f"/{CODE}/reception/{HALL}/1/").content.decode()
    assert "正面玄関のプリンター：用紙がありません。" in calling
    printer.paper_out = False
    answer = manager.post(f"{DEVICES}{device().uuid}/printer/ask/", follow=True).content.decode()
    assert "プリンターは使えます。" in answer
    assert printing(kiosk)["came_out"]
    assert [one.number for one in tickets()] == ["A001", "A002"]


def test_the_page_that_stands_there_finds_the_empty_roll_and_the_new_one(printer: StandInPrinter) -> None:
    kiosk = a_kiosk(network(printer.address))
    ask = f"{KIOSK}printer/"
    assert kiosk.post(ask).json() == {"prints": True}
    printer.paper_out = True
    assert kiosk.post(ask).json() == {"prints": True}, "not asked again at once"
    with clock.fixed(TUESDAY + timedelta(seconds=30)):
        assert kiosk.post(ask).json() == {"prints": False}
        assert "いまは紙の番号札が出ません" in kiosk.get(KIOSK).content.decode()
    printer.paper_out = False
    with clock.fixed(TUESDAY + timedelta(seconds=60)):
        assert kiosk.post(ask).json() == {"prints": True}
        assert "いまは紙の番号札が出ません" not in kiosk.get(KIOSK).content.decode()
    assert a_kiosk().post(ask).json() == {"prints": True}


def test_a_printer_that_is_off_is_told_too() -> None:
    kiosk = a_kiosk(network("127.0.0.1:9"))
    take(kiosk)
    assert printing(kiosk) == {"came_out": False, "state": "unreachable"}
    assert device().state_of_printer is PrinterState.UNREACHABLE


def test_a_browser_gets_a_picture_as_wide_as_the_paper() -> None:
    kiosk = a_kiosk(Printer(PrinterWay.BROWSER, "", 58))
    page = take(kiosk).content.decode()
    address = re.search(r'src="([^"]+ticket\.png)"', page)
    assert address
    picture = Image.open(io.BytesIO(kiosk.get(address[1]).content))
    assert picture.width == 384


def test_a_kiosk_without_printer_speaks_of_no_paper() -> None:
    page = take(a_kiosk()).content.decode()
    assert "紙で受け取る" not in page
    assert "スマートフォンで受け取る" in page


def test_a_manager_sets_and_tries_a_printer(printer: StandInPrinter, signed_in: SignedIn) -> None:
    a_kiosk()
    manager, page = signed_in("manager"), f"{DEVICES}{device().uuid}/"
    wrong = manager.post(f"{page}printer/", {"way": "network", "address": "here", "width": "x"})
    assert wrong.status_code == 422
    assert "用紙の幅は、80mmか58mm" in wrong.content.decode()
    given = {"way": "network", "address": printer.address, "width": "58"}
    assert "プリンターは使えます" in manager.post(f"{page}printer/", given, follow=True).content.decode()
    assert "試し印刷を送りました" in manager.post(f"{page}printer/test/", follow=True).content.decode()
    assert [one.width for one in printer.tickets] == [384]
    assert tickets() == [], "a test takes no number"


def test_a_clerk_gives_a_number_at_the_desk_and_prints_it(
    printer: StandInPrinter, signed_in: SignedIn
) -> None:
    a_kiosk(network(printer.address))
    clerk = signed_in("counter_clerk", desks=("resident_register",))
    form = clerk.get(f"{DESK}new/")
    given = {"purpose": "tax", "key": key_on(form), "language": "en", "printer": str(device().uuid)}
    page = clerk.post(f"{DESK}new/", given, follow=True).content.decode()
    assert "F001" in page
    assert "印刷しました" in page
    assert len(printer.tickets) == 1
    clerk.post(f"{DESK}new/", given)
    assert [(one.number, one.language) for one in tickets()] == [("F001", "en")]


def test_a_desk_gives_numbers_also_after_hours_and_to_who_has_applied(signed_in: SignedIn) -> None:
    with clock.fixed(TUESDAY.replace(hour=18)):
        clerk = signed_in("counter_clerk")
        form = clerk.get(f"{DESK}new/")
        assert "いまは受付の時間ではありません" in form.content.decode()
        clerk.post(f"{DESK}new/", {"purpose": "moving", "key": key_on(form), "applied": "yes"})
    assert [(one.origin, one.lane) for one in tickets()] == [("pre_application", "fast")]


def test_a_number_is_printed_again_from_the_desk_and_a_full_tray_says_why_not(
    printer: StandInPrinter, signed_in: SignedIn
) -> None:
    take(a_kiosk(network(printer.address)))
    clerk, address = signed_in("counter_clerk"), f"{DESK}{tickets()[0].uuid}/"
    assert "A001" in clerk.get(f"{DESK}new/").content.decode()
    printer.cover_open = True
    page = clerk.post(f"{address}print/", {"printer": str(device().uuid)}, follow=True).content.decode()
    assert (
        "番号は取れていますが、印刷できませんでした（カバーが開いています）。カバーを閉めてください。" in page
    )
    printer.cover_open = False
    clerk.post(f"{address}print/", {"printer": str(device().uuid)})
    assert len(printer.tickets) == 1
    assert clerk.get(f"{address}picture.png").headers["Content-Type"] == "image/png"


def test_somebody_who_left_is_taken_off_the_line_by_whoever_is_first(signed_in: SignedIn) -> None:
    take(a_kiosk())
    clerk, address = signed_in("counter_clerk"), f"{DESK}{tickets()[0].uuid}/"
    seen = {"reason": "gone", "seen": str(tickets()[0].version)}
    assert "A001番を取り消しました" in clerk.post(f"{address}cancel/", seen, follow=True).content.decode()
    assert tickets()[0].status == "left"
    late = signed_in("counter_clerk").post(f"{address}cancel/", seen, follow=True).content.decode()
    assert "取り消しました（いま: 帰った）" in late
    assert clerk.post(f"{address}cancel/", {"reason": "day_end", "seen": "1"}).status_code == 404
    page = clerk.get(address).content.decode()
    assert "本人が帰った、と取り消しました" in page
    back = {"seen": str(tickets()[0].version)}
    assert (
        "前と同じ順番に戻しました" in clerk.post(f"{address}reinstate/", back, follow=True).content.decode()
    )
    assert tickets()[0].status == "waiting"
    assert "画面を確かめてください" in clerk.post(f"{address}reinstate/", back, follow=True).content.decode()


def test_a_number_is_found_again_by_what_stands_on_the_paper(signed_in: SignedIn) -> None:
    kiosk = a_kiosk()
    take(kiosk)
    clerk, found = signed_in("counter_clerk"), tickets()[0]
    for typed in ("a1", "Ａ００１", "1"):
        answer = clerk.get(f"{DESK}new/", {"number": typed})
        assert answer.headers["Location"] == f"{DESK}{found.uuid}/", typed
    page = clerk.get(f"{DESK}new/", {"number": "A777"}).content.decode()
    assert "その番号は、きょうは出ていません" in page
    take(kiosk, purpose="certificates")
    page = clerk.get(f"{DESK}new/", {"number": "1"}).content.decode()
    assert "「1」の番号札です" in page
    assert page.count('<b class="figures">') == 2
    assert clerk.get(f"{DESK}new/", {"number": "\0'%"}).status_code == 200


def test_a_desk_form_without_purpose_or_with_an_unknown_booking_says_what_to_do(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk")
    key = key_on(clerk.get(f"{DESK}new/"))
    nothing = clerk.post(f"{DESK}new/", {"key": key})
    assert nothing.status_code == 422
    assert "用件を選んでください" in nothing.content.decode()
    unknown = clerk.post(f"{DESK}new/", {"key": key, "booking": "yes", "code": "k7p3qx"})
    assert unknown.status_code == 422
    assert "予約が見つかりません" in unknown.content.decode()
    assert tickets() == []


def test_who_may_not_call_gives_no_numbers(signed_in: SignedIn) -> None:
    assert signed_in("auditor").get(f"{DESK}new/").status_code == 403
