"""Applying from home in a browser without JavaScript: papers, signature, sending once, the receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.integration.surfaces.resident_web.applying import (
    EVENT,
    HOLDER,
    PDF,
    Applicant,
    applicant,
    letters,
    other_holder,
    receipt_on,
    signed_by,
)
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor, form_of

from madoguchi.core import clock, tenancy
from madoguchi.core.cards import card_trust
from madoguchi.engines.forms.api import save_draft
from madoguchi.engines.forms.models import DraftChunk, DraftFile
from madoguchi.journeys.online_application.api import Answers
from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.public import draft, sending
from madoguchi.lib.jpki import Purpose
from madoguchi.lib.sealing import reply_box
from madoguchi_testing.jpki import Authority, IssuedCard


def test_the_whole_way_from_the_plan_to_the_office(somebody: Applicant, settings: Any) -> None:
    visitor = somebody.visitor
    assert "1件は家から申請できます" in somebody.go("plan/")
    assert "どの手続きを家から申請しますか" in somebody.go("online/")
    visitor.send(procedure=["move_out_notification"])
    assert visitor.url == f"{EVENT}review/"
    assert f'href="{EVENT}online/files/"' in visitor.html
    somebody.go("online/files/")
    page = visitor.post(f"{EVENT}online/files/", _with_token(visitor, file=_paper("新居の契約書.pdf")))
    assert "新居の契約書.pdf" in page
    assert "違うときはパスワードを入れないでください" in somebody.go("online/sign/")
    page = somebody.sign()
    assert visitor.url == f"{EVENT}online/send/"
    assert "会津　十三蔵" in page
    assert "練習用のカード" in page
    visitor.client.cookies["language"] = "ko"
    page = visitor.send(mail="juzo@example.jp")
    assert visitor.url == f"{EVENT}online/done/"
    number, secret = receipt_on(page)
    assert len(secret) == 29
    assert "十三蔵" not in page
    [(sent, letter)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    assert isinstance(sent, SignedApplication)
    assert (sent.mail, sent.language, sent.is_correction) == ("juzo@example.jp", "ko", False)
    assert sent.application == letter.header.letter_id
    assert letter.header.address == sent.reply.address
    assert sent.reply == reply_box(secret, HERE)
    assert sent.is_answered_as_signed
    assert sent.content.holds_files([(one.name, one.content) for one in letter.content.attachments])
    assert letter.content.attachments[0].content == PDF
    certified = card_trust().signed(sent.signed, sent.signature, sent.certificate).certificate
    assert certified.basic_information.name == HOLDER.name
    kept = visitor.client.get(f"{EVENT}online/done/?download=1").content.decode()
    assert number in kept
    assert secret in kept
    assert "十三蔵" not in kept


def test_pressing_send_twice_sends_once(somebody: Applicant, settings: Any) -> None:
    somebody.sign()
    values = form_of(somebody.visitor.html).values
    first = receipt_on(somebody.visitor.post(f"{EVENT}online/send/", values))
    assert receipt_on(somebody.visitor.post(f"{EVENT}online/send/", values)) == first
    assert len(letters(settings.MADOGUCHI_KEYS_DIRECTORY)) == 1
    for page in ("online/files/", "online/sign/", "online/send/"):
        somebody.go(page)
        assert somebody.visitor.url == f"{EVENT}online/done/"


Forged = Callable[[Applicant], bytes]


def _expired(somebody: Applicant) -> bytes:
    old = somebody.authority.issue_card(
        HOLDER, valid_from=datetime(2020, 1, 1, tzinfo=UTC), days=900, keys=somebody.card.keys
    )
    return signed_by(old, somebody.paper())


def _foreign(somebody: Applicant) -> bytes:
    card = Authority.new(organisation="Elsewhere").issue_card(HOLDER, keys=somebody.card.keys)
    return signed_by(card, somebody.paper())


def _of(somebody: Applicant, **changed: str) -> bytes:
    card = somebody.authority.issue_card(other_holder(**changed), keys=somebody.card.keys)
    return signed_by(card, somebody.paper())


@pytest.mark.parametrize(
    ("forged", "message"),
    [
        pytest.param(_expired, "有効期限が令和4年6月", id="expired"),
        pytest.param(_foreign, "公的個人認証サービスが発行した電子証明書ではありません", id="foreign"),
        pytest.param(
            lambda one: signed_by(one.card, one.paper(), Purpose.AUTHENTICATION),
            "この手続きに使う電子証明書ではありません",
            id="wrong-purpose",
        ),
        pytest.param(
            lambda one: signed_by(one.card, one.paper() + b" "),
            "別の内容に付けられたものです",
            id="other-content",
        ),
        pytest.param(lambda one: one.paper(), "署名のファイルを読めません", id="no-signature"),
        pytest.param(lambda one: _of(one, name="会津　花子"), "カード：会津　花子", id="other-name"),
        pytest.param(lambda one: _of(one, birth_date="319660404"), "<strong>生年月日", id="other-birth-date"),
        pytest.param(
            lambda one: _of(one, address="福島県会津若松市東栄町３番４６号"),
            "カード：福島県会津若松市東栄町",
            id="other-address",
        ),
    ],
)
def test_a_signature_that_does_not_hold_is_told_and_nothing_is_sent(
    somebody: Applicant, settings: Any, forged: Forged, message: str
) -> None:
    page = somebody.upload_signature(forged(somebody))
    assert somebody.visitor.status == 422
    assert message in page
    somebody.go("online/send/")
    assert somebody.visitor.url == f"{EVENT}online/sign/"
    assert letters(settings.MADOGUCHI_KEYS_DIRECTORY) == []


def test_cards_for_tests_are_refused_unless_the_settings_say_otherwise(
    somebody: Applicant, settings: Any
) -> None:
    settings.MADOGUCHI_JPKI_TEST_CARDS = False
    assert "試験用のカード" in somebody.sign()


def test_substitutes_of_the_certificate_are_no_difference(
    visitor: Visitor, authority: Authority, card: IssuedCard, believed: None
) -> None:
    somebody = applicant(visitor, authority, card, name="𢉶田 十三蔵")
    page = somebody.upload_signature(_of(somebody, name="広田　十三蔵", name_substitutes="100000"))
    assert visitor.url == f"{EVENT}online/send/"
    assert "広田　十三蔵" in page


def test_what_was_changed_after_signing_is_signed_again(somebody: Applicant, settings: Any) -> None:
    before = somebody.paper()
    assert somebody.paper() == before
    somebody.sign()
    somebody.go("fill/contact/")
    somebody.visitor.send({"save": "1"}, contact__phone="090-0000-9999")
    assert somebody.paper() != before
    somebody.go("online/send/")
    assert somebody.visitor.url == f"{EVENT}online/sign/"
    somebody.upload_signature(signed_by(somebody.card, before))
    assert "別の内容" in somebody.visitor.html
    assert letters(settings.MADOGUCHI_KEYS_DIRECTORY) == []


def test_a_mail_address_that_is_none_is_asked_again(somebody: Applicant, settings: Any) -> None:
    somebody.sign()
    page = somebody.visitor.send(mail="juzo@example")
    assert somebody.visitor.status == 422
    assert "メールアドレスの形が違います" in page
    assert letters(settings.MADOGUCHI_KEYS_DIRECTORY) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param(
            "写真.jpg", b"MZ\x90\x00" + b"\0" * 500, "添付できるのは、PDF と写真", id="renamed-program"
        ),
        pytest.param("爆弾.pdf", b"PK\x03\x04" + b"\0" * 500, "添付できるのは、PDF と写真", id="zip"),
        pytest.param("半分.pdf", PDF[:2_000], "途中で切れています", id="half"),
        pytest.param("空.pdf", b"", "ファイル", id="empty"),
        pytest.param("大.pdf", b"%PDF-" + b"x" * 1_100_000, "大きすぎます", id="too-large"),
    ],
)
def test_a_paper_that_cannot_be_taken_is_told(
    somebody: Applicant, settings: Any, name: str, content: bytes, message: str
) -> None:
    settings.MADOGUCHI_ATTACHMENT_MEGABYTES = 1
    somebody.go("online/files/")
    page = somebody.visitor.post(
        f"{EVENT}online/files/", _with_token(somebody.visitor, file=SimpleUploadedFile(name, content))
    )
    assert somebody.visitor.status == 422
    assert message in page
    assert "付けた書類" not in somebody.go("online/files/")


def test_a_paper_is_taken_away_again(somebody: Applicant) -> None:
    somebody.go("online/files/")
    visitor = somebody.visitor
    for _ in range(2):
        visitor.post(f"{EVENT}online/files/", _with_token(visitor, file=_paper("契約書.pdf")))
    assert "付けた書類（1つ）" in visitor.html
    uuid = visitor.html.split('name="remove" value="')[1].split('"')[0]
    assert "契約書.pdf" not in visitor.post(f"{EVENT}online/files/", _with_token(visitor, remove=uuid))
    for wrong in (uuid, "0", "00000000-0000-0000-0000-000000000000"):
        visitor.post(f"{EVENT}online/files/", _with_token(visitor, remove=wrong))
        assert visitor.status == 200


def test_without_a_key_of_the_municipality_nothing_is_lost(somebody: Applicant, settings: Any) -> None:
    somebody.sign()
    keys, settings.MADOGUCHI_KEYS_DIRECTORY = settings.MADOGUCHI_KEYS_DIRECTORY, Path("/nowhere")
    page = somebody.visitor.send()
    assert somebody.visitor.status == 503
    assert "まだ送れていません" in page
    settings.MADOGUCHI_KEYS_DIRECTORY = keys
    somebody.visitor.send()
    assert somebody.visitor.url == f"{EVENT}online/done/"
    assert len(letters(keys)) == 1


def test_what_was_sent_is_on_the_receipt_even_when_the_first_press_was_cut_off(
    somebody: Applicant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody.sign()
    with monkeypatch.context() as cut:
        cut.setattr(draft, "sent_change", _cut_off)
        with pytest.raises(ConnectionError):
            somebody.visitor.send()
    [(first, _)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    somebody.go("fill/contact/")
    somebody.visitor.send({"save": "1"}, contact__phone="090-0000-9999")
    number, _ = somebody.send()
    assert "あとで直した内容は、送られていません" in somebody.visitor.html
    [(sent, _)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
    assert sent == first
    assert isinstance(sent, SignedApplication)
    assert number == application_number(sent.application)
    assert "090-0000-9999" not in sent.signed.decode()


def test_pressed_again_unchanged_after_a_cut_the_receipt_says_nothing_more(
    somebody: Applicant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody.sign()
    with monkeypatch.context() as cut:
        cut.setattr(draft, "sent_change", _cut_off)
        with pytest.raises(ConnectionError):
            somebody.visitor.send()
    somebody.go("online/send/")
    somebody.visitor.send()
    assert somebody.visitor.url == f"{EVENT}online/done/"
    assert "送られていません" not in somebody.visitor.html
    assert len(letters(settings.MADOGUCHI_KEYS_DIRECTORY)) == 1


def _cut_off(*_: object, **__: object) -> None:
    raise ConnectionError


def test_a_file_that_another_window_adds_after_signing_is_not_sent(
    somebody: Applicant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody.sign()

    look = sending.signature_of

    def late(answers: Answers) -> Any:
        """Between looking at the signature and sending."""
        found = look(answers)
        save_draft(answers.handle, draft.file_change(draft.KeptFile(uuid4(), "x.pdf", 1, "0" * 64), 9))
        return found

    monkeypatch.setattr(sending, "signature_of", late)
    somebody.visitor.send()
    assert somebody.visitor.url == f"{EVENT}online/files/"
    assert letters(settings.MADOGUCHI_KEYS_DIRECTORY) == []


def test_files_lie_beside_the_draft_until_they_are_sent_and_no_longer(somebody: Applicant) -> None:
    visitor = somebody.visitor
    somebody.go("online/files/")
    visitor.post(f"{EVENT}online/files/", _with_token(visitor, file=_paper("契約書.pdf")))
    somebody.send()
    with tenancy.municipality(HERE):
        assert not DraftFile.objects.exists()
        assert not DraftChunk.objects.exists()


def test_pressed_twice_at_once_both_see_the_receipt(
    somebody: Applicant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = somebody.visitor
    somebody.go("online/files/")
    visitor.post(f"{EVENT}online/files/", _with_token(visitor, file=_paper("契約書.pdf")))
    somebody.sign()
    values, read_the_files = form_of(visitor.html).values, sending.attachments

    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        Visitor.post(visitor, f"{EVENT}online/send/", values)
        return read_the_files(*given)

    monkeypatch.setattr(sending, "attachments", meanwhile)
    visitor.post(f"{EVENT}online/send/", values)
    assert visitor.url == f"{EVENT}online/done/"
    assert len(letters(settings.MADOGUCHI_KEYS_DIRECTORY)) == 1


def test_a_file_that_was_not_signed_in_time_is_told_and_attached_again(
    somebody: Applicant, settings: Any
) -> None:
    visitor = somebody.visitor
    somebody.go("online/files/")
    for name in ("契約書.pdf", "地図.pdf"):
        content = SimpleUploadedFile(name, PDF + name.encode() + b"\n%%EOF\n")
        visitor.post(f"{EVENT}online/files/", _with_token(visitor, file=content))
    with clock.fixed(clock.now() + timedelta(hours=25)):
        for page in ("online/sign/", "online/send/", "online/shinsei.json"):
            somebody.go(page)
            assert visitor.url == f"{EVENT}online/files/"
        assert "消えた書類があります" in visitor.html
        assert f'href="{EVENT}online/sign/"' not in visitor.html
        content = SimpleUploadedFile("契約書.pdf", PDF + "契約書.pdf".encode() + b"\n%%EOF\n")
        page = visitor.post(f"{EVENT}online/files/", _with_token(visitor, file=content))
        assert "付けた書類（1つ）" in page
        uuid = page.split('name="remove" value="')[1].split('"')[0]
        page = visitor.post(f"{EVENT}online/files/", _with_token(visitor, remove=uuid))
        assert "消えた書類" not in page
        somebody.send()
        [(sent, _)] = letters(settings.MADOGUCHI_KEYS_DIRECTORY)
        assert isinstance(sent, SignedApplication)
        assert [one.name for one in sent.content.files] == ["契約書.pdf"]


def test_without_authorities_the_page_says_so_and_keeps_everything(
    somebody: Applicant, settings: Any, tmp_path: Path
) -> None:
    somebody.sign()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "authority.pem").write_bytes(b"none")
    anchors, settings.MADOGUCHI_JPKI_ANCHORS = settings.MADOGUCHI_JPKI_ANCHORS, tmp_path / "broken"
    assert "いまは送れません" in somebody.visitor.send()
    assert somebody.visitor.status == 503
    settings.MADOGUCHI_JPKI_ANCHORS = anchors
    somebody.go("online/send/")
    somebody.visitor.send()
    assert somebody.visitor.url == f"{EVENT}online/done/"


def _paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def test_the_whole_form_is_asked_from_home_and_only_there(somebody: Applicant) -> None:
    visitor = somebody.visitor
    somebody.go("online/")
    visitor.send(procedure=["move_out_notification"])
    whole = somebody.go("fill/reservation/")
    assert "新しいまちの窓口に行く日（転入予約）" in whole
    assert 'type="checkbox" id="reservation-consent"' in somebody.go("fill/consent/")
    somebody.go("fill/")
    visitor.send(procedure=["move_out_notification"])
    assert "転入予約" not in somebody.go("review/")


def _with_token(visitor: Visitor, **values: Any) -> dict[str, Any]:
    return {"csrfmiddlewaretoken": form_of(visitor.html).values["csrfmiddlewaretoken"], **values}
