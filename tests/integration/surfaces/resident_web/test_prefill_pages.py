"""The pages from consent to what was taken over, in a browser without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.journeys.prefill.household import (
    HERE,
    SECRETS,
    Asking,
    authority,
    card,
    carry_back,
    carry_to_office,
    load_register,
    signature_file,
)
from tests.integration.surfaces.resident_web.visitor import Visitor, form_of

from madoguchi.core import clock
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.lib.jpki import Challenge
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi.surfaces.resident_web import cookies

AT = datetime(2026, 4, 1, 22, 30, tzinfo=clock.TOKYO)
START = f"/{HERE}/care/"


@pytest.fixture(autouse=True)
def _prefill(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_PREFILL = True
    settings.MADOGUCHI_JPKI_ANCHORS = tmp_path / "anchors"
    settings.MADOGUCHI_JPKI_TEST_CARDS = True
    authority().write(tmp_path / "authority", tmp_path / "anchors")
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "other-keys"
    write_keypair(tmp_path / "other-keys", HERE, generate_keypair())
    with clock.fixed(AT):
        yield


@pytest.fixture
def at_the_offer(visitor: Visitor) -> Visitor:
    """The questions are answered, the procedures chosen."""
    asking = Asking.begin()
    visitor.client.cookies[cookies.NAME] = asking.handle.to_cookie()
    visitor.go(f"{START}fill/")
    visitor.send()
    return visitor


def signed(visitor: Visitor) -> SimpleUploadedFile:
    challenge = visitor.client.get(f"{START}prefill/sign-in.bin").content
    assert f"「{Challenge.read(challenge).site}」と違うとき" in visitor.html
    return SimpleUploadedFile("signature", signature_file(card(), challenge))


def to_the_answer(visitor: Visitor) -> None:
    visitor.send(consent="yes")
    visitor.send(signature=signed(visitor))
    carry_to_office()
    carry_back()
    visitor.go(visitor.url)


def test_what_the_office_knows_stands_in_the_form(at_the_offer: Visitor) -> None:
    load_register()
    visitor = at_the_offer
    assert visitor.url == f"{START}prefill/"
    assert "ケアプラン" in visitor.html or "介護" in visitor.html
    assert SECRETS["mother"] not in visitor.html
    visitor.send(consent="yes")
    assert visitor.url == f"{START}prefill/card/"
    visitor.send(signature=signed(visitor))
    assert visitor.url == f"{START}prefill/waiting/"
    assert "役所が受け取るのを待っています" in visitor.html
    carry_to_office()
    assert "役所が受け取りました" in visitor.go(visitor.url)
    carry_back()
    visitor.go(visitor.url)
    assert visitor.url == f"{START}prefill/answer/"
    assert SECRETS["mother"] in visitor.html
    visitor.send()
    assert visitor.url == f"{START}review/"
    assert SECRETS["mother"] in visitor.html
    assert SECRETS["block"] in visitor.html
    assert "役所の登録から入れました" in visitor.go(f"{START}fill/contact/")
    # Who was asked once is not asked again.
    visitor.go(f"{START}fill/")
    visitor.send()
    assert visitor.url == f"{START}review/"


def test_whoever_types_is_led_to_the_form_at_once_and_not_asked_again(at_the_offer: Visitor) -> None:
    visitor = at_the_offer
    visitor.send({"use": "none"})
    assert "/fill/" in visitor.url
    visitor.go(f"{START}fill/")
    visitor.send()
    assert "/fill/" in visitor.url
    assert mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS) == []


def test_nothing_is_asked_without_consent(at_the_offer: Visitor) -> None:
    visitor = at_the_offer
    visitor.send()
    assert visitor.status == 422
    assert "同意の印をつけてください" in visitor.html
    assert visitor.client.get(f"{START}prefill/sign-in.bin").status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "カードで作ったファイルを選んでください"), (b"\x89PNG", "署名のファイルを読めません")],
    ids=["none", "picture"],
)
def test_a_file_that_is_no_signature_is_told_beside_the_field(
    at_the_offer: Visitor, content: bytes, message: str
) -> None:
    visitor = at_the_offer
    visitor.send(consent="yes")
    given = {"signature": SimpleUploadedFile("x", content)} if content else {}
    visitor.send(**given)
    assert visitor.status == 422
    assert visitor.html.count(message) == 2


def test_a_file_that_is_too_large_is_told_so(at_the_offer: Visitor, settings: Any) -> None:
    at_the_offer.send(consent="yes")
    settings.MADOGUCHI_ATTACHMENT_MEGABYTES = 1
    page = at_the_offer.send(signature=SimpleUploadedFile("x", bytes(1_000_001)))
    assert "ファイルが大きすぎます" in page


def test_a_signature_of_yesterday_is_told_so(at_the_offer: Visitor) -> None:
    visitor = at_the_offer
    visitor.send(consent="yes")
    given = signed(visitor)
    with clock.fixed(AT + timedelta(hours=1)):
        visitor.send(signature=given)
    assert visitor.status == 422
    assert "期限が切れました" in visitor.html


def test_an_unknown_card_and_a_silent_office_lead_to_typing(at_the_offer: Visitor) -> None:
    visitor = at_the_offer
    to_the_answer(visitor)
    assert "登録されている内容は使えませんでした" in visitor.html
    assert "役所で確かめられませんでした" in visitor.html
    visitor.go(f"{START}fill-in/")
    assert "/fill/" in visitor.url


def test_a_silent_office_is_told_when_the_time_is_over(at_the_offer: Visitor) -> None:
    visitor = at_the_offer
    visitor.send(consent="yes")
    visitor.send(signature=signed(visitor))
    with clock.fixed(AT + timedelta(minutes=16)):
        assert "いまは、役所から返事がありません" in visitor.go(visitor.url)
        visitor.go(f"{START}prefill/")
        assert form_of(visitor.html)


def test_only_what_is_ticked_is_taken_over(at_the_offer: Visitor) -> None:
    load_register()
    visitor = at_the_offer
    to_the_answer(visitor)
    wanted = [one for one in form_of(visitor.html).values["take"] if "phone" not in one]
    visitor.send(take=wanted)
    assert visitor.url.startswith(f"{START}fill/contact/")
    assert SECRETS["phone"] not in visitor.html


def test_what_differs_from_what_was_typed_stands_beside_it_and_is_not_ticked(at_the_offer: Visitor) -> None:
    load_register()
    visitor = at_the_offer
    visitor.go(f"{START}fill/contact/")
    visitor.send({"save": "1"}, contact__phone="0242-00-9999")
    visitor.go(f"{START}prefill/")
    to_the_answer(visitor)
    assert "いまの入力：0242-00-9999" in visitor.html
    assert SECRETS["phone"] in visitor.html
    form = form_of(visitor.html)
    assert "contact-phone" in form.offered["take"]
    assert "contact-phone" not in form.values["take"]


def test_where_the_installation_does_not_ask_nobody_is_offered_anything(
    at_the_offer: Visitor, settings: Any
) -> None:
    settings.MADOGUCHI_PREFILL = False
    visitor = at_the_offer
    visitor.go(f"{START}prefill/")
    assert visitor.url == f"{START}fill/"
    visitor.send()
    assert "/fill/" in visitor.url


def test_without_a_key_of_the_municipality_nothing_is_lost(at_the_offer: Visitor, settings: Any) -> None:
    visitor = at_the_offer
    visitor.send(consent="yes")
    keys, settings.MADOGUCHI_KEYS_DIRECTORY = settings.MADOGUCHI_KEYS_DIRECTORY, Path("/nowhere")
    visitor.send(signature=signed(visitor))
    assert visitor.status == 422
    assert "いまは送れません" in visitor.html
    settings.MADOGUCHI_KEYS_DIRECTORY = keys
    visitor.send(signature=signed(visitor))
    assert visitor.url == f"{START}prefill/waiting/"
