"""Five faces on the phone: for everybody, with the keyboard as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.acceptance.resident.browser import DESK_BY_DAY, PHONE, WITH_PICTURES, window

from madoguchi.core import clock, tenancy
from madoguchi.engines.reception.api import Rating, Ticket, hall_state, keep_published
from madoguchi_testing.reception.tickets import past_days

HERE = "072028"
LOOKS = (DESK_BY_DAY, PHONE) if WITH_PICTURES else (PHONE,)
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def test_a_visitor_chooses_a_face_with_the_keyboard(serve: Callable[[str], str]) -> None:
    past_days(HERE, until=clock.today(), days=1, a_day=2)
    with tenancy.municipality(HERE):
        ticket = Ticket.objects.order_by("-id")[0]
        ticket.follow, ticket.day, ticket.ended_at = "abcdefghijklmnop", clock.today(), clock.now()
        ticket.save()
    keep_published(HERE, hall_state(HERE, "main").to_payload())
    address = f"{serve('public')}/{HERE}/waiting/t/{ticket.follow}/thanks/"
    with window("thanks", width=390, script=False, folder="resident") as shown:
        page = shown.page
        page.goto(address)
        shown.look("faces", *LOOKS)
        page.focus("#face-5")
        page.keyboard.press("ArrowDown")
        page.fill("#remark", "案内が分かりやすかった")
        page.click("button:has-text('送る')")
        page.wait_for_selector("h1:has-text('ありがとうございました')")
        shown.look("said", PHONE)
    assert shown.found == []
    with tenancy.municipality(HERE):
        assert Rating.objects.get().face == 4
