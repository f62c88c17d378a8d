"""A time is booked in three taps, once, and what goes wrong is told with what to do now."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.integration.surfaces.resident_web.booking import BOOKING, OPEN, THURSDAY, Booker
from tests.integration.surfaces.resident_web.visitor import HERE, START

from madoguchi.core import clock
from madoguchi.engines.booking.api import Channel, reservations_between
from madoguchi.journeys.appointments.api import link_digest, open_booker
from madoguchi.lib.sealing import read_private_key

FRIDAY = "2026-03-20"
MONDAY = "2026-03-23"
"""The day after is the equinox, a holiday, and then the weekend."""
AT_TEN = f"{BOOKING}{MONDAY}/1000/"
NOBODY = {"name": "", "email": "", "phone": ""}


@pytest.fixture
def booker() -> Booker:
    return Booker().with_plan()


def booked_on_monday() -> list[Any]:
    monday = (THURSDAY + timedelta(days=4)).date()
    return list(reservations_between(HERE, monday, monday))


def test_the_plan_leads_to_day_time_and_confirmation(booker: Booker, settings: Any) -> None:
    booker.go(f"{START}plan/")
    assert BOOKING in booker.links(r"[^\"]*booking/")
    booker.go(BOOKING)
    assert f"{BOOKING}{MONDAY}/" in booker.links(r"[^\"]*\d\d/")
    assert "春分の日" in booker.html
    assert f"{BOOKING}{FRIDAY}/" not in booker.html
    booker.go(f"{BOOKING}{MONDAY}/")
    assert AT_TEN in booker.times()
    booker.go(AT_TEN)
    assert 'value="tomizo@example.jp"' in booker.html
    assert 'value="会津 十三蔵"' in booker.html
    booker.send_later()
    assert booker.status == 200
    assert "予約しました" in booker.html
    assert "確認のメールを送ります" in booker.html
    [one] = booked_on_monday()
    assert one.channel is Channel.WEB
    assert one.begins.astimezone(clock.TOKYO).hour == 10
    assert "move_in_notification" in one.procedures
    # Care of the mother, which the answers about her health have decided, stays inside the seal.
    assert "care_certification_transfer" not in one.procedures
    private = read_private_key(settings.MADOGUCHI_KEYS_DIRECTORY, HERE)
    who = open_booker(one.sealed, municipality_code=HERE, private_key=private, now=THURSDAY)
    assert (who.name, who.email, who.event, who.people) == (
        "会津 十三蔵",
        "tomizo@example.jp",
        "moving_in",
        5,
    )
    assert "care_certification_transfer" in who.procedures
    assert who.secret == booker.secret()
    assert one.token_digest == link_digest(who.secret, HERE)
    assert "十三蔵".encode() not in bytes(one.sealed)


def test_one_appointment_has_the_right_counters_in_order_and_the_right_length(booker: Booker) -> None:
    booker.go(f"{BOOKING}{MONDAY}/")
    assert "予約のいらない窓口：21番 健康増進課" in booker.html
    booker.book(AT_TEN)
    [one] = booked_on_monday()
    assert [step.line for step in one.steps] == ["general"]
    minutes = (one.ends - one.begins).total_seconds() / 60
    assert minutes == sum(need.minutes for need in one.needs) >= 45


def test_pressing_twice_is_one_booking(booker: Booker) -> None:
    booker.go(AT_TEN)
    form = dict(re.findall(r'name="(form|csrfmiddlewaretoken)"[^>]*value="([^"]+)"', booker.html))
    for _ in range(2):
        booker.press(AT_TEN, {**form, **NOBODY, "name": "会津 十三蔵"})
        assert "予約しました" in booker.html
    assert len(booked_on_monday()) == 1


def test_whoever_goes_back_after_booking_reads_that_the_time_is_their_own(booker: Booker) -> None:
    booker.book(AT_TEN)
    mine = "この時間は、さきほどあなたが予約しました。予約はできています。"
    booker.go(AT_TEN)
    assert mine in booker.html, "one desk is still free"
    Booker().with_plan().book(AT_TEN, name="会津 二", email="", phone="0242-00-0002")
    booker.go(AT_TEN)
    assert booker.status == 409
    assert mine in booker.html
    assert "ほかの人の予約" not in booker.html
    other = Booker().with_plan()
    other.go(AT_TEN)
    assert "この時間は、ほかの人の予約で埋まりました。" in other.html


def test_a_booking_that_was_cancelled_is_not_called_ones_own_any_more(booker: Booker) -> None:
    booker.book(AT_TEN)
    [cancel] = set(booker.links(r"[^\"]*/booking/r/[^\"]*/cancel/"))
    booker.go(cancel)
    booker.send_later()
    booker.go(AT_TEN)
    assert booker.status == 200
    assert "さきほどあなたが予約しました" not in booker.html


def test_without_a_contact_the_page_says_to_keep_it(booker: Booker) -> None:
    booker.book(AT_TEN, email="", phone="")
    assert "予約番号を書きとめるか、このページを残してください。" in booker.html
    assert "確認のメール" not in booker.html


def test_what_is_missing_is_told_and_what_was_typed_stays(booker: Booker) -> None:
    booker.go(AT_TEN)
    booker.send_later(name="", email="hanako@", phone="0242-00-0000")
    assert booker.status == 422
    assert "お名前を入れてください。" in booker.html
    assert 'value="hanako@"' in booker.html
    assert 'value="0242-00-0000"' in booker.html
    assert booked_on_monday() == []


def test_who_loses_the_time_keeps_the_form_and_takes_another(booker: Booker) -> None:
    booker.go(AT_TEN)
    others = [Booker().with_plan() for _ in range(2)]  # two desks
    for number, other in enumerate(others):
        other.book(AT_TEN, name=f"会津 {number}", email="", phone=f"0242-00-000{number}")
    booker.send_later(name="会津 花子")
    assert booker.status == 409
    assert "この時間は、ほかの人の予約で埋まりました。" in booker.html
    assert 'value="会津 花子"' in booker.html
    nearest = re.findall(r'name="at" value="([^"]+)"', booker.html)
    assert 1 <= len(nearest) <= 5
    assert all(one.startswith(MONDAY) for one in nearest)
    booker.send_later(at=nearest[0])
    assert "予約しました" in booker.html
    assert len(booked_on_monday()) == 3


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{BOOKING}2026-03-18/", 200),
        (f"{BOOKING}2026-03-22/", 200),
        (f"{BOOKING}2026-03-18/1000/", 409),
        (f"{BOOKING}2026-03-22/1000/", 409),
        (f"{BOOKING}{MONDAY}/0300/", 409),
        (f"{BOOKING}{MONDAY}/1001/", 409),
        (f"{BOOKING}2099-01-01/1000/", 409),
        (f"{BOOKING}{MONDAY}/2500/", 404),
        (f"{BOOKING}2026-02-31/", 404),
        (f"{BOOKING}0001-01-01/", 404),
        (f"{BOOKING}0001-01-01/0000/", 404),
        (f"{BOOKING}9999-12-31/", 404),
        (f"{BOOKING}?month=0000-99", 200),
        (f"{BOOKING}?month=9999-12", 200),
    ],
)
def test_no_address_breaks_anything(booker: Booker, url: str, status: int) -> None:
    booker.go(url)
    assert booker.status == status


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"form": "x"}, "ページを開いてから時間がたちました"),
        ({"homepage": "https://example.jp/"}, "もう一度ボタンを押してください"),
        ({"at": "2026-03-22T10:00"}, "受け付けていません"),
        ({"at": "2026-03-18T10:00"}, "もう過ぎた時間です"),
        ({"at": "<script>"}, "予約しました"),
    ],
)
def test_tampered_fields_are_told_in_plain_words(booker: Booker, typed: dict[str, str], told: str) -> None:
    booker.go(AT_TEN)
    booker.send_later(**typed)
    assert told in booker.html
    assert "会津 十三蔵" in booker.html or told == "予約しました"


def test_a_form_that_comes_back_at_once_was_filled_in_by_a_program(booker: Booker) -> None:
    booker.go(AT_TEN)
    with clock.fixed(booker.moment.now):
        booker.send()
    assert booker.status == 409
    assert booked_on_monday() == []
    booker.send_later()
    assert "予約しました" in booker.html


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_out_of_reach_is_none_that_somebody_chose(booker: Booker, at: str) -> None:
    booker.go(AT_TEN)
    booker.send_later(at=at)
    assert "予約しました" in booker.html
    assert len(booked_on_monday()) == 1


def test_one_person_does_not_take_everything(booker: Booker) -> None:
    booker.go(f"{BOOKING}{MONDAY}/")
    told = ""
    for url in booker.times()[::5][:6]:
        booker.go(url)
        booker.send_later(email="tomizo@example.jp")
        if booker.status == 409:
            told = booker.html
            break
    assert "お一人で取れる予約の数を超えています" in told
    assert len(booked_on_monday()) == 3


def test_one_browser_does_not_book_for_a_crowd(booker: Booker) -> None:
    for number in range(7):
        booker.go(f"{BOOKING}{MONDAY}/")
        booker.go(booker.times()[0])
        booker.send_later(name=f"会津 {number}", email="", phone=f"0242-00-{number:04d}")
    assert booker.status == 409
    assert "短い間に、たくさんの予約がありました。" in booker.html
    assert len(booked_on_monday()) == 6
    booker.moment.now += timedelta(minutes=31)
    booker.send_later()
    assert "予約しました" in booker.html


def test_a_library_behind_one_address_books_on(settings: Any) -> None:
    settings.MADOGUCHI_PROXIES = 1
    for number in range(8):
        other = Booker().with_plan()
        other.client.defaults["HTTP_X_FORWARDED_FOR"] = "8.8.8.8"
        other.go(f"{BOOKING}{MONDAY}/")
        other.book(other.times()[0], name=f"会津 {number}", email="", phone=f"0242-00-{number:04d}")
        assert "予約しました" in other.html


def test_without_a_key_of_the_municipality_nothing_is_booked_and_nothing_lost(
    booker: Booker, settings: Any, tmp_path: Any
) -> None:
    booker.go(AT_TEN)
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "nothing"
    booker.send_later()
    assert booker.status == 503
    assert "いまは予約できません。" in booker.html
    assert 'value="会津 十三蔵"' in booker.html
    assert booked_on_monday() == []


def test_a_plan_that_is_not_finished_cannot_be_booked(booker: Booker) -> None:
    stranger = Booker()
    with clock.fixed(stranger.moment.now):
        stranger.start()
    stranger.go(BOOKING)
    assert stranger.url == f"{START}plan/"
    assert "窓口を予約する" not in stranger.html
    Booker().go(BOOKING)


def test_a_calendar_that_is_open_to_all_asks_what_for() -> None:
    booker = Booker()
    booker.go(f"/{HERE}/")
    assert OPEN in booker.links(r"[^\"]*booking/")
    booker.go(OPEN)
    assert f"{OPEN}video/" in booker.links(r"[^\"]*video/")
    booker.go(f"{OPEN}video/")
    booker.go(f"{OPEN}video/care/")
    [first] = booker.links(rf"{OPEN}video/care/[^\"]*/\d{{4}}/")
    booker.go(first)
    booker.send_later(name="会津 花子")
    assert booker.status == 422
    assert "メールアドレスか電話番号を入れてください。" in booker.html
    booker.send_later(name="会津 花子", email="hanako@example.jp")
    assert "予約しました" in booker.html


def test_a_counter_has_a_name_in_the_language_and_its_sign_in_japanese() -> None:
    booker = Booker()
    booker.go(f"{OPEN}counters/card_pickup/?language=en")
    booker.go(f"{OPEN}counters/card_pickup/")
    assert '<strong>General counter</strong><small><span lang="ja">' in booker.html
    booker.go(f"{OPEN}counters/card_pickup/?language=ja")
    booker.go(f"{OPEN}counters/card_pickup/")
    assert "General counter" not in booker.html


@pytest.mark.parametrize("path", ["nothing/", "video/nothing/", "counters/general/", "video/video/"])
def test_what_cannot_be_booked_is_not_there(path: str) -> None:
    booker = Booker()
    booker.go(f"{OPEN}{path}")
    assert booker.status == 404


def test_a_municipality_without_calendars_says_so(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from madoguchi.surfaces.resident_web.views import booking, places

    for module in (booking, places):
        monkeypatch.setattr(module, "open_calendars", lambda code: ())
    booker = Booker()
    booker.go(f"/{HERE}/")
    assert OPEN not in booker.html
    booker.go(OPEN)
    assert "いまは、予約できるものがありません。" in booker.html
    del settings


def test_the_page_of_a_closed_day_says_why_and_what_is_near(booker: Booker) -> None:
    booker.go(f"{BOOKING}{FRIDAY}/")
    assert "この日は受け付けていません。" in booker.html
    assert "春分の日" in booker.html
    assert f"{BOOKING}{MONDAY}/" in booker.html


def test_a_form_of_yesterday_is_shown_again_and_works_then(booker: Booker) -> None:
    booker.go(AT_TEN)
    booker.moment.now += timedelta(hours=13)
    booker.send_later(name="会津 花子")
    assert booker.status == 409
    assert "ページを開いてから時間がたちました" in booker.html
    assert 'value="会津 花子"' in booker.html
    booker.send_later()
    assert "予約しました" in booker.html
