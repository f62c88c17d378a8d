"""Five faces on the phone, after the visit."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.integration.engines.reception.hall import CODE, HALL, TUESDAY, at, call, of, open_desk, take

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.api import hall_state, keep_published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("resident_site")]
NOW = TUESDAY.replace(hour=10)


def finished() -> api.Ticket:
    """A ticket whose visit is over, as the public zone heard of it."""
    open_desk()
    ticket = take("my_number")
    run(api.FinishTicket(), at(20), of(call(minutes=5)))
    publish()
    return ticket


def publish() -> None:
    keep_published(CODE, hall_state(CODE, HALL, NOW).to_payload(), now=NOW)


def address(follow: str) -> str:
    return f"/{CODE}/waiting/t/{follow}/thanks/"


def ask(client: Client, follow: str, **posted: str) -> tuple[int, str]:
    with clock.fixed(NOW):
        answer = client.post(address(follow), posted) if posted else client.get(address(follow))
    return answer.status_code, answer.content.decode()


def answers() -> list[tuple[int, str]]:
    with tenancy.municipality(CODE):
        return list(api.Rating.objects.values_list("face", "remark"))


def test_the_page_asks_with_faces_that_have_words(client: Client) -> None:
    status, text = ask(client, finished().follow)
    assert status == 200
    for word in (
        "とてもよい",
        "よい",
        "ふつう",
        "よくない",
        "とてもよくない",
        "お名前や電話番号は書かないで",
    ):
        assert word in text
    assert text.count('<svg class="face face-') == 5


def test_an_answer_is_kept_once_and_thanked_for(client: Client) -> None:
    ticket = finished()
    status, _ = ask(client, ticket.follow, face="5", remark="親切でした")
    assert status == 302
    status, text = ask(client, ticket.follow)
    assert (status, "ありがとうございました" in text) == (200, True)
    assert ask(client, ticket.follow, face="1")[0] == 200
    assert answers() == [(5, "親切でした")]


def test_what_is_wrong_is_said_and_the_remark_is_not_lost(client: Client) -> None:
    ticket = finished()
    status, text = ask(client, ticket.follow, remark="<b>よい</b>")
    assert (status, "顔を1つ選んでください。" in text) == (422, True)
    assert "&lt;b&gt;よい&lt;/b&gt;" in text
    status, text = ask(client, ticket.follow, face="3", remark="あ" * 200)
    assert (status, "ひとことは140文字まで" in text, " checked" in text) == (422, True, True)
    assert answers() == []


def test_who_still_waits_is_sent_to_the_page_of_the_ticket(client: Client) -> None:
    ticket = take("my_number")
    publish()
    assert ask(client, ticket.follow)[0] == 302
    assert ask(client, ticket.follow, face="5")[0] == 302
    assert answers() == []


@pytest.mark.parametrize("follow", ["a" * 16, "zzzzzzzzzzzzzzzz"])
def test_a_number_that_nobody_knows_cannot_answer(client: Client, follow: str) -> None:
    finished()
    status, text = ask(client, follow, face="5")
    assert (status, "いまは送れません" in text) == (404, True)
    assert answers() == []


def test_in_another_language(client: Client) -> None:
    ticket = finished()
    client.cookies["language"] = "en"
    assert "How was the counter today?" in ask(client, ticket.follow)[1]


def test_the_page_of_a_finished_ticket_leads_there(client: Client) -> None:
    ticket = finished()
    with clock.fixed(NOW):
        text = client.get(f"/{CODE}/waiting/t/{ticket.follow}/").content.decode()
    assert 'href="thanks/"' in text
