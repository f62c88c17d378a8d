"""Mails about bookings are whole in every language, and say what is to be done and nothing of whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.conf import settings

from madoguchi.core.clock import TOKYO
from madoguchi.core.languages import JAPANESE, Texts
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.appointments.domain.mailing import Telling
from madoguchi.journeys.appointments.domain.mails import ALL_TEXTS, MailFacts, write_mail

FACTS = MailFacts(
    place="例示市",
    telephone="0242-00-0000",
    begins=datetime(2026, 11, 30, 10, 15, tzinfo=TOKYO),
    minutes=75,
    code="K7M2PQ",
    what="窓口での手続き",
    where="本庁舎 1階",
    link="https://example.jp/s/",
    reply_until=datetime(2026, 11, 29, 14, 0, tzinfo=TOKYO),
)
JA = Texts(JAPANESE)


@pytest.mark.parametrize("kind", list(Telling))
@pytest.mark.parametrize("language", ["ja", "ja-easy", "en", "zh-hans", "ko", "vi", "fil"])
def test_a_mail_is_whole_in_its_language(kind: Telling, language: str) -> None:
    texts = load_packs_or_refuse(settings.MADOGUCHI_PACKS).texts(language)
    assert language == "ja" or texts.missing(ALL_TEXTS) == ()
    mail = write_mail(kind, FACTS, texts)
    assert mail.tag == texts.language.tag
    assert mail.subject.startswith("【例示市】")
    assert "0242-00-0000" in mail.body
    assert ("K7M2PQ" in mail.body) is (kind is not Telling.OFFER)
    assert ("https://example.jp/s/" in mail.body) is (kind is not Telling.CANCELLED)
    assert not any(sign in mail.subject + mail.body for sign in "{}《》")


def test_the_japanese_mail_reads_as_it_is_spoken() -> None:
    told = write_mail(Telling.BOOKED, FACTS, JA).body
    assert "日時：2026年（令和8年）11月30日（月）午前10時15分から（約1時間15分）" in told
    assert "着いたら、入口の受付機に予約番号を入れるか" in told
    assert (
        "お返事の期限：2026年（令和8年）11月29日（日）午後2時まで"
        in write_mail(Telling.OFFER, FACTS, JA).body
    )


def test_nobody_is_sent_to_an_entrance_that_is_not_theirs() -> None:
    at_home = write_mail(Telling.REMINDER, replace(FACTS, comes=False), JA).body
    assert "着いたら" not in at_home
    elsewhere = write_mail(Telling.REMINDER, replace(FACTS, entrance=False), JA).body
    assert "入口の受付機" not in elsewhere
    assert "受付で予約番号を" in elsewhere


def test_what_is_discreet_names_no_place() -> None:
    mail = write_mail(Telling.BOOKED, replace(FACTS, discreet=True), JA)
    told = mail.subject + mail.body
    assert not any(word in told for word in ("例示市", "本庁舎", "窓口での"))


def test_a_language_that_is_not_known_is_japanese_and_says_so() -> None:
    told = write_mail(Telling.BOOKED, FACTS, None)
    assert told.body.startswith("This mail is in Japanese only.")
    assert told.tag == "ja"
