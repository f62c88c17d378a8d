"""「まとまった予約」: a clerk looks at the names, releases what is invented, and takes it back."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from tests.integration.journeys.appointments.callers import context
from tests.integration.journeys.appointments.test_bursts import invented
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.telephone import PHONE, seen

from madoguchi.core import clock
from madoguchi.engines.booking.api import Status, reservation
from madoguchi.journeys.appointments.office import api as office
from madoguchi.journeys.appointments.office import bursts as of_office
from madoguchi_testing.booking import MONDAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telephone_desk")]
PAGE = f"{PHONE}bursts/"


@pytest.fixture
def burst(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of two bookings that came together."""
    monkeypatch.setattr(of_office, "A_BURST", 2)
    made = [invented(number, time=time) for number, time in enumerate(("10:00", "11:00"))]
    with clock.fixed(NOW):
        office.refresh(HERE)
    (found,) = office.bursts(context())
    assert found.number == len(made)
    return f"{PAGE}{found.source_mark}/{found.calendar}/"


def chosen(page: str) -> list[str]:
    return re.findall(r'name="booking" value="([^"]+)" checked', page)


def test_every_page_of_bookings_says_that_there_is_something_to_look_at(clerk: Client, burst: str) -> None:
    for page in (PHONE, f"{PHONE}waiting/", f"{PHONE}days/{MONDAY}/"):
        assert "同じ回線から、たくさんの予約が入っています" in seen(clerk.get(page))
    assert burst in seen(clerk.get(PAGE))
    page = seen(clerk.get(burst))
    assert "架空 0" in page
    assert "x1@example.jp" in page


def test_what_is_invented_is_released_with_one_press_and_brought_back_with_another(
    clerk: Client, burst: str
) -> None:
    first, second = chosen(seen(clerk.get(burst)))
    answer = clerk.post(burst, {"booking": [first], "step": "release"})
    told = seen(clerk.get(answer["Location"]))
    assert "1件を取り消しています" in told
    (row,) = office.decisions(context())
    office.carry_out(HERE, row.uuid)
    assert "取り消しました" in seen(clerk.get(PAGE))
    assert state(first) is Status.CANCELLED
    assert state(second) is Status.BOOKED
    clerk.post(PAGE, {"uuid": row.uuid})
    office.carry_out(HERE, row.uuid)
    assert state(first) is Status.BOOKED
    assert "もとに戻しました" in seen(clerk.get(PAGE))


def state(uuid: str) -> Status:
    found = reservation(HERE, UUID(uuid))
    assert found is not None
    return found.status


def test_people_are_called_so_and_two_clerks_decide_once(clerk: Client, burst: str) -> None:
    answer = clerk.post(burst, {"step": "fine"})
    assert "問題なしとしました" in seen(clerk.get(answer["Location"]))
    assert clerk.post(burst, {"step": "release"})["Location"] == PAGE
    assert len(office.decisions(context())) == 1


@pytest.mark.parametrize("booking", [[], ["x"], ["00000000-0000-4000-8000-000000000000"]])
def test_nothing_chosen_is_said(clerk: Client, burst: str, booking: list[str]) -> None:
    answer = clerk.post(burst, {"booking": booking, "step": "release"})
    assert answer.status_code == 409
    assert "できませんでした" in seen(answer)
    assert clerk.post(burst, {"step": "everything"}).status_code == 404
    assert clerk.post(PAGE, {"uuid": "x"}).status_code == 409


def test_an_empty_list_says_what_would_stand_there_and_nobody_else_sees_it(
    clerk: Client, signed_in: SignedIn
) -> None:
    assert "見て決める予約はありません" in seen(clerk.get(PAGE))
    assert clerk.get(f"{PAGE}nothing/counters/").status_code == 302
    auditor = signed_in("auditor")
    assert auditor.get(PAGE).status_code == 403
    assert auditor.get(f"{PAGE}nothing/counters/").status_code == 403
