"""Waiting times at home, and the page of a ticket without script."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.integration.engines.reception.hall import CODE, HALL, TUESDAY, at, call, of, open_desk, take

from madoguchi.core import clock
from madoguchi.core.actions import run
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.reception import api as reception
from madoguchi.surfaces.resident_web.views import waiting as views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("resident_site")]
TEN = TUESDAY + timedelta(hours=1)
NOW = f"/{CODE}/waiting/"


@pytest.fixture(autouse=True)
def ten_on_a_tuesday() -> Iterator[None]:
    views._remembered.clear()
    with clock.fixed(TEN):
        yield


def publish(typical: dict[str, Any] | None = None, later: timedelta = timedelta(0)) -> None:
    reception.keep_published(CODE, reception.hall_state(CODE, HALL).to_payload(), typical, TEN - later)


def page(address: str, language: str = "", status: int = 200) -> str:
    client = Client()
    if language:
        client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_page_of_a_ticket_works_without_script() -> None:
    open_desk()
    others = [take("other") for _ in range(4)]
    mine = take("other")
    publish()
    address = f"{NOW}t/{mine.follow}/"
    shown = page(address)
    assert mine.number in shown
    assert "あなたの前に4人" in shown
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in shown
    assert f'data-stream="/live/{CODE}/{HALL}/t/{mine.follow}?language=ja"' in shown
    assert "あなたの前に4人" in page(address.replace(mine.follow, mine.follow.upper())), (
        "as QR codes write it"
    )
    ticket = call("1", 60)
    for _ in others:
        run(reception.BeginService(), at(60), of(ticket))
        ticket = call("1", 61, ticket)
    publish()
    called = page(address)
    assert "お呼びしています" in called
    assert "1番" in called
    run(reception.BeginService(), at(62), of(ticket))
    run(reception.FinishTicket(), at(63), of(ticket))
    publish()
    over = page(address)
    assert "終わりました" in over
    assert "refresh" not in over


def test_it_speaks_the_language_of_the_phone() -> None:
    mine = take("other")
    publish()
    assert "You are next" in page(f"{NOW}t/{mine.follow}/", "en")
    easy = page(f"{NOW}t/{mine.follow}/", "ja-easy")
    assert "<ruby>次" in easy


def test_an_unknown_ticket_is_explained(client: Client) -> None:
    publish()
    shown = page(f"{NOW}t/{'a' * 16}/", status=404)
    assert "その日だけ" in shown
    assert 'data-stream=""' in shown
    assert client.get(f"{NOW}t/{'a' * 16}/now/").status_code == 404
    assert client.get(f"{NOW}t/short/").status_code == 404


def test_what_the_script_asks_for_is_what_the_stream_says() -> None:
    mine = take("other")
    publish()
    answer = Client().get(f"{NOW}t/{mine.follow}/now/").json()
    assert (answer["status"], answer["lines"]["heading"]) == ("waiting", "次は、あなたの番です")


def test_since_when_the_office_is_silent_is_told() -> None:
    mine = take("other")
    publish(later=timedelta(minutes=4))
    told = "9:56から、新しい知らせが届いていません"
    assert told in page(f"{NOW}t/{mine.follow}/")
    assert told in page(NOW)


def test_waiting_times_by_purpose_and_how_a_day_usually_goes() -> None:
    open_desk()
    take("other")
    slots = [
        {"minute": 510 + 30 * number, "people": 3, "wait": wait} for number, wait in enumerate([3, 9, 25, 7])
    ]
    publish({"days": {"2": {"days": 6, "slots": slots}}})
    shown = page(NOW)
    assert "10:00の待ち時間です。" in shown
    assert 'role="rowheader">引越し</th><td role="cell" data-label="待っている人">1人</td>' in shown
    assert "4月7日（火）のような日は、9:30ごろがいちばん混みます。すいているのは8:30ごろです。" in shown
    assert shown.count('rx="3"') == 4
    wednesday = page(f"{NOW}?day=2026-04-08")
    assert "くらべられるだけの記録がありません" in wednesday
    assert page(f"{NOW}?day=nonsense").count('rx="3"') == 4


def test_names_of_the_hall_are_marked_as_japanese_only_where_they_are() -> None:
    """What is marked as Japanese gets Japanese shapes of Chinese letters, and a Japanese voice."""
    with clock.fixed(TUESDAY):
        open_desk()
        publish({"days": {}})
        shown = page(NOW, "zh-hans")
        assert 'role="rowheader">搬家</th>' in shown
        assert '<span lang="ja">主楼' not in shown
        assert "主楼1层等候区" in shown
        assert "letters.css" in page(f"{NOW}embed/", "zh-hans")


@pytest.mark.parametrize(("language", "says"), [("", "17:15に終わります"), ("en", "closes at 17:15")])
def test_a_wait_past_closing_is_told_at_home_on_the_phone_and_on_the_start_page(
    language: str, says: str
) -> None:
    with clock.fixed(TUESDAY + timedelta(minutes=475)):
        open_desk("1", 470)
        mine = [take("moving", 470 + number / 10) for number in range(9)][-1]
        reception.keep_published(CODE, reception.hall_state(CODE, HALL).to_payload())
        now = page(NOW, language)
        assert says in now
        assert f'href="/{CODE}/booking/"' in now
        assert f'href="{NOW}#usual-{HALL}"' in now
        assert says in page(f"{NOW}embed/", language)
        assert says in page(f"/{CODE}/", language)
        phone = page(f"{NOW}t/{mine.follow}/", language)
        assert says in phone
        assert 'data-late aria-labelledby="late-ways"' in phone
        assert f'href="/{CODE}/booking/"' in phone
        answer = Client().get(f"{NOW}t/{mine.follow}/now/").json()
        assert answer["is_late"]


def test_a_wait_that_ends_before_closing_alarms_nobody() -> None:
    open_desk()
    mine = take("other")
    publish()
    assert "17:15" not in page(NOW)
    assert "data-late hidden" in page(f"{NOW}t/{mine.follow}/")


def test_before_anything_was_published_the_page_says_so() -> None:
    assert "まだ届いていません" in page(NOW)
    with clock.fixed(TEN + timedelta(hours=12)):
        assert "受付の時間ではありません" in page(NOW)


def test_the_start_page_tells_how_many_wait_and_asks_once_in_a_while(
    django_assert_num_queries: Any,
) -> None:
    open_desk()
    take("other")
    publish()
    home = page(f"/{CODE}/")
    assert "窓口の待ち時間 いま" in home
    assert "いま1人が待っています" in home
    with django_assert_num_queries(0):
        assert "いま1人が待っています" in page(f"/{CODE}/")


def test_the_part_for_the_own_page_is_framed_there_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    open_desk()
    publish()
    website = views.pack_or_404(CODE).municipality.website
    assert website.startswith("https://")
    framed = Client().get(f"{NOW}embed/")
    assert f"frame-ancestors 'self' {website};" in f"{framed['Content-Security-Policy']};"
    assert "X-Frame-Options" not in framed
    assert "引越し" in framed.content.decode()
    for page in (NOW, f"/{CODE}/"):
        assert "frame-ancestors 'none'" in Client().get(page)["Content-Security-Policy"]
    found = views.pack_or_404

    def without_website(code: str) -> MunicipalityPack:
        pack = found(code)
        return dataclasses.replace(pack, municipality=dataclasses.replace(pack.municipality, website=""))

    monkeypatch.setattr(views, "pack_or_404", without_website)
    nobody = Client().get(f"{NOW}embed/")
    assert "frame-ancestors 'none'" in nobody["Content-Security-Policy"]
    assert nobody["X-Frame-Options"] == "DENY"


def test_programs_read_the_same_numbers() -> None:
    open_desk()
    ticket = take("other")
    publish()
    answer = Client().get(f"/api/v1/municipalities/{CODE}/waiting", headers={"Origin": "https://x.example"})
    (hall,) = answer.json()
    assert (hall["key"], hall["is_open"], hall["is_old"]) == (HALL, True, False)
    assert {one["key"]: one["waiting"] for one in hall["purposes"]}["other"] == 1
    assert ticket.number not in answer.content.decode()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Client().get("/api/v1/municipalities/999999/waiting").status_code == 404


def test_whoever_stops_waiting_says_so_and_reads_that_it_was_sent() -> None:
    mine = take("other")
    publish()
    address = f"{NOW}t/{mine.follow}/"
    assert f'action="{address}leave/"' in page(address)
    browser = Client()
    assert browser.post(f"{address}leave/").headers["Location"] == address
    after = page(address)
    assert "取り消しを窓口に伝えています" in after
    assert "leave/" not in after
    assert browser.get(f"{address}leave/").status_code == 405
    assert browser.post(f"{NOW}t/{'a' * 16}/leave/").status_code == 302


def test_whoever_was_called_before_the_hall_heard_of_it_reads_so() -> None:
    open_desk()
    mine = take("other")
    publish()
    address = f"{NOW}t/{mine.follow}/"
    Client().post(f"{address}leave/")
    called = call("1", 60)
    publish()
    shown = page(address)
    assert "お呼びしています" in shown
    assert "取り消しが伝わる前に、窓口でお呼びしました" in shown
    assert "Telling the counter" not in page(address, "en")
    run(reception.BeginService(), at(61), of(called))
    publish()
    assert "取り消し" not in page(address)
