"""A reservation by its link: moved, cancelled, and two windows that do not agree."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from tests.integration.surfaces.resident_web.booking import BOOKING, MINUTE, OPEN, THURSDAY, Booker
from tests.integration.surfaces.resident_web.visitor import HERE

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import (
    CancelReservation,
    Channel,
    FreedPlaces,
    Need,
    NewReservation,
    OfferFreedPlace,
    ReservationView,
    Reserve,
    Status,
    Which,
    free_starts,
)
from madoguchi.journeys.appointments.api import found

MONDAY, TUESDAY = "2026-03-23", "2026-03-24"


@pytest.fixture
def booker() -> Booker:
    """Has booked for Monday at ten."""
    one = Booker().with_plan()
    one.book(f"{BOOKING}{MONDAY}/1000/")
    return one


def here(booker: Booker) -> str:
    return f"{OPEN}r/{booker.secret()}/"


def standing(booker: Booker) -> ReservationView:
    return found(HERE, booker.secret())


def test_the_page_keeps_code_square_calendar_and_what_to_bring(booker: Booker) -> None:
    code = standing(booker).code
    assert f"{code[:3]} {code[3:]}" in booker.html
    assert "qr-symbol" in booker.html
    assert '<meta name="robots" content="noindex">' in booker.html
    assert "持ち物" in booker.html
    assert "本人確認" in booker.html
    with clock.fixed(THURSDAY):
        file = booker.client.get(f"{here(booker)}yoyaku.ics")
        picture = booker.client.get(f"{here(booker)}yoyaku.png")
    text = file.content.decode()
    assert "BEGIN:VALARM" in text
    assert "DTSTART:20260323T010000Z" in text
    assert "十三蔵" not in text
    assert "転入" not in text
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert picture.content.startswith(b"\x89PNG")


def test_what_the_page_may_not_name_is_counted_everywhere(booker: Booker) -> None:
    link, booked = here(booker), standing(booker)
    named, unnamed = len(booked.procedures), booked.sealed_count
    assert unnamed == 1
    assert f"、ほか{unnamed}件" in booker.html
    assert "介護" not in booker.html
    with clock.fixed(THURSDAY):
        unfolded = booker.client.get(f"{link}yoyaku.ics").content.decode().replace("\r\n ", "")
    assert f"手続き{named + unnamed}件が、全部この予約に入っています。" in unfolded
    booker.go(f"{link}change/")
    assert f"手続き{named + unnamed}件" in booker.html
    booker.client.cookies["language"] = "en"
    booker.go(link)
    assert f"{unnamed} more" in booker.html


def test_the_page_is_printed_with_what_one_needs_on_the_way(booker: Booker) -> None:
    assert "data-print hidden" in booker.html
    assert "このQRコードを入口の受付機にかざすか" in booker.html
    assert "四角" not in booker.html
    assert "完了" in booker.html
    booker.go(here(booker))
    assert 'class="progress' not in booker.html


def test_a_square_says_what_the_machine_at_the_entrance_reads(booker: Booker) -> None:
    from madoguchi.surfaces.resident_web.presentation.booking import slip_view

    assert slip_view(standing(booker)).text == f"MDGB:{standing(booker).code}"


def test_another_time_is_three_taps_and_keeps_code_and_link(booker: Booker) -> None:
    before, link = standing(booker), here(booker)
    booker.go(f"{link}change/")
    assert "いまの予約：3月23日（月） 10:00" in booker.html
    booker.go(f"{link}change/{TUESDAY}/")
    booker.go(f"{link}change/{TUESDAY}/1400/")
    booker.send_later()
    assert "日時を変えました。番号は同じです。" in booker.html
    after = standing(booker)
    assert after.code == before.code
    assert after.begins - before.begins == timedelta(days=1, hours=4)


def test_a_booking_is_not_in_its_own_way(booker: Booker) -> None:
    link = here(booker)
    booker.go(f"{link}change/{MONDAY}/")
    assert f"{link}change/{MONDAY}/1015/" in booker.times()
    assert f"{link}change/{MONDAY}/1000/" not in booker.times(), "nobody moves to the time that they have"
    booker.go(f"{link}change/{MONDAY}/1015/")
    booker.send_later()
    assert (standing(booker).begins.hour, standing(booker).begins.minute) == (10, 15)


def test_ones_own_time_is_shown_and_cannot_be_chosen(booker: Booker) -> None:
    link, before = here(booker), standing(booker)
    booker.go(f"{link}change/{MONDAY}/")
    assert f"{link}change/{MONDAY}/1000/" not in booker.times()
    assert "<strong>10:00</strong><small>いまの予約</small>" in booker.html
    own = f"{link}change/{MONDAY}/1000/"
    booker.go(own)
    assert booker.status == 409
    assert "いまの予約と同じ時間です。" in booker.html
    booker.press(own, {**token_of(booker), "seen": "9"})
    assert booker.status == 409
    assert standing_of(link) == before


def test_a_change_that_is_pressed_twice_is_one(booker: Booker) -> None:
    link = here(booker)
    booker.go(f"{link}change/{TUESDAY}/1400/")
    form = {**token_of(booker), "seen": "0"}
    for _ in range(2):
        booker.press(f"{link}change/{TUESDAY}/1400/", form)
        assert "日時を変えました。番号は同じです。" in booker.html
    assert standing_of(link).version == 1


def test_a_day_with_nothing_but_ones_own_time_is_no_choice() -> None:
    day = (THURSDAY + timedelta(days=5)).date()
    booker = Booker()
    booker.go(f"{OPEN}video/care/{day.isoformat()}/")
    booker.book(booker.times()[0], name="会津 花子", email="hanako@example.jp")
    take_all(day)
    link = here(booker)
    booker.go(f"{link}change/")
    assert f"{link}change/{day.isoformat()}/" not in booker.html
    assert '<td class="is-own"' in booker.html
    booker.go(f"{link}change/{day.isoformat()}/")
    assert "この日は、もう空いている時間がありません。" in booker.html
    assert "<small>いまの予約</small>" in booker.html
    assert "近くの空いている時間" in booker.html


def test_a_booking_gives_its_place_back(booker: Booker) -> None:
    link = here(booker)
    booker.go(f"{link}cancel/")
    assert "この予約を取り消しますか" in booker.html
    booker.send_later()
    assert booker.status == 200
    assert "予約を取り消しました" in booker.html
    assert found(HERE, link.split("/")[-2]).status is Status.CANCELLED
    for page in ("", "change/", "cancel/", f"change/{TUESDAY}/1400/", "yoyaku.ics"):
        booker.go(f"{link}{page}")
        assert booker.status == 410
        assert "この予約は取り消されています" in booker.html


@pytest.mark.parametrize("page", [f"change/{TUESDAY}/1400/", "cancel/"])
def test_the_second_window_reads_what_the_first_one_did(booker: Booker, page: str) -> None:
    link = here(booker)
    second = Booker()
    second.go(f"{link}{page}")
    booker.go(f"{link}change/{TUESDAY}/0900/")
    booker.send_later()
    second.send_later()
    assert second.status == 409
    assert "ほかの画面で変更されたか取り消されました" in second.html
    assert "3月24日（火） 9:00" in second.html
    assert standing(booker).status is Status.BOOKED


@pytest.mark.parametrize("secret", ["A" * 25, "short", "a-b-c", "O0" * 12 + "1"])
def test_a_link_that_opens_nothing_is_explained(secret: str) -> None:
    booker = Booker()
    booker.go(f"{OPEN}r/{secret}/")
    assert booker.status == 404
    assert "予約が見つかりません" in booker.html
    assert "アドレスが途中で切れているか" in booker.html
    booker.go(f"{OPEN}w/{secret}/")
    assert booker.status == 404
    assert "空き待ちの登録が見つかりません" in booker.html


def test_a_link_works_typed_in_groups_and_small_letters_but_not_next_door(booker: Booker) -> None:
    secret = booker.secret()
    grouped = "-".join(secret[at : at + 5] for at in range(0, 25, 5)).lower()
    booker.go(f"{OPEN}r/{grouped}/")
    assert booker.status == 200
    neighbour = Booker()
    neighbour.go(f"/072087/booking/r/{secret}/")
    assert neighbour.status == 404


def test_a_booking_that_is_over_says_so(booker: Booker) -> None:
    link = here(booker)
    booker.moment.now = THURSDAY + timedelta(days=5)
    booker.go(link)
    assert booker.status == 410
    assert "この予約の時間は過ぎました" in booker.html


@pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999999999", "１"])
def test_a_tampered_version_changes_nothing(booker: Booker, seen: str) -> None:
    link = here(booker)
    booker.go(f"{link}cancel/")
    booker.send_later(seen=seen)
    assert booker.status == 409
    assert standing_of(link).status is Status.BOOKED


def token_of(booker: Booker) -> dict[str, str]:
    """What a form of this browser proves itself with."""
    booker.go(f"{BOOKING}{TUESDAY}/0900/")
    [token] = re.findall(r'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"', booker.html)[:1]
    return {"csrfmiddlewaretoken": token}


def standing_of(link: str) -> ReservationView:
    return found(HERE, link.split("/")[-2])


def test_a_time_that_was_taken_while_somebody_moved_leads_back_to_the_day(booker: Booker) -> None:
    link = here(booker)
    booker.go(f"{link}change/{TUESDAY}/1400/")
    for number in range(2):
        other = Booker().with_plan()
        other.book(
            f"{BOOKING}{TUESDAY}/1400/", name=f"会津 {number}", email="", phone=f"0242-00-{number:04d}"
        )
    booker.send_later()
    assert booker.status == 409
    assert "ほかの人の予約で埋まりました" in booker.html
    assert standing_of(link).begins.astimezone(clock.TOKYO).day == 23


def fill_a_session() -> str:
    """The vaccination day as it comes: the address of its first time."""
    booker = Booker()
    booker.moment.now = THURSDAY.replace(month=11, day=30)
    booker.go(f"{OPEN}vaccination/vaccination/")
    return re.findall(rf'href="({OPEN}vaccination/vaccination/[^"]*/\d{{4}}/)"', booker.html)[0]


def test_a_place_of_a_session_is_booked_without_counters() -> None:
    booker = Booker()
    booker.moment.now = THURSDAY.replace(month=11, day=30)
    booker.go(f"{OPEN}vaccination/")
    assert booker.url == f"{OPEN}vaccination/vaccination/"
    assert "65歳以上" in booker.html
    booker.book(fill_a_session(), name="会津 トメ")
    assert "予約しました" in booker.html
    assert "保健センター" in booker.html
    assert "着いたら、受付で予約番号をお伝えください。" in booker.html
    assert "連絡先がないため" in booker.html
    assert "入口の受付機" not in booker.html
    assert "QRコード" not in booker.html
    with booker.moment.later(MINUTE):
        file = booker.client.get(f"{here(booker)}yoyaku.ics").content.decode()
    assert "SUMMARY:高齢者インフルエンザの集団予防接種" in file


def test_who_left_a_telephone_number_is_not_told_that_there_is_none() -> None:
    booker = Booker()
    booker.book(f"{OPEN}counters/card_pickup/{TUESDAY}/0900/", name="会津 花子", phone="0242-00-0000")
    assert "予約番号を書きとめるか" in booker.html
    assert "連絡先がないため" not in booker.html


def test_who_is_called_by_video_is_sent_to_no_entrance() -> None:
    booker = Booker()
    booker.go(f"{OPEN}video/care/{(THURSDAY + timedelta(days=5)).date().isoformat()}/")
    booker.book(booker.times()[0], name="会津 花子", email="hanako@example.jp")
    assert "予約しました" in booker.html
    assert "着いたら" not in booker.html
    with booker.moment.later(MINUTE):
        assert "SUMMARY:ビデオ相談" in booker.client.get(f"{here(booker)}yoyaku.ics").content.decode()


def test_who_finds_no_place_waits_and_stops_waiting() -> None:
    booker = Booker()
    booker.moment.now = THURSDAY.replace(month=11, day=30)
    booker.go(f"{OPEN}vaccination/vaccination/waiting/?day=2026-12-05")
    booker.send_later(name="会津 トメ")
    assert booker.status == 422
    assert "メールアドレスか電話番号を入れてください。" in booker.html
    booker.send_later(name="会津 トメ", phone="0242-00-0000")
    # There are places: the first one is offered at once.
    assert "時間が空きました" in booker.html
    again = booker.url
    with booker.moment.later(MINUTE):
        booker.send({"do": "leave"})
    assert "待つのをやめました" in booker.html
    booker.go(again)
    assert "待つのをやめました" in booker.html


def take_all(day: date) -> list[ReservationView]:
    """Every time of one day for a talk by video is taken, by people who never come twice."""
    need = (Need("video", 45),)
    taken: list[ReservationView] = []
    with clock.fixed(THURSDAY):
        while starts := free_starts(HERE, "video", need, day):
            given = NewReservation("video", starts[0].at, need, person_mark=f"person {len(taken)}")
            taken.append(run(Reserve(), Context(HERE, Actor.system("test")), given))
    return taken


def test_what_becomes_free_is_offered_and_taken_by_the_link() -> None:
    day = (THURSDAY + timedelta(days=5)).date()
    taken = take_all(day)
    booker = Booker()
    booker.go(f"{OPEN}video/care/{day.isoformat()}/")
    assert "この日は、もう空いている時間がありません。" in booker.html
    assert "近くの空いている時間" in booker.html
    [waiting] = booker.links(rf"{OPEN}video/care/waiting/[^\"]*")
    booker.go(waiting)
    booker.send_later(name="会津 トメ", email="tome@example.jp")
    assert "空きを待っています" in booker.html
    assert "あなたがいちばん前です。" in booker.html
    here_on_the_list = booker.url
    with booker.moment.later():
        office, one = Context(HERE, Actor.system("test")), taken[3]
        run(CancelReservation(), office, Which(one.uuid, one.version, Channel.STAFF))
        run(OfferFreedPlace(), office, FreedPlaces("video"))
    booker.go(here_on_the_list)
    assert "時間が空きました" in booker.html
    secret = booker.secret()
    booker.go(f"{OPEN}r/{secret}/")  # where the mail leads
    assert booker.url == here_on_the_list
    assert "時間が空きました" in booker.html
    with booker.moment.later():
        booker.send({"do": "take"})
        assert "連絡先がないため" not in booker.html
    assert booker.url.startswith(f"{OPEN}r/{secret}/")
    assert "予約しました" in booker.html
    assert found(HERE, secret).begins == taken[3].begins
    booker.go(here_on_the_list)
    assert booker.url == f"{OPEN}r/{secret}/"


def test_the_pages_speak_the_language_that_was_chosen(booker: Booker) -> None:
    link = here(booker)
    booker.client.cookies["language"] = "en"
    booker.go(link)
    assert "Booking number" in booker.html
    booker.go(BOOKING)
    assert "When will you come? Please choose a day" in booker.html
    assert "Monday" in booker.html
    booker.client.cookies["language"] = "ja-easy"
    booker.go(BOOKING)
    assert "<rt>よやく</rt>" in booker.html
    assert "《" not in booker.html
