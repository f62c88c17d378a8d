"""The screen for the telephone, the day's list and one booking, as staff use them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.integration.journeys.appointments.callers import (
    KEN,
    NEIGHBOUR,
    book,
    two_desks,
    use_calendars,
)
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.telephone import PHONE, pressed, seen

from madoguchi.core import clock, tenancy
from madoguchi.core.audit.api import entries
from madoguchi.engines.booking.api import Status
from madoguchi.engines.booking.models import Reservation
from madoguchi.journeys.appointments.office import api as office
from madoguchi_testing.booking import MONDAY, NOW, at, hours, session, sessions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telephone_desk")]
WHO = {"name": KEN.name, "kana": KEN.kana, "phone": KEN.phone, "email": KEN.email}


def test_a_call_goes_from_purpose_to_a_code_read_aloud(clerk: Client) -> None:
    first = seen(clerk.get(PHONE))
    assert "用件を選ぶと、空いている時間がここに出ます" in first
    with_event = seen(pressed(clerk, "event:moving_in", procedure=[]))
    keys = re.findall(r'name="procedure" value="([a-z_]+)"', with_event)
    assert keys
    assert "早い順" in with_event
    start = re.search(r'value="start:([^"]+)"', with_event)
    assert start is not None
    chosen = seen(pressed(clerk, f"start:{start[1]}", procedure=keys, event="moving_in", **WHO))
    assert "「11月30日月曜日、午前9時、総合窓口から、約" in chosen
    assert KEN.name in chosen
    done = pressed(clerk, "book", procedure=keys, event="moving_in", start=start[1], day=MONDAY, **WHO)
    assert done.status_code == 302
    (row,) = office.booked_on(HERE, MONDAY)
    told = seen(clerk.get(done["Location"]))
    assert office.code_aloud(row.code) in told
    assert "確認のメールを送ります（ken@example.jp）" in told
    assert row.procedures == [], "what for is inside the seal"
    assert "転入届" in told


def test_a_search_finds_first_what_the_life_event_may_need(clerk: Client) -> None:
    def found(event: str) -> list[str]:
        page = seen(pressed(clerk, "look", procedure=[], event=event, search="介護"))
        return re.findall(
            r'value="add:([a-z_]+)"', page[page.index('id="hits"') : page.index("できごと</p>")]
        )

    assert found("moving_in")[0] == "care_certification_transfer"
    assert found("")[0] != "care_certification_transfer"


def test_what_may_be_added_stands_with_the_desk_that_does_it(clerk: Client) -> None:
    page = seen(pressed(clerk, "event:moving_in", procedure=[]))
    places = re.findall(r'class="offered-at">.*?</span>(.*?)</p>(.*?)</div>', page, re.S)
    assert len(places) == len({name for name, _ in places}) > 3
    care = next(buttons for _, buttons in places if "add:care_certification_transfer" in buttons)
    assert "add:child_allowance" not in care


def test_whoever_has_no_address_is_not_told_of_a_mail_to_come(clerk: Client) -> None:
    start = re.search(r'value="start:([^"]+)"', seen(pressed(clerk, "look")))
    assert start is not None
    answer = pressed(clerk, "book", start=start[1], **{**WHO, "email": ""})
    page = seen(clerk.get(answer["Location"]))
    assert "メールアドレスがないため、送りません。" in page
    assert "送る前" not in page


def test_pressing_book_twice_books_once(clerk: Client) -> None:
    fields = {
        "key": str(uuid4()),
        "procedure": ["move_in_notification"],
        "start": at("10:00").isoformat(),
        **WHO,
    }
    places = {clerk.post(PHONE, {**fields, "do": "book"})["Location"] for _ in range(2)}
    assert len(places) == 1
    assert len(office.booked_on(HERE, MONDAY)) == 1


def test_a_time_that_went_meanwhile_is_answered_with_others_and_nothing_typed_is_lost(
    clerk: Client,
) -> None:
    book()
    answer = pressed(clerk, "book", start=at("10:00").isoformat(), day=MONDAY, note="車いすです", **WHO)
    assert answer.status_code == 409
    told = seen(answer)
    assert "ほかの人の予約で埋まりました" in told
    assert "いま空いている、近い時間です" in told
    assert all(word in told for word in (*WHO.values(), "車いすです"))
    assert "名前" in told


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "お名前を入れてください"),
        ({"phone": "", "email": ""}, "メールアドレスか電話番号を入れてください"),
        ({"phone": "いちばん"}, "電話番号を確かめてください"),
        ({"email": "ken@example\r\nBcc: x@example.jp"}, "メールアドレスを確かめてください"),
    ],
)
def test_what_is_missing_is_said_at_its_field(clerk: Client, typed: dict[str, str], said: str) -> None:
    answer = pressed(clerk, "book", start=at("10:00").isoformat(), **{**WHO, **typed})
    assert answer.status_code == 422
    assert said in seen(answer)
    assert office.booked_on(HERE, MONDAY) == []


def test_without_the_public_zone_the_page_says_so_and_keeps_what_is_typed(
    clerk: Client, settings: Any
) -> None:
    settings.MADOGUCHI_BOOKINGS_HERE = False
    settings.MADOGUCHI_LINK_URL = "https://127.0.0.1:9"
    told = seen(pressed(clerk, "look", **WHO))
    assert "空きを調べられません" in told
    assert "紙に控え" in told
    assert KEN.name in told
    answer = pressed(clerk, "book", start=at("10:00").isoformat(), **WHO)
    assert answer.status_code == 503
    told = seen(answer)
    assert "予約できたか、確かめられません" in told
    assert "まだ予約していません" not in told, "the answer may have been lost on its way back"


def test_another_time_and_back_again(clerk: Client) -> None:
    row = book()
    page = seen(clerk.get(f"{PHONE}?move={row.uuid}"))
    assert "予約の日時を変える" in page
    assert KEN.name in page
    moved = {"moved": str(row.uuid), "version": str(row.version)}
    done = pressed(clerk, "book", start=at("11:00").isoformat(), day=MONDAY, **moved)
    assert "日時を変更しました" in seen(clerk.get(done["Location"]))
    assert office.booked(HERE, row.uuid).begins == at("11:00")
    late = pressed(clerk, "book", start=at("14:00").isoformat(), day=MONDAY, **moved)
    assert late.status_code == 409
    assert "ほかの画面で変更されたか取り消されました" in seen(late)


def test_cancelling_can_be_taken_back(clerk: Client) -> None:
    row = book()
    there = f"{PHONE}{row.uuid}/"
    over = clerk.post(f"{there}step/", {"step": "cancel", "version": row.version})
    assert "取り消しをもとに戻す" in seen(clerk.get(over["Location"]))
    again = clerk.post(f"{there}step/", {"step": "undo", "version": row.version + 1})
    told = seen(clerk.get(again["Location"]))
    assert "予約番号は前と同じです" in told
    assert row.code in told
    twice = clerk.post(f"{there}step/", {"step": "undo", "version": row.version + 3})
    assert twice.status_code == 409


def test_a_number_that_was_given_to_somebody_else_is_said_to_have_changed(clerk: Client) -> None:
    row, other = book(), book(at("11:00"))
    there = f"{PHONE}{row.uuid}/"
    clerk.post(f"{there}step/", {"step": "cancel", "version": row.version})
    with tenancy.municipality(HERE):
        Reservation.objects.filter(uuid=other.uuid).update(code=row.code)
    again = clerk.post(f"{there}step/", {"step": "undo", "version": row.version + 1})
    told = seen(clerk.get(again["Location"]))
    assert "番号が変わりました" in told
    assert office.booked(HERE, row.uuid).code != row.code


def test_a_second_window_that_cancels_an_old_version_is_told(clerk: Client) -> None:
    row = book()
    with clock.fixed(NOW):
        pressed(clerk, "book", start=at("11:00").isoformat(), moved=str(row.uuid), version=str(row.version))
    answer = clerk.post(f"{PHONE}{row.uuid}/step/", {"step": "cancel", "version": row.version})
    assert answer.status_code == 409
    assert "開き直して" in seen(answer)


def test_the_day_says_who_comes_who_is_there_and_who_did_not_come(signed_in: SignedIn) -> None:
    first, second = book(), book(at("11:00"), office.Booker(name="試作 花", phone="0242-00-0000"))
    with clock.fixed(at("10:20")):
        clerk = signed_in("counter_clerk")
        clerk.post(f"{PHONE}{second.uuid}/step/", {"step": "arrived"})
        day = f"{PHONE}days/{MONDAY}/"
        told = seen(clerk.get(day))
        assert told.index(KEN.name) < told.index("試作 花")
        assert "時刻を過ぎた" in told
        assert KEN.name not in seen(clerk.get(f"{day}?show=arrived"))
        assert "試作 花" in seen(clerk.get(f"{day}?show=arrived&line=general"))
        assert "あてはまる予約はありません" in seen(clerk.get(f"{day}?show=cancelled"))
        assert "この日の予約はありません" in seen(clerk.get(f"{PHONE}days/{MONDAY + timedelta(days=1)}/"))
    with tenancy.municipality(HERE):
        assert "read.appointments.day" in {one.action for one in entries()}
    assert first.state is Status.BOOKED


def test_a_day_that_was_closed_afterwards_shows_whom_to_call(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    book()
    day = f"{PHONE}days/{MONDAY}/"
    assert "受付時間の外" not in seen(clerk.get(day))
    exceptions = [{"from": MONDAY.isoformat(), "closed": True, "reason": "大雪"}]
    closed = replace(two_desks(1).lines["general"], hours=hours(("09:00", "17:00"), exceptions=exceptions))
    use_calendars(monkeypatch, replace(two_desks(1), lines={"general": closed}))
    told = seen(clerk.get(day))
    assert "受付時間の外になった予約が1件あります" in told
    assert KEN.name in told


def test_a_long_day_has_pages(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    use_calendars(monkeypatch, two_desks(9))
    for number in range(54):
        book(at("09:00") + timedelta(minutes=30 * (number // 9)), replace(KEN, phone=f"090-0000-{number:04}"))
    day = f"{PHONE}days/{MONDAY}/"
    assert "1／2ページ・54件" in seen(clerk.get(day))
    assert "2／2ページ" in seen(clerk.get(f"{day}?page=2"))
    assert "2／2ページ" in seen(clerk.get(f"{day}?page=99"))
    first = seen(clerk.get(day))
    assert [int(one) for one in re.findall(r'id="h(\d+)"', first)] == [9, 10, 11]
    assert '11時台<span class="figures">18件</span>' in first
    assert 'href="#h11"' in first, "the first of eleven o'clock stands on this page"


def test_who_got_another_day_is_told_on_both_days(clerk: Client) -> None:
    row = book(at("10:00"))
    moved = {"moved": str(row.uuid), "version": str(row.version)}
    tuesday = MONDAY + timedelta(days=1)
    pressed(clerk, "book", start=(at("11:00") + timedelta(days=1)).isoformat(), day=tuesday, **moved)
    before = seen(clerk.get(f"{PHONE}days/{MONDAY}/?show=cancelled"))
    assert "別の日へ" in before
    assert "12月1日 11:00" in before
    assert KEN.name in before
    assert "11月30日 10:00から変更" in seen(clerk.get(f"{PHONE}days/{tuesday}/"))


def test_a_caller_is_found_and_nothing_typed_stands_in_an_address(clerk: Client) -> None:
    row = book()
    answer = clerk.post(f"{PHONE}find/", {"text": "れいじ"})
    assert answer["Location"].startswith(f"{PHONE}find/?search=")
    assert row.code in seen(clerk.get(answer["Location"]))
    nobody = clerk.post(f"{PHONE}find/", {"text": "だれか"})
    assert "見つかりません" in seen(clerk.get(nobody["Location"]))
    assert "何で探しますか" in seen(clerk.get(f"{PHONE}find/"))


def test_the_day_is_printed_with_a_box_for_who_came(clerk: Client) -> None:
    book()
    printed = clerk.get(f"{PHONE}days/{MONDAY}/print/?line=general")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    with tenancy.municipality(HERE):
        assert "read.appointments.print" in {one.action for one in entries()}


def text_of(printed: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    return text.replace("\u200b", "")


def test_names_are_printed_only_where_they_are_opened(clerk: Client, settings: Any, tmp_path: Path) -> None:
    row = book(booker=replace(KEN, note="車いすです"))
    address = f"{PHONE}days/{MONDAY}/print/"
    assert "090-0000-1234" in text_of(clerk.get(address).content)
    assert "車いすです" in text_of(clerk.get(address).content)
    with tenancy.municipality(HERE):
        opened = len([one for one in entries() if one.action == "read.appointments.print"])
    bare = text_of(clerk.get(f"{address}?names=0").content)
    assert row.code in bare
    assert "お名前" not in bare
    with tenancy.municipality(HERE):
        assert len([one for one in entries() if one.action == "read.appointments.print"]) == opened
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "elsewhere"
    closed = text_of(clerk.get(address).content)
    assert row.code in closed
    assert "電話" not in closed.partition("窓口・用件")[0]


def test_a_vaccination_needs_no_purpose(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    use_calendars(monkeypatch, sessions(session("09:00", "10:00", 4, every=30), eligible="65歳以上の方"))
    page = seen(clerk.get(PHONE))
    assert "65歳以上の方" in page
    assert "残り2" in page
    done = clerk.post(PHONE, {"key": str(uuid4()), "start": at("09:30").isoformat(), "do": "book", **WHO})
    assert "予約しました" in seen(clerk.get(done["Location"]))


def test_a_time_that_frees_the_own_seat_is_free_and_the_present_one_is_marked(clerk: Client) -> None:
    row = book(at("10:15"))
    page = seen(clerk.get(f"{PHONE}?move={row.uuid}"))
    assert 'value="start:2026-11-30T10:00:00+09:00"' in page, "only the own seat is in its way"
    assert 'value="start:2026-11-30T10:15:00+09:00"' not in page
    assert page.replace("<wbr>", "").count("今の予約") == 2, "at its day and at its time"
    moved = {"moved": str(row.uuid), "version": str(row.version), "start": at("10:15").isoformat()}
    assert "この日時に変える" not in seen(pressed(clerk, "look", **moved)), "nobody moves to where they are"


def test_who_has_all_the_bookings_they_may_have_is_booked_with_a_reason_that_stays(clerk: Client) -> None:
    for number in range(2):
        book(at("13:00") + timedelta(minutes=30 * number))
    fields = {"start": at("10:00").isoformat(), "day": MONDAY, "key": str(uuid4()), **WHO, "email": ""}
    refused = pressed(clerk, "book", **fields)
    told = seen(refused)
    assert refused.status_code == 409
    assert "お一人で取れる予約の数を超えています" in told
    assert "この方の、これからの予約です" in told
    assert told.count("別の画面") == 2
    assert KEN.name in told
    done = pressed(clerk, "book", **fields, reason="窓口を別の日に分けるため")
    assert done.status_code == 302
    with tenancy.municipality(HERE):
        (entry,) = [one for one in entries() if one.action == "appointments.book" and one.details]
    assert entry.details == {"beyond_limit": "窓口を別の日に分けるため"}


def test_where_nothing_can_be_booked_the_page_says_so(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "madoguchi.surfaces.staff_web.bookings.views.phone.bookable_calendars", lambda code: []
    )
    assert "予約の受付がありません" in seen(clerk.get(PHONE))


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "start:yesterday"},
        {"do": "start:2026-11-30T10:00"},
        {"do": "day:2026-02-31"},
        {"do": "day:9999-12-31"},
        {"do": "from:0001-01-01"},
        {"do": "add:<script>"},
        {"do": "service:nothing"},
        {"do": "calendar:nothing"},
        {"do": "book"},
        {"do": "x" * 5000, "people": "-3"},
        {"do": "look", "people": "９９９"},
        {"do": "look", "search": "\0" * 50 + "引越"},
        {"do": "look", "moved": str(UUID(int=7))},
        {"do": "book", "start": "2026-11-30T10:00:00+09:00", "name": "\0", "phone": "090-0000-1234"},
    ],
    ids=str,
)
def test_a_page_survives_whatever_is_sent(clerk: Client, fields: dict[str, str]) -> None:
    assert pressed(clerk, fields.pop("do"), **fields).status_code in (200, 302, 404, 409, 422)


@pytest.mark.parametrize("day", ["0001-01-01", "1868-01-01", "9999-12-31", "2026-02-31", "x"])
@pytest.mark.parametrize("page", ["", "print/"])
def test_a_day_that_nobody_books_is_not_there(clerk: Client, day: str, page: str) -> None:
    assert clerk.get(f"{PHONE}days/{day}/{page}").status_code == 404


@pytest.mark.parametrize("calendar", ["", "\x00", "A" * 200, "<script>"])
def test_a_list_that_no_page_offers_is_refused_with_words(clerk: Client, calendar: str) -> None:
    told = clerk.post(f"{PHONE}waiting/", {"calendar": calendar})
    assert "予約の内容が正しくありません" in seen(told)


@pytest.mark.parametrize("version", ["-1", "99999999999", "1e309", "\x00", ""])
@pytest.mark.parametrize("step", ["cancel", "arrived", "missed", "restore", "\x00"])
def test_a_step_that_no_page_offers_breaks_nothing(clerk: Client, step: str, version: str) -> None:
    row = book()
    told = clerk.post(f"{PHONE}{row.uuid}/step/", {"step": step, "version": version}, follow=True)
    assert told.status_code in (200, 404, 409, 422)


def test_who_may_only_read_sees_the_list_and_changes_nothing(signed_in: SignedIn) -> None:
    row = book()
    reader = signed_in("property_tax_officer", desks=("property_tax",))
    assert seen(reader.get(f"{PHONE}{row.uuid}/")).count("予約を取り消す") == 0
    assert reader.get(PHONE).status_code == 403
    assert reader.post(f"{PHONE}{row.uuid}/step/", {"step": "cancel", "version": 0}).status_code == 403
    assert signed_in("auditor").get(f"{PHONE}days/").status_code == 403


def test_the_neighbours_booking_is_not_there(signed_in: SignedIn) -> None:
    row = book()
    neighbour = signed_in("counter_clerk", code=NEIGHBOUR)
    assert neighbour.get(f"/{NEIGHBOUR}/bookings/{row.uuid}/").status_code == 404
    assert neighbour.get(f"/{NEIGHBOUR}/bookings/?move={row.uuid}").status_code == 404


def test_who_waits_stands_in_their_turn_or_nobody_does(clerk: Client) -> None:
    assert "空きを待っている人はいません" in seen(clerk.get(f"{PHONE}waiting/"))
    told = clerk.post(f"{PHONE}waiting/", {"calendar": "counters"}, follow=True)
    assert "案内できる空きは、いまありません" in seen(told)
    assert "ありません" in seen(clerk.post(f"{PHONE}waiting/", {"calendar": "nothing"}))
