"""What people of every kind do at the kiosk, and what they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.kiosk_window import (
    CODE,
    HALL,
    KIOSK,
    TUESDAY,
    a_kiosk,
    key_on,
    show,
    take,
    tickets,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import (
    BeginService,
    CallNext,
    CancelTicket,
    Leaving,
    Next,
    OfTicket,
    OpenDesk,
    Opening,
)
from madoguchi.journeys.visiting.api import Appointment, forget_bookings, register_bookings
from madoguchi.journeys.visiting.models import Arrival
from madoguchi.lib.sealing import generate_keypair, seal, split_parts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_working_day() -> Iterator[None]:
    with clock.fixed(TUESDAY):
        yield


@pytest.fixture
def kiosk() -> Client:
    return a_kiosk()


@dataclass
class Known:
    """Bookings as the journey of appointments tells them."""

    appointments: dict[str, Appointment] = field(default_factory=dict)
    arrived: list[str] = field(default_factory=list)

    def by_code(self, municipality_code: str, code: str) -> Appointment | None:
        return self.appointments.get(code) if municipality_code == CODE else None

    def has_arrived(self, context: Context, code: str) -> None:
        self.arrived.append(code)


@pytest.fixture
def bookings() -> Iterator[Known]:
    known = Known()
    at = TUESDAY + timedelta(minutes=15)
    for code, one in {
        "K7P3QX": Appointment("K7P3QX", HALL, at, ("general", "insurance")),
        "EAR1Y2": Appointment("EAR1Y2", HALL, at + timedelta(hours=4)),
        "T0M0RR": Appointment("T0M0RR", HALL, at + timedelta(days=1)),
        "YESTER": Appointment("YESTER", HALL, at - timedelta(days=1)),
        "ANNEXX": Appointment("ANNEXX", "annex", at),
        "G0NE22": Appointment("G0NE22", HALL, at, over=True),
        "1ATE22": Appointment("1ATE22", HALL, TUESDAY - timedelta(minutes=25), ("tax",)),
    }.items():
        known.appointments[code] = one
    register_bookings(known)
    yield known
    forget_bookings(known)


def a_code(municipality: str = CODE, expires: datetime = TUESDAY + timedelta(days=3), size: int = 1) -> str:
    payload = {"name": "会津 富蔵" * size}
    sealed = seal(
        payload,
        public_key=generate_keypair().public,
        municipality_code=municipality,
        expires_at=expires,
        now=TUESDAY,
    )
    return sealed.text


def test_somebody_presses_a_purpose_and_has_a_number(kiosk: Client) -> None:
    page = take(kiosk).content.decode()
    assert "A001" in page
    assert "引越し" in page
    assert "あなたの前には、だれもいません" in page
    (ticket,) = tickets()
    assert (ticket.origin, ticket.lane, ticket.language) == ("walk_in", "normal", "ja")


def test_the_first_page_says_how_many_wait(kiosk: Client) -> None:
    for _ in range(3):
        take(kiosk)
    assert "待っている人 3人" in kiosk.get(KIOSK).content.decode()


def test_two_taps_make_one_number(kiosk: Client) -> None:
    pressed = {"purpose": "moving", "key": key_on(kiosk.get(KIOSK))}
    first = kiosk.post(f"{KIOSK}take/", pressed)
    second = kiosk.post(f"{KIOSK}take/", {**pressed, "purpose": "tax"})
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"].split("?")[0] == second.headers["Location"].split("?")[0]
    assert [one.number for one in tickets()] == ["A001"]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "What did you come for?"),
        ("zh-hans", "请选择您要办理的事项"),
        ("ko", "용건을 선택해 주세요"),
        ("vi", "Vui lòng chọn việc"),
        ("ja-easy", "<ruby>"),
        ("xx", "ご用件を選んでください"),
    ],
)
def test_the_kiosk_speaks_the_language_that_is_chosen(kiosk: Client, language: str, says: str) -> None:
    page = kiosk.get(KIOSK, {"language": language}).content.decode()
    assert says in page
    assert "《" not in page


def test_the_ticket_remembers_the_language(kiosk: Client) -> None:
    page = take(kiosk, language="ko").content.decode()
    assert "내 번호" in page
    assert tickets()[0].language == "ko"


def test_a_hall_that_is_closed_says_when_it_opens(kiosk: Client) -> None:
    page = kiosk.get(KIOSK)
    with clock.fixed(TUESDAY.replace(hour=19)):
        assert "次の受付は、4月8日（水）の8:30からです。" in kiosk.get(KIOSK).content.decode()
        pressed = kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page)})
        assert "いまは受付の時間ではありません" in pressed.content.decode()
    with clock.fixed(TUESDAY.replace(hour=7)):
        assert "今日の8:30から受け付けます。" in kiosk.get(KIOSK).content.decode()
    assert tickets() == []


def test_who_has_a_booking_shows_it_and_is_expected(kiosk: Client, bookings: Known) -> None:
    page = show(kiosk, "ｍｄｇｂ：k7p3qx").content.decode()
    (ticket,) = tickets()
    assert ticket.number in page
    assert (ticket.origin, ticket.lane, ticket.counter, ticket.then) == (
        "booking",
        "booked",
        "general",
        ["insurance"],
    )
    assert ticket.booking_code == "K7P3QX"
    assert bookings.arrived == ["K7P3QX"]


def test_the_code_of_a_booking_can_be_typed(kiosk: Client, bookings: Known) -> None:
    keyboard = kiosk.get(f"{KIOSK}code/")
    typed = kiosk.post(f"{KIOSK}scan/", {"typed": "k7p 3qx", "key": key_on(keyboard)})
    assert typed.status_code == 303
    assert tickets()[0].booking_code == "K7P3QX"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("EAR1Y2", "ご予約は14:15です。13:45から受付できます。"),
        ("T0M0RR", "ご予約は4月8日（水）の10:15です。"),
        ("YESTER", "ご予約は4月6日（月）の10:15でした。"),
        ("ANNEXX", "ご予約の場所は、ここではありません"),
        ("G0NE22", "この予約は取り消されています"),
        ("N0NE22", "予約が見つかりません"),
    ],
)
def test_a_booking_that_is_not_for_now_is_explained(
    kiosk: Client, bookings: Known, code: str, says: str
) -> None:
    assert says in show(kiosk, f"MDGB:{code}").content.decode()
    assert tickets() == []
    assert bookings.arrived == []


def test_who_comes_late_is_taken_in_and_told_so(kiosk: Client, bookings: Known) -> None:
    page = show(kiosk, "MDGB+1ATE22").content.decode()
    assert "予約のない方と同じ順番でお呼びします" in page
    (ticket,) = tickets()
    assert (ticket.origin, ticket.lane, ticket.counter) == ("booking", "normal", "tax")


def test_a_booking_shown_twice_is_the_same_number(kiosk: Client, bookings: Known) -> None:
    show(kiosk, "MDGB:K7P3QX")
    assert "もう受け取っています" in show(kiosk, "MDGB:K7P3QX").content.decode()
    assert len(tickets()) == 1


def test_a_pre_application_goes_to_the_fast_line_once_its_purpose_is_chosen(kiosk: Client) -> None:
    code = a_code()
    page = show(kiosk, code)
    told = page.content.decode()
    assert "申請コードを読み取りました" in told
    assert code not in told, "the sealed answers are not kept on the kiosk"
    mark = told.split('name="mark" value="')[1].split('"')[0]
    kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page), "mark": mark})
    (ticket,) = tickets()
    assert (ticket.origin, ticket.lane) == ("pre_application", "fast")
    again = show(kiosk, code.lower()).content.decode()
    assert "もう受け取っています" in again
    assert ticket.number in again


def test_one_code_is_worth_one_number_also_from_two_pages(kiosk: Client) -> None:
    code = a_code()
    pages = [show(kiosk, code), show(kiosk, code)]
    for page in pages:
        mark = page.content.decode().split('name="mark" value="')[1].split('"')[0]
        kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page), "mark": mark})
    assert len(tickets()) == 1


def test_a_code_whose_number_was_given_back_is_worth_another(kiosk: Client) -> None:
    code = a_code()
    for _ in range(2):
        page = show(kiosk, code)
        mark = page.content.decode().split('name="mark" value="')[1].split('"')[0]
        kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page), "mark": mark})
        ticket = tickets()[-1]
        run(CancelTicket(), Context(CODE, Actor.system("test")), Leaving(HALL, ticket.uuid))
    assert len(tickets()) == 2


def test_the_first_of_several_codes_is_enough(kiosk: Client) -> None:
    first, second, *_ = split_parts(a_code(), 150)
    assert "1枚目のコードを読み取ってください" in show(kiosk, second).content.decode()
    assert "申請コードを読み取りました" in show(kiosk, first).content.decode()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (a_code("072087"), "ほかの市町村のコードです"),
        (a_code(expires=TUESDAY - timedelta(minutes=1)), "コードの期限が過ぎています"),
        (a_code()[:40], "コードを読み取れませんでした"),
        (a_code()[:20] + "ZZZ" + a_code()[23:], "コードを読み取れませんでした"),
        ("https://example.com/", "このコードは、ここでは使えません"),
        ("4901234567894", "このコードは、ここでは使えません"),
        ("MDGB:'; DROP TABLE", "予約が見つかりません"),
        ("MDGB:", "コードを読み取れませんでした"),
        ("", "このコードは、ここでは使えません"),
        ("\0" * 20_000, "このコードは、ここでは使えません"),
    ],
    # Codes are sealed anew each time: no name of a test may hold one.
    ids=[
        "elsewhere",
        "expired",
        "torn",
        "changed",
        "web",
        "goods",
        "hostile",
        "empty booking",
        "empty",
        "long",
    ],
)
def test_a_code_that_cannot_be_used_is_explained(kiosk: Client, text: str, says: str) -> None:
    assert says in show(kiosk, text).content.decode()
    assert tickets() == []


def test_the_qr_code_of_a_ticket_finds_its_number_again(kiosk: Client) -> None:
    take(kiosk)
    address = f"https://example.jp/{CODE}/waiting/t/{tickets()[0].follow}/"
    assert "A001" in show(kiosk, address.upper()).content.decode()
    with clock.fixed(TUESDAY + timedelta(days=1)):
        assert "今日のものではありません" in show(kiosk, address).content.decode()


def test_nothing_that_is_kept_tells_which_code_it_was(kiosk: Client) -> None:
    code = a_code()
    page = show(kiosk, code)
    mark = page.content.decode().split('name="mark" value="')[1].split('"')[0]
    kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page), "mark": mark})
    with tenancy.municipality(CODE):
        first = bytes(Arrival.objects.get().mark or b"")
    with clock.fixed(TUESDAY + timedelta(days=1)):
        page = show(kiosk, code)
        mark = page.content.decode().split('name="mark" value="')[1].split('"')[0]
        kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page), "mark": mark})
    with tenancy.municipality(CODE):
        assert bytes(Arrival.objects.latest("id").mark or b"") != first, "each day has marks of its own"


def test_a_mark_cannot_be_made_up(kiosk: Client) -> None:
    page = kiosk.get(KIOSK)
    kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key_on(page), "mark": "eyJ4IjoxfQ:1:x"})
    assert tickets()[0].lane == "normal"


def test_a_page_of_the_kiosk_leads_nowhere_else(kiosk: Client) -> None:
    import re

    for page in (kiosk.get(KIOSK), kiosk.get(f"{KIOSK}code/"), take(kiosk), show(kiosk, "x")):
        links = re.findall(r'(?:href|action)="([^"]+)"', page.content.decode().split("<body>")[1])
        assert links
        assert [one for one in links if not one.startswith((KIOSK, "?language=", "/static/"))] == []


def test_the_phone_page_is_offered_where_the_residents_site_is_known(kiosk: Client, settings: object) -> None:
    assert "kiosk-symbol" not in take(kiosk).content.decode()
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp/"  # type: ignore[attr-defined]
    assert "kiosk-symbol" in take(kiosk).content.decode()


def test_what_the_kiosk_cannot_know_is_not_found(kiosk: Client) -> None:
    assert kiosk.get(f"{KIOSK}number/aaaaaaaaaaaaaaaa/").status_code == 404
    key = key_on(kiosk.get(KIOSK))
    assert kiosk.post(f"{KIOSK}take/", {"purpose": "nothing", "key": key}).status_code == 404
    assert kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": "x"}).status_code == 404
    assert kiosk.get(f"{KIOSK}take/").status_code == 405
    assert tickets() == []


def test_nobody_sees_the_kiosk_without_a_device() -> None:
    for page in ("", "take/", "scan/", "code/", "number/aaaaaaaaaaaaaaaa/"):
        assert Client().get(KIOSK + page).status_code == 403


def test_at_once_stands_there_only_where_a_desk_is_free(kiosk: Client) -> None:
    """Nobody waits: that is no promise where no desk is open, nor while the only desk has somebody."""
    at_once = "すぐにご案内できます"
    assert at_once not in kiosk.get(KIOSK).content.decode()
    clerk = Context(
        CODE,
        Actor("staff", "staff:1", CODE, "窓口 花子", frozenset({"reception.call"}), ("child_support",)),
    )
    run(OpenDesk(), clerk, Opening(HALL, "10"))
    assert kiosk.get(KIOSK).content.decode().count(at_once) == 1
    take(kiosk, "children")
    called = run(CallNext(), clerk, Next(HALL, "10"))
    run(BeginService(), clerk, OfTicket(HALL, "10", called.uuid))
    busy = kiosk.get(KIOSK).content.decode()
    assert at_once not in busy
    assert "くらい" in busy
    mine = take(kiosk, "children").content.decode()
    assert "あなたの前には、だれもいません" in mine
    assert "くらい" in mine
