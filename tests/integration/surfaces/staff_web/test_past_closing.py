"""Five to five, one desk, and more people than it can serve until a quarter past: everybody reads so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from tests.integration.engines.reception.hall import TUESDAY, open_desk
from tests.integration.engines.reception.hall import take as queue
from tests.integration.surfaces.staff_web.conftest import SignedIn
from tests.integration.surfaces.staff_web.kiosk_window import CODE, HALL, KIOSK, a_kiosk, take, tickets

from madoguchi.core import clock
from madoguchi.core.packs import Hall, load_packs_or_refuse
from madoguchi.engines.reception.api import hall_state

pytestmark = pytest.mark.django_db
FIVE = TUESDAY.replace(hour=16, minute=55)
DESK = f"/{CODE}/reception/{HALL}/1/"
LATE = "窓口は17:15に終わります。"
Says = Callable[..., None]


@pytest.fixture
def kiosk() -> Iterator[Client]:
    with clock.fixed(FIVE):
        yield a_kiosk()


@pytest.fixture
def the_pack_says() -> Iterator[Says]:
    """Have the hall's pack say something else for a while."""
    hall = load_packs_or_refuse(configured.MADOGUCHI_PACKS).halls[CODE][HALL]
    before: dict[str, Any] = {}

    def says(**changes: bool) -> None:
        for name, value in changes.items():
            before.setdefault(name, getattr(hall, name))
            object.__setattr__(hall, name, value)

    assert isinstance(hall, Hall)
    yield says
    says(**before)


def crowd(people: int = 9, minutes: float = 470) -> None:
    open_desk("1", minutes)
    for number in range(people):
        queue("moving", minutes + number / 10)


def said(client: Client, address: str = KIOSK, **query: str) -> str:
    return client.get(address, query).content.decode()


def test_without_a_crowd_nobody_is_alarmed(kiosk: Client, signed_in: SignedIn) -> None:
    open_desk("1", 470)
    assert "17:15" not in said(kiosk)
    assert "17:15" not in take(kiosk).content.decode()
    assert "17:15" not in said(signed_in("counter_clerk"), DESK)


def test_before_and_after_a_number_is_taken_the_kiosk_says_so_and_what_to_do(
    kiosk: Client, settings: Any
) -> None:
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp"
    crowd()
    page = said(kiosk)
    assert f"{LATE}いまから番号を取ると、それまでにお呼びできない用件があります。" in page
    assert "17:15を過ぎる見込み" in page
    assert "予約をして、別の日に来る" in page
    assert "予約のページが開きます" in page
    assert "お呼びします。</span>" not in page, "nobody has promised anything"
    mine = take(kiosk).content.decode()
    assert (
        f"{LATE}それまでにお呼びできない見込みです。そのときは、今日の手続きができないことがあります。"
        in mine
    )
    assert "別の日の、すいている時間に来る" in mine


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ja-easy", "手続"),
        ("en", "The counter closes at 17:15. For some purposes, numbers taken now will probably not"),
        ("zh-hans", "窗口17:15结束办理"),
        ("ko", "창구는 17:15에 마감합니다"),
        ("vi", "Quầy đóng lúc 17:15"),
        ("fil", "Magsasara ang counter nang 17:15"),
    ],
)
def test_it_is_said_in_every_language_of_the_kiosk(kiosk: Client, language: str, says: str) -> None:
    crowd()
    page = said(kiosk, language=language)
    assert says in page
    assert "kiosk-late" in page
    assert "終わります。それ" not in page


def test_where_the_pack_says_so_who_has_a_number_is_called_all_the_same(
    kiosk: Client, the_pack_says: Says, signed_in: SignedIn
) -> None:
    crowd()
    the_pack_says(served_past_closing=True)
    assert "番号があれば、そのあともお呼びします。" in said(kiosk)
    mine = take(kiosk).content.decode()
    assert "番号があれば、そのあともお呼びします。" in mine
    assert "できないことがあります" not in mine
    assert "17:15のあとも呼ぶことになっています" in said(signed_in("counter_clerk"), DESK)


def test_where_the_pack_says_so_no_number_is_given_that_comes_too_late(
    kiosk: Client, the_pack_says: Says
) -> None:
    crowd()
    old_page = kiosk.get(KIOSK)
    the_pack_says(numbers_past_closing=False)
    page = said(kiosk)
    assert "今日の番号は終わりました" in page
    assert 'value="moving" disabled' in page
    assert 'value="tax" disabled' not in page, "nobody knows that the tax counter is late"
    key = old_page.content.decode().split('name="key" value="')[1][:36]
    count = len(tickets())
    refused = kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key}, follow=True)
    assert "今日の番号は終わりました" in refused.content.decode()
    assert len(tickets()) == count
    kiosk.post(f"{KIOSK}take/", {"purpose": "tax", "key": key}, follow=True)
    assert len(tickets()) == count + 1, "the key was not used up"
    the_pack_says(numbers_past_closing=True)
    again = kiosk.post(f"{KIOSK}take/", {"purpose": "moving", "key": key}, follow=True)
    assert "F001" in again.content.decode(), "one page, one number"


def test_a_desk_reads_how_many_are_late_and_what_to_do(signed_in: SignedIn) -> None:
    crowd()
    with clock.fixed(FIVE):
        clerk = signed_in("counter_clerk")
        page = said(clerk, DESK)
        assert "17:15を過ぎて呼ぶ見込みの方が" in page
        assert "席を増やせるか相談し、待っている方に予約か別の日を案内してください。" in page
        assert "責任者に確かめてください" in page
        first = page.split("います（")[1][:4]
        assert first > "A001"
        assert "17:15" not in said(clerk, f"/{CODE}/reception/{HALL}/4/"), "another counter is not late"
    with clock.fixed(FIVE + timedelta(minutes=20)):
        over = said(signed_in("counter_clerk"), DESK)
        assert "受付は17:15に終わりました。まだ9人が待っています" in over


def test_the_state_carries_what_the_public_zone_has_to_say() -> None:
    crowd()
    payload = hall_state(CODE, HALL, FIVE).to_payload()
    assert payload["closes"] == "2026-04-07T17:15:00+09:00"
    late = {one["past_closing"] for one in payload["tickets"].values()}
    assert late >= {"", "likely"}
    purposes = {one["key"]: one["past_closing"] for one in payload["purposes"]}
    assert (purposes["moving"], purposes["tax"]) == ("likely", "")
    weekend = hall_state(CODE, HALL, FIVE + timedelta(days=4)).to_payload()
    assert weekend["closes"] is None
