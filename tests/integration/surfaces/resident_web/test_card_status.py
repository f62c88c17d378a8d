"""The owner of a card sees all their applications, without number and secret."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.surfaces.resident_web.applying import answer, letters, signed_by
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.core import clock
from madoguchi.journeys.online_application.domain.states import (
    CaseStanding,
    CaseStatus,
    Reception,
    Standing,
    overview_payload,
)
from madoguchi.journeys.online_application.domain.submissions import Overview
from madoguchi.lib.jpki import Challenge, Purpose
from madoguchi_testing.jpki import IssuedCard

CARD = f"/{HERE}/status/card/"


def signed_in(visitor: Visitor, card: IssuedCard, purpose: Purpose = Purpose.AUTHENTICATION) -> str:
    """From the beginning to the question that is on its way."""
    visitor.go(CARD)
    visitor.send()
    assert visitor.url == f"{CARD}sign/"
    challenge = visitor.client.get(f"{CARD}sign-in.bin").content
    # What the card program shows is what the page says to look for.
    assert f"「{Challenge.read(challenge).site}」と違うとき" in visitor.html
    return visitor.send(signature=SimpleUploadedFile("shomei.json", signed_by(card, challenge, purpose)))


def question(settings: Any) -> Overview:
    [(asked, letter)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    assert isinstance(asked, Overview)
    assert letter.header.address == asked.reply.address
    return asked


def test_a_file_that_is_too_large_is_told_so(
    visitor: Visitor, card: IssuedCard, believed: None, settings: Any
) -> None:
    visitor.go(CARD)
    visitor.send()
    settings.MADOGUCHI_ATTACHMENT_MEGABYTES = 1
    page = visitor.send(signature=SimpleUploadedFile("shomei.json", bytes(1_000_001)))
    assert "ファイルが大きすぎます" in page


def test_what_the_office_tells_is_shown_to_the_browser_that_asked(
    visitor: Visitor, card: IssuedCard, believed: None, settings: Any
) -> None:
    waiting = signed_in(visitor, card)
    assert "役所に問い合わせています" in waiting
    assert "waiting.js" in waiting
    assert 'data-waiting="posted"' in waiting
    asked = question(settings)
    assert asked.was_signed_for(HERE, clock.now())
    assert not asked.was_signed_for("072087", clock.now())
    now = clock.now()
    done = CaseStanding("move_out_notification", 0, CaseStatus.DONE, now)
    standings = [
        Standing(uuid4(), "2600001230", now, cases=(done,)),
        Standing(uuid4(), "", now, Reception.HELD),
    ]
    answer(asked.reply, overview_payload(standings))
    page = visitor.go(f"{CARD}list/")
    assert "新しい順に2件" in page
    # What the script looks for is gone, and so is the script.
    assert "waiting" not in page
    assert "転出届" in page
    assert "手続きはすべて終わりました" in page
    assert "26-0000123-0" in page
    assert "係が申請した方を確かめている" in page
    assert "転出届" not in Visitor().go(f"{CARD}list/")
    visitor.send()
    visitor.go(f"{CARD}list/")
    assert visitor.url == CARD


def test_a_card_that_the_register_does_not_know_is_told_so(
    visitor: Visitor, card: IssuedCard, believed: None, settings: Any
) -> None:
    signed_in(visitor, card)
    answer(question(settings).reply, overview_payload([]))
    assert "このカードで見られる申請はありません" in visitor.go(f"{CARD}list/")


def test_the_certificate_for_signing_is_refused(
    visitor: Visitor, card: IssuedCard, believed: None, settings: Any
) -> None:
    page = signed_in(visitor, card, Purpose.SIGNING)
    assert visitor.status == 422
    assert "この手続きに使う電子証明書ではありません" in page
    assert letters(settings.MADOGUCHI_KEYS_DIRECTORY) == []


def test_a_signature_for_another_question_is_refused(
    visitor: Visitor, card: IssuedCard, believed: None, settings: Any
) -> None:
    other = Visitor()
    other.go(CARD)
    other.send()
    stolen = signed_by(card, other.client.get(f"{CARD}sign-in.bin").content, Purpose.AUTHENTICATION)
    visitor.go(CARD)
    visitor.send()
    assert "別の内容" in visitor.send(signature=SimpleUploadedFile("shomei.json", stolen))
    assert letters(settings.MADOGUCHI_KEYS_DIRECTORY) == []


def test_an_office_that_does_not_answer_is_not_waited_for_for_ever(
    visitor: Visitor, card: IssuedCard, believed: None
) -> None:
    signed_in(visitor, card)
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        assert "返事がありませんでした" in visitor.go(f"{CARD}list/")


@pytest.mark.parametrize("page", ["sign/", "list/", "sign-in.bin"])
def test_without_a_question_one_begins(visitor: Visitor, page: str) -> None:
    visitor.client.cookies["card"] = "A" * 64
    visitor.go(f"{CARD}{page}")
    assert visitor.url == CARD
