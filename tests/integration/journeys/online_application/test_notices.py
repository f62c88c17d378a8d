"""Notices by e-mail, over a real connection to a mail server, in the language that the applicant read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.test_following import applied, ask, corrects

from madoguchi.core import tenancy
from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi.journeys.online_application.models import Application
from madoguchi.journeys.online_application.office.notices import send_notice
from madoguchi_testing.mail import mail_server

SECRETS = ("例示", "健", "はると", "保育", "3歳", "架空町")
KANA = re.compile("[ぁ-ゖァ-ヺ]")
BEGINNINGS = {
    "ja": "会津若松市から、オンライン申請の状況が変わったこと",
    "ja-easy": "会津若松市からの お知（し）らせです。",
    "en": "This is 会津若松市. Something has changed",
    "zh-hans": "这里是会津若松市。",
    "ko": "会津若松市에서 알려 드립니다.",
    "vi": "Đây là thông báo của 会津若松市.",
    "fil": "Mula ito sa 会津若松市.",
}


def test_each_language_has_its_notice_and_none_tells_anything_personal(office: Office, settings: Any) -> None:
    sent, _ = applied(office, mail="ken@example.jp")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp"
    assert set(BEGINNINGS) == {one.code for one in office.packs.languages}
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        for language in BEGINNINGS:
            with tenancy.municipality(HERE):
                Application.objects.update(language=language)
            send_notice(HERE, sent.number)
    number = application_number(sent.number)
    for (language, beginning), (recipients, notice) in zip(BEGINNINGS.items(), server.received, strict=True):
        body = notice.get_content()
        assert recipients == ["ken@example.jp"]
        assert body.startswith(beginning)
        assert notice["Content-Language"] == office.packs.texts(language).language.tag
        assert number in body
        query = "" if language == "ja" else f"?language={language}"
        assert f"https://tetsuzuki.example.jp/{HERE}/{query}\n" in body.replace("\r\n", "\n")
        told = f"{notice['Subject']}{body}"
        assert not any(secret in told for secret in (*SECRETS, office.application(sent).number))
        if not language.startswith("ja"):
            assert not KANA.search(told.replace("確認コード", ""))


@pytest.mark.parametrize("language", ["xx", "ja-easy"])
def test_the_language_comes_with_the_letter_and_one_that_is_not_known_is_told(
    office: Office, mailoutbox: list[Any], language: str
) -> None:
    sent, _ = applied(office, mail="ken@example.jp", language=language)
    assert office.application(sent).language == language
    send_notice(HERE, sent.number)
    (notice,) = mailoutbox
    assert notice.body.startswith("This notice is available in Japanese only.") is (language == "xx")


def test_a_correction_brings_the_address_and_the_language_of_now(office: Office) -> None:
    sent, case = applied(office, mail="ken@example.jp")
    ask(office, case)
    office.arrives(corrects(office, sent, mail="new@example.jp", language="vi"))
    application = office.application(sent)
    assert (application.mail, application.language) == ("new@example.jp", "vi")
    office.arrives(
        corrects(office, sent, mail="other@example.jp", answers={"contact.phone": "090-0000-8888"})
    )
    assert office.application(sent).mail == "new@example.jp", "nobody has asked for this one"
