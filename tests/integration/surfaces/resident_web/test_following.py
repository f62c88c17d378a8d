"""After sending: the state by number and secret, correcting without starting over, withdrawing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.surfaces.resident_web.applying import EVENT, Applicant, letters, tell
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.core import clock
from madoguchi.journeys.online_application.domain.states import (
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Message,
    Reception,
    Standing,
)
from madoguchi.journeys.online_application.domain.submissions import SignedApplication, Withdrawal

STATUS = f"/{HERE}/status/"


def sent_by(somebody: Applicant, settings: Any) -> SignedApplication:
    """What the office has received last."""
    sent = [
        one for one, _ in letters(settings.MADOGUCHI_KEYS_DIRECTORY) if isinstance(one, SignedApplication)
    ]
    return sent[-1]


def standing_of(sent: SignedApplication, status: CaseStatus, **more: Any) -> Standing:
    now = clock.now()
    case = CaseStanding("move_out_notification", None, status, now, **more.pop("case", {}))
    return Standing(sent.application, "2600001230", now, cases=(case,), **more)


def ask(visitor: Visitor, number: str, secret: str) -> str:
    """Type number and secret, on a device that knows nothing."""
    visitor.go(STATUS)
    return visitor.send(number=number, secret=secret)


def test_number_and_secret_lead_to_the_state_from_any_device(somebody: Applicant, settings: Any) -> None:
    number, secret = somebody.send()
    visitor = Visitor()
    page = ask(visitor, number.lower().replace("-", " "), secret.lower().replace("-", " "))
    assert visitor.url == f"{STATUS}application/"
    assert "市役所・役場が受け取るまで" in page
    assert "転出届" in page
    assert "十三蔵" not in page
    sent = sent_by(somebody, settings)
    tell(sent.reply, standing_of(sent, CaseStatus.ARRIVED))
    tell(sent.reply, standing_of(sent, CaseStatus.DONE, messages=(Message(clock.now(), "<b>済み</b>"),)))
    page = visitor.go(f"{STATUS}application/")
    assert "手続きはすべて終わりました" in page
    assert "&lt;b&gt;済み" in page
    assert "26-0000123-0" in page
    assert "取り下げる" not in page
    assert "手続きはすべて終わりました" in ask(Visitor(), "26-0000123-0", secret)


def test_an_answer_that_is_overtaken_does_not_count(somebody: Applicant, settings: Any) -> None:
    number, secret = somebody.send()
    sent = sent_by(somebody, settings)
    now = clock.now()
    tell(sent.reply, standing_of(sent, CaseStatus.DONE, told_at=now))
    tell(sent.reply, standing_of(sent, CaseStatus.ARRIVED, told_at=now - timedelta(microseconds=1)))
    assert "手続きはすべて終わりました" in ask(Visitor(), number, secret)


@pytest.mark.parametrize("wrong", ["number", "secret", "both", "neighbour"])
def test_whatever_is_wrong_is_told_in_the_same_words(somebody: Applicant, wrong: str) -> None:
    number, secret = somebody.send()
    other_secret = "0" + secret[1:] if secret[0] != "0" else "1" + secret[1:]
    visitor = Visitor()
    visitor.go("/072087/status/" if wrong == "neighbour" else STATUS)
    page = visitor.send(
        number="K7Q2-9XMF" if wrong in ("number", "both") else number,
        secret=other_secret if wrong in ("secret", "both") else secret,
    )
    assert visitor.status == 422
    assert "この番号と確認コードの申請は見つかりません" in page
    assert secret not in visitor.url + page
    visitor.go(f"{STATUS}application/")
    assert visitor.url == STATUS


@pytest.mark.parametrize("cookie", ["", "zz", "00", "ff" * 40])
def test_a_broken_cookie_leads_back_to_the_question(visitor: Visitor, cookie: str) -> None:
    visitor.client.cookies["follow"] = cookie
    visitor.go(f"{STATUS}application/")
    assert visitor.url == STATUS


def test_what_is_wrong_is_corrected_without_starting_over(somebody: Applicant, settings: Any) -> None:
    number, secret = somebody.send()
    first = sent_by(somebody, settings)
    wrong = FieldToCorrect("move.destination_address", None, "番地が足りません。")
    tell(first.reply, standing_of(first, CaseStatus.CORRECTION, fields_to_correct=(wrong,)))
    elsewhere = Visitor()
    page = ask(elsewhere, number, secret)
    assert "番地が足りません。" in page
    elsewhere.post(f"{STATUS}correct/", {"csrfmiddlewaretoken": elsewhere.client.cookies["csrftoken"].value})
    assert elsewhere.url == f"{EVENT}fill/move/"
    assert "東京都世田谷区北沢二丁目8番18号" in elsewhere.html
    elsewhere.send({"save": "1"}, move__destination_address="東京都世田谷区北沢二丁目8番19号")
    again = Applicant(elsewhere, somebody.handle, somebody.authority, somebody.card)
    again.go("review/")
    assert again.send() == (number, secret)
    assert "直した内容を送りました" in elsewhere.html
    correction = sent_by(somebody, settings)
    assert correction.is_correction
    assert correction.application == first.application
    assert correction.reply == first.reply
    assert "北沢二丁目8番19号" in correction.signed.decode()
    assert len(letters(settings.MADOGUCHI_KEYS_DIRECTORY)) == 2


def test_nothing_is_corrected_that_nobody_asked_for(somebody: Applicant) -> None:
    visitor = Visitor()
    ask(visitor, *somebody.send())
    visitor.post(f"{STATUS}correct/", {"csrfmiddlewaretoken": visitor.client.cookies["csrftoken"].value})
    assert visitor.url == f"{STATUS}application/"
    assert "draft" not in visitor.client.cookies


def test_withdrawing_is_asked_once_and_sent_once(somebody: Applicant, settings: Any) -> None:
    visitor = Visitor()
    ask(visitor, *somebody.send())
    assert "申請を取り下げますか" in visitor.go(f"{STATUS}withdraw/")
    assert "取り下げを送りました" in visitor.send()
    assert "申請を取り下げる" not in visitor.html
    visitor.post(f"{STATUS}withdraw/", {"csrfmiddlewaretoken": visitor.client.cookies["csrftoken"].value})
    wishes = [one for one, _ in letters(settings.MADOGUCHI_KEYS_DIRECTORY) if isinstance(one, Withdrawal)]
    [wish] = wishes
    sent = sent_by(somebody, settings)
    assert wish.application == sent.application
    assert wish.is_proved_by(sent.reply)


def test_after_the_decision_nothing_is_withdrawn(somebody: Applicant, settings: Any) -> None:
    visitor = Visitor()
    ask(visitor, *somebody.send())
    sent = sent_by(somebody, settings)
    tell(sent.reply, standing_of(sent, CaseStatus.DECIDED))
    page = visitor.post(
        f"{STATUS}withdraw/", {"csrfmiddlewaretoken": visitor.client.cookies["csrftoken"].value}
    )
    assert "もう取り下げられません" in page
    assert len(letters(settings.MADOGUCHI_KEYS_DIRECTORY)) == 1


def test_what_is_held_or_refused_is_told(somebody: Applicant, settings: Any) -> None:
    visitor = Visitor()
    ask(visitor, *somebody.send())
    sent = sent_by(somebody, settings)
    tell(sent.reply, Standing(sent.application, "", clock.now(), Reception.HELD))
    assert "係が申請した方を確かめている" in visitor.go(f"{STATUS}application/")
    why = Message(clock.now(), "世帯の方ではありません。")
    tell(sent.reply, Standing(sent.application, "", clock.now(), Reception.REFUSED, messages=(why,)))
    page = visitor.go(f"{STATUS}application/")
    assert "受け付けられませんでした" in page
    assert "世帯の方ではありません。" in page


def test_an_answer_about_another_application_is_not_shown(somebody: Applicant, settings: Any) -> None:
    visitor = Visitor()
    ask(visitor, *somebody.send())
    sent = sent_by(somebody, settings)
    strange = standing_of(sent, CaseStatus.DONE)
    tell(sent.reply, Standing(somebody.handle.draft_id, "2600001230", clock.now(), cases=strange.cases))
    assert "終わりました" not in visitor.go(f"{STATUS}application/")


def test_leaving_forgets_number_and_secret(somebody: Applicant) -> None:
    visitor = Visitor()
    ask(visitor, *somebody.send())
    visitor.send()
    visitor.go(f"{STATUS}application/")
    assert visitor.url == STATUS


def test_an_application_that_is_over_time_is_gone(somebody: Applicant, settings: Any) -> None:
    number, secret = somebody.send()
    with clock.fixed(clock.now() + timedelta(days=settings.MADOGUCHI_LETTER_DAYS + 1)):
        assert "見つかりません" in ask(Visitor(), number, secret)
