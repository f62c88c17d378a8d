"""Mails about bookings over a real connection to a mail server: once each, nothing of whom or what for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from tests.integration.journeys.appointments.callers import (
    HERE,
    KEN,
    book,
    context,
    give_keys,
    two_desks,
    use_calendars,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.booking.api import Status, reservation
from madoguchi.journeys.appointments.office import api as office
from madoguchi_testing.booking import NOW, at
from madoguchi_testing.mail import MailServer, mail_server

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """One desk and keys."""
    use_calendars(monkeypatch, two_desks(1))
    give_keys(settings, tmp_path)


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    """A mail server that keeps what comes."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def body_of(message: Any) -> str:
    part = message.get_body(("plain",))
    return str(part.get_content())


def test_a_booking_a_change_and_a_cancelling_are_each_told_once(post: MailServer) -> None:
    with clock.fixed(NOW):
        row = book()
        run_jobs_until_idle()
        moved = run(
            office.ChangeForCaller(), context(), office.ToAnotherTime(row.uuid, row.version, at("11:00"))
        )
        run_jobs_until_idle()
        run(office.CancelForCaller(), context(), office.Seen(row.uuid, moved.version))
        run_jobs_until_idle()
        run_jobs_until_idle()
        office.refresh(HERE)
        run_jobs_until_idle()
    assert [to for to, _ in post.received] == [[KEN.email]] * 3
    subjects = [message["Subject"] for _, message in post.received]
    assert [one.partition("】")[2] for one in subjects] == [
        "予約を受け付けました",
        "予約の日時が変わりました",
        "予約を取り消しました",
    ]
    first = body_of(post.received[0][1])
    assert "2026年（令和8年）11月30日（月）午前10時から（約30分）" in first
    assert f"予約番号：{row.code}" in first
    assert f"https://tetsuzuki.example.jp/{HERE}/booking/r/" in first
    entries = [
        next(iter(Calendar.from_ical(part.get_content()).walk("VEVENT")))
        for _, message in post.received
        for part in message.iter_attachments()
    ]
    assert len({str(one["UID"]) for one in entries}) == 1
    assert [one["STATUS"] for one in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    for _, message in post.received:
        told = f"{message['Subject']}{message.as_string()}{body_of(message)}"
        assert not any(word in told for word in ("健", "けん", KEN.phone, "転入", "総合窓口"))
        kinds = [
            part["Content-Type"] for part in message.walk() if part.get_content_type() == "text/calendar"
        ]
        assert all(str(kind).count("charset") == 1 for kind in kinds)


def test_nobody_is_written_to_without_an_address_and_staff_see_that(post: MailServer) -> None:
    with clock.fixed(NOW):
        row = book(booker=office.Booker(name="試作 花", phone="0242-00-0000"))
        run_jobs_until_idle()
    assert post.received == []
    (mail,) = office.booked(HERE, row.uuid).mails.all()
    assert mail.state == office.MailState.NO_ADDRESS


def test_the_day_before_everybody_is_reminded_once(post: MailServer) -> None:
    booked_on = NOW - timedelta(days=3)
    row = book(now=booked_on)
    gone = book(at("11:00"), now=booked_on)
    with clock.fixed(booked_on):
        run(office.CancelForCaller(), context(booked_on), office.Seen(gone.uuid, gone.version))
        run_jobs_until_idle()
    post.received.clear()
    with clock.fixed(NOW):
        assert office.remind(HERE, NOW) == 1
        run_jobs_until_idle()
        office.remind(HERE, NOW)
        run_jobs_until_idle()
    ((to, message),) = post.received
    assert to == [KEN.email]
    assert "あすの予約" in message["Subject"]
    assert row.code in body_of(message)


def test_a_worker_that_stood_still_at_five_reminds_late_and_nobody_twice(post: MailServer) -> None:
    book(now=NOW - timedelta(days=3))
    noon_too_late = NOW.replace(hour=7)
    book(at("11:00"), now=noon_too_late)
    post.received.clear()
    for hour, minute in ((17, 0), (17, 10), (20, 50)):
        late = NOW.replace(hour=hour, minute=minute)
        with clock.fixed(late):
            assert office.remind(HERE, late) == 1, "who booked today was written to today, however late it is"
    with clock.fixed(NOW.replace(hour=20, minute=50)):
        run_jobs_until_idle()
    subjects = [message["Subject"] for _, message in post.received]
    assert len([one for one in subjects if "あすの予約" in one]) == 1


def test_what_is_discreet_names_neither_place_nor_matter(post: MailServer) -> None:
    who = office.Booker(name="試作 花", email="hana@example.jp", procedures=("protection_measure",))
    with clock.fixed(NOW):
        book(booker=who)
        run_jobs_until_idle()
    ((_, message),) = post.received
    told = f"{message['Subject']}{body_of(message)}"
    assert "会津若松" not in told
    assert "手続き1件が、全部この予約に入っています。" in told
    assert list(message.iter_attachments()) == []


def test_everybody_is_written_to_in_their_language(post: MailServer) -> None:
    with clock.fixed(NOW):
        row = book(booker=office.Booker(name="Test", email="test@example.jp", language="vi"))
        run_jobs_until_idle()
    ((_, message),) = post.received
    assert message["Content-Language"] == "vi"
    assert message["Subject"].endswith("Đã nhận lịch hẹn của quý vị")
    assert f"Mã số hẹn: {row.code}" in body_of(message)
    assert "予約番号" not in body_of(message)
    assert "Tầng 1, tòa nhà chính" in body_of(message)


def test_nobody_reads_in_the_morning_that_it_is_tomorrow(post: MailServer) -> None:
    row = book(now=NOW - timedelta(days=3))
    with clock.fixed(NOW - timedelta(days=3)):
        run_jobs_until_idle()
    post.received.clear()
    with clock.fixed(NOW):
        office.remind(HERE, NOW)
    with clock.fixed(at("08:00")):
        run_jobs_until_idle()
    assert post.received == []
    assert office.MailState.OVER in {one.state for one in office.booked(HERE, row.uuid).mails.all()}


def test_check_in_works_while_the_public_zone_is_away_and_is_told_later(settings: Any) -> None:
    with clock.fixed(NOW):
        row = book()
    with clock.fixed(at("09:50")):
        settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = False, "https://127.0.0.1:9"
        found = office.booked_by_code(HERE, row.code.lower())
        assert found is not None
        here = run(office.CheckIn(), context(at("09:50")), office.CheckedIn(found.uuid))
        assert (here.state, here.arrival_untold) == (Status.ARRIVED, True)
        age = office.refresh(HERE)
        assert "つながりません" in age.problem
        settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = True, ""
        assert office.refresh(HERE).problem == ""
    there = reservation(HERE, row.uuid)
    assert there is not None
    assert there.status is Status.ARRIVED
    with tenancy.municipality(HERE):
        assert not office.booked(HERE, row.uuid).arrival_untold
