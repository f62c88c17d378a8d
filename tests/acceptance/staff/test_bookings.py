"""A clerk takes a call with the keyboard alone; axe on each page of bookings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.acceptance.resident.browser import DESK_BY_DAY, window

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.core.clock import TOKYO
from madoguchi.engines.booking.api import Need
from madoguchi.journeys.appointments.domain.limits import A_BURST
from madoguchi.journeys.appointments.office import api as office
from madoguchi.journeys.appointments.office.models import Finding, Unsettled
from madoguchi.lib.sealing import generate_keypair, write_keypair

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
HERE = "072028"
NEEDS = (Need("general", 30),)


def a_booking(name: str, kana: str) -> office.Booked:
    """At the first free time of the municipality's calendar."""
    start = office.booking_desk(HERE).next_free("counters", NEEDS, clock.now(), 1)[0]
    booker = office.Booker(name=name, kana=kana, phone="090-0000-1234", procedures=("move_in_notification",))
    given = office.CallerBooking(uuid4(), "counters", NEEDS, start.at, booker)
    return run(office.BookForCaller(), Context(HERE, Actor.system("test")), given)


def answers_were_lost(booked: office.Booked) -> None:
    """Three callers whose answer never came: found, not found, not known yet."""
    with tenancy.municipality(HERE):
        for number, state in enumerate((Finding.BOOKED, Finding.NOT_BOOKED, Finding.ASKED)):
            Unsettled.objects.create(
                uuid=uuid4() if number else booked.uuid,
                calendar="counters",
                needs=booked.needs,
                begins=booked.begins + timedelta(hours=number),
                sealed=booked.sealed,
                asked_at=clock.now(),
                state=state.value,
            )


def came_together() -> None:
    """Many bookings of one network, in the office's copy."""
    with tenancy.municipality(HERE):
        row = office.Booked.objects.earliest("id")
        for number in range(A_BURST):
            row.pk, row.uuid, row.code = None, uuid4(), f"K7P{number:03}"
            row.channel, row.source_mark = "web", "ab" * 16
            row.save(force_insert=True)


def test_a_call_is_taken_with_the_keyboard_and_every_page_can_be_read(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client]
) -> None:
    folder = Path(configured.MADOGUCHI_KEYS_DIRECTORY)
    if not (folder / f"{HERE}.public").exists():
        write_keypair(folder, HERE, generate_keypair())
    member = StaffMember.objects.create_staff(
        HERE, "denwa", "a-password-for-tests", display_name="電話 花子", roles=["counter_clerk"]
    )
    there = a_booking("例示 健", "れいじ けん")
    for name, kana in (
        ("試作 花", "しさく はな"),
        ("架空 アレクサンドリーナ・マリア", "かくう あれくさんどりーな"),
    ):
        a_booking(name, kana)
    office.refresh(HERE)
    address = f"{serve('office')}/{HERE}/bookings"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("bookings", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page.goto(f"{address}/")
        shown.look("phone-empty", DESK_BY_DAY)
        page.click("text=引越してきた")
        page.wait_for_selector(".first-free button")
        page.locator("#name").press_sequentially("実演 太郎", delay=60)
        page.locator("#phone-number").press_sequentially("090-0000-5678", delay=60)
        page.locator("h1").click()
        page.wait_for_timeout(200)
        page.keyboard.press("2")
        page.wait_for_selector("#confirm")
        assert page.input_value("#name") == "実演 太郎"
        page.wait_for_function("document.activeElement.id === 'confirm'")
        shown.look("phone-chosen", DESK_BY_DAY)
        page.locator(".times-of-day button").first.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.matches('.times-of-day button:nth-child(2)')")
        page.keyboard.press("Enter")
        page.wait_for_selector("#confirm:focus")
        page.keyboard.press("Enter")
        page.wait_for_selector(".say-it")
        shown.look("booked", DESK_BY_DAY)
        page.goto(f"{address}/{there.uuid}/")
        shown.look("booking", DESK_BY_DAY)
        day: date = there.begins.astimezone(TOKYO).date()
        page.goto(f"{address}/days/{day}/")
        shown.look("day", DESK_BY_DAY)
        page.goto(f"{address}/days/{datetime.combine(day, time(), TOKYO).date() + timedelta(days=400)}/")
        shown.look("day-empty", DESK_BY_DAY)
        page.goto(f"{address}/find/")
        page.fill("#find", "れいじ")
        page.keyboard.press("Enter")
        page.wait_for_selector("table")
        shown.look("find", DESK_BY_DAY)
        page.goto(f"{address}/waiting/")
        shown.look("waiting", DESK_BY_DAY)
        answers_were_lost(there)
        page.goto(f"{address}/unanswered/")
        shown.look("unanswered", DESK_BY_DAY)
        came_together()
        page.goto(f"{address}/bursts/")
        shown.look("bursts", DESK_BY_DAY)
        page.click("text=お名前を見て決める")
        page.wait_for_selector("input[name=booking]")
        shown.look("burst", DESK_BY_DAY)
        page.click("text=しるしのある予約を取り消して")
        page.wait_for_selector(".say-it")
        shown.look("burst-released", DESK_BY_DAY)
        assert shown.found == []
