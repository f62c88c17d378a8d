"""「返事のなかった予約」: who is to be told what became of a call whose answer was lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.integration.journeys.appointments.callers import KEN
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.telephone import PHONE, pressed, seen

from madoguchi.core import clock
from madoguchi.engines.booking.api import reservations_between
from madoguchi.journeys.appointments.office import api as office
from madoguchi_testing.booking import MONDAY, NOW, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telephone_desk")]
PAGE, WAITING = f"{PHONE}unanswered/", f"{PHONE}waiting/"
WHO = {"name": KEN.name, "phone": KEN.phone, "email": KEN.email}


@pytest.fixture
def lost(clerk: Client, settings: Any) -> str:
    """The number of a call that nobody answered; the public zone is back by now."""
    settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = False, "https://127.0.0.1:9"
    told = seen(pressed(clerk, "book", start=at("10:00").isoformat(), **WHO))
    assert "返事のなかった予約</a>に残ります" in told
    settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = True, ""
    with clock.fixed(NOW + timedelta(minutes=3)):
        office.refresh(HERE)
    found = re.search(r'name="uuid" value="([^"]+)"', seen(clerk.get(PAGE)))
    assert found is not None
    return found[1]


def test_every_page_of_the_telephone_says_that_somebody_is_to_be_called(clerk: Client, lost: str) -> None:
    assert "返事のなかった予約が1件あります" in seen(clerk.get(PHONE))
    page = seen(clerk.get(WAITING))
    assert "返事のなかった予約が1件あります" in page
    assert re.search(r"予約（電話）.{0,200}1件", page, re.S)
    page = seen(clerk.get(PAGE))
    assert KEN.name in page
    assert KEN.phone in page
    assert "取れていません" in page


def test_the_same_time_is_booked_with_one_press_and_only_once(clerk: Client, lost: str) -> None:
    for _ in range(2):
        answer = clerk.post(PAGE, {"uuid": lost, "step": "again"})
    assert answer.status_code == 409
    assert "もう片付いています" in seen(answer)
    (one,) = reservations_between(HERE, MONDAY, MONDAY)
    assert one.begins == at("10:00")
    assert "返事のなかった予約はありません" in seen(clerk.get(PAGE))


def test_a_time_that_went_meanwhile_is_told_with_others(clerk: Client, lost: str) -> None:
    pressed(clerk, "book", start=at("10:00").isoformat(), **WHO)
    answer = clerk.post(PAGE, {"uuid": lost, "step": "again"})
    assert answer.status_code == 409
    assert "いま空いている、近い時間" in seen(answer)
    assert KEN.phone in seen(clerk.get(PAGE)), "whoever was promised a call is still to be called"


def test_whoever_was_told_is_off_the_list_and_comes_back_when_that_was_a_mistake(
    clerk: Client, lost: str
) -> None:
    answer = clerk.post(PAGE, {"uuid": lost, "step": "close"})
    page = seen(clerk.get(answer["Location"]))
    assert "片付けました" in page
    assert KEN.name not in page
    clerk.post(PAGE, {"uuid": lost, "step": "reopen"})
    assert KEN.name in seen(clerk.get(PAGE))


@pytest.mark.parametrize("step", ["again", "close", "reopen", "", "everything"])
def test_a_call_that_is_not_there_is_refused_with_words(clerk: Client, step: str) -> None:
    for uuid in ("", "1", "00000000-0000-4000-8000-000000000000"):
        assert clerk.post(PAGE, {"uuid": uuid, "step": step}).status_code in (404, 409)


def test_who_takes_no_calls_does_not_see_the_page(signed_in: SignedIn) -> None:
    assert signed_in("auditor").get(PAGE).status_code == 403
