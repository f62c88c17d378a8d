"""Five faces on a device of the hall."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.test_devices import opened

from madoguchi.core import tenancy
from madoguchi.engines.reception.api import DeviceKind, Rating
from madoguchi.surfaces.staff_web.devices import COOKIE
from madoguchi.surfaces.staff_web.waits.faces import JAPANESE_SECONDS, THANKS_SECONDS

pytestmark = pytest.mark.django_db
FACES = f"/{HERE}/reception/main/faces/"


def answers() -> list[tuple[int, str, str]]:
    with tenancy.municipality(HERE):
        return list(Rating.objects.values_list("face", "source", "hall"))


def test_one_press_is_an_answer_and_the_page_asks_the_next_visitor(client: Client) -> None:
    client.cookies[COOKIE] = opened().secret
    text = client.get(FACES).content.decode()
    assert text.count('<svg class="face face-') == 5
    answer = client.post(FACES, {"face": "4"}, follow=True)
    assert "ありがとうございました" in answer.content.decode()
    assert f"url={FACES}" in answer.content.decode()
    client.post(FACES, {"face": "5"})
    assert answers() == [(4, "device", "main"), (5, "device", "main")]


def test_the_page_speaks_the_languages_of_the_hall_and_goes_back_to_japanese(client: Client) -> None:
    client.cookies[COOKIE] = opened().secret
    japanese = client.get(FACES).content.decode()
    assert japanese.count('href="?language=') == 7
    assert 'http-equiv="refresh"' not in japanese
    english = client.get(f"{FACES}?language=en").content.decode()
    assert '<html lang="en">' in english
    assert "How was the counter today?" in english
    assert f'http-equiv="refresh" content="{JAPANESE_SECONDS};url={FACES}"' in english
    answer = client.post(FACES, {"face": "4", "language": "en"}, follow=True).content.decode()
    assert "Thank you" in answer
    assert f'content="{THANKS_SECONDS};url={FACES}"' in answer, "the next visitor is asked in Japanese"
    with tenancy.municipality(HERE):
        assert list(Rating.objects.values_list("face", "language")) == [(4, "en")]


@pytest.mark.parametrize("language", ["xx", "", "<b>"])
def test_a_language_that_nobody_offers_is_japanese(client: Client, language: str) -> None:
    client.cookies[COOKIE] = opened().secret
    assert '<html lang="ja">' in client.get(FACES, {"language": language}).content.decode()


def test_easy_japanese_has_readings(client: Client) -> None:
    client.cookies[COOKIE] = opened().secret
    assert "<rt>" in client.get(f"{FACES}?language=ja-easy").content.decode()


def test_what_is_no_face_is_asked_again(client: Client) -> None:
    client.cookies[COOKIE] = opened().secret
    answer = client.post(FACES, {"face": "9"}, follow=True)
    assert "きょうの窓口はいかがでしたか" in answer.content.decode()
    assert answers() == []


def test_only_a_kiosk_of_this_hall_asks(client: Client, signed_in: SignedIn) -> None:
    assert client.get(FACES).status_code == 403
    assert signed_in("manager").post(FACES, {"face": "5"}).status_code == 403
    client.cookies[COOKIE] = opened(DeviceKind.DISPLAY).secret
    assert client.post(FACES, {"face": "5"}).status_code == 403
    assert answers() == []
