"""The mails about a booking: when, where, under which code, and nothing of whom or what for.

Others read along in a household, and mail travels in clear. No name, no procedure and no counter stands in
it; where a procedure of the booking is one that nobody else should learn of, not even the municipality does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from madoguchi.core.clock import TOKYO
from madoguchi.core.languages import (
    JAPANESE,
    Texts,
    readings_in_brackets,
    say_date,
    speaking,
    translatable,
    without_readings,
)
from madoguchi.journeys.appointments.domain.mailing import Telling
from madoguchi.journeys.appointments.domain.spoken import length_aloud, time_aloud

_SUBJECTS: Final = {
    Telling.BOOKED: translatable("予約を受け付けました"),
    Telling.CHANGED: translatable("予約の日時が変わりました"),
    Telling.CANCELLED: translatable("予約を取り消しました"),
    Telling.REMINDER: translatable("あすの予約のお知らせ"),
    Telling.OFFER: translatable("空きが出ました（お返事をお願いします）"),
}
_OPENINGS: Final = {
    Telling.BOOKED: translatable("ご予約を受け付けました。"),
    Telling.CHANGED: translatable(
        "ご予約の日時が変わりました。前の日時には、来ていただかなくてかまいません。"
    ),
    Telling.CANCELLED: translatable("ご予約を取り消しました。次の日時には、来ていただかなくてかまいません。"),
    Telling.REMINDER: translatable("ご予約は、あすです。"),
    Telling.OFFER: translatable("お待ちいただいていた時間に、空きが出ました。まだ予約になっていません。"),
}
_WHEN: Final = translatable("日時：{moment}から（{length}）")
_LENGTH: Final = translatable("約{minutes}分")
_WHAT: Final = translatable("内容：{what}")
_WHERE: Final = translatable("場所：{where}")
_COVERS: Final = translatable("手続き{count}件が、全部この予約に入っています。")
_REPLY: Final = translatable("お返事の期限：{moment}まで")
_CODE: Final = translatable("予約番号：{code}")
_AT_ENTRANCE: Final = translatable(
    "着いたら、入口の受付機に予約番号を入れるか、職員に予約番号をお伝えください。"
)
_AT_PLACE: Final = translatable("着いたら、受付で予約番号をお伝えください。")
_BRING_IT: Final = translatable("予約番号をメモするか、このメールを印刷してお持ちください。")
_CHANGE_HERE: Final = translatable("変更や取り消しは、次のページでできます。お電話でもできます。")
_CHANGE_BY_PHONE: Final = translatable("変更や取り消しは、下の電話番号にお願いします。")
_ANSWER_HERE: Final = translatable(
    "お返事（予約する・しない）は、次のページでお願いします。お電話でもできます。"
)
_ANSWER_BY_PHONE: Final = translatable("お返事は、下の電話番号にお願いします。")
_BOOK_AGAIN: Final = translatable("もう一度予約するときは、お電話でも受け付けます。")
_KEEP_IT: Final = translatable(
    "このアドレスを知っている人は、予約を変えられます。ほかの人に渡さないでください。"
)
_NOTHING_PERSONAL: Final = translatable("このメールには、お名前と手続きの名前を書いていません。")
_NO_PIN: Final = translatable("メールで、暗証番号やパスワードをお聞きすることはありません。")
_NOT_YOURS: Final = translatable("おぼえのないメールのときは、下の電話番号にお知らせください。")
_TELEPHONE: Final = translatable("お電話：{telephone}")
ALL_TEXTS: Final = (
    *_SUBJECTS.values(),
    *_OPENINGS.values(),
    *(_WHEN, _LENGTH, _WHAT, _WHERE, _COVERS, _REPLY, _CODE, _AT_ENTRANCE, _AT_PLACE, _BRING_IT),
    *(_CHANGE_HERE, _CHANGE_BY_PHONE, _ANSWER_HERE, _ANSWER_BY_PHONE, _BOOK_AGAIN, _KEEP_IT),
    *(_NOTHING_PERSONAL, _NO_PIN, _NOT_YOURS, _TELEPHONE),
)
_IN_ENGLISH: Final = "This mail is in Japanese only."


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a mail says. `what`: what was booked, as everybody may read it. `link`: where it is changed and
    cancelled, `reply_until`: the end of an offer. `entrance`: there is a machine at the entrance, `comes`:
    somebody comes to a place at all. `procedures`: how many it covers, 0 where nobody said. `discreet`:
    neither place nor municipality is named.
    """

    place: str
    telephone: str
    begins: datetime
    minutes: int
    code: str
    what: str = ""
    where: str = ""
    link: str = field(default="", repr=False)
    reply_until: datetime | None = None
    entrance: bool = True
    comes: bool = True
    procedures: int = 0
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """Subject and text; `tag` is the language in which it is written (BCP 47)."""

    subject: str
    body: str
    tag: str = "ja"


def write_mail(kind: Telling, facts: MailFacts, texts: Texts | None) -> WrittenMail:
    """The mail in the language of `texts`; in Japanese, with a line that says so in English, where that
    language is not known here (None) or lacks a sentence.
    """
    if texts is None or texts.missing(ALL_TEXTS):
        told = write_mail(kind, facts, Texts(JAPANESE))
        return WrittenMail(told.subject, f"{_IN_ENGLISH}\n\n{told.body}", told.tag)
    with speaking(texts):
        subject = without_readings(texts.say(_SUBJECTS[kind]))
        body = readings_in_brackets("\n\n".join(_blocks(kind, facts, texts)))
    if not facts.discreet:
        subject = f"【{facts.place}】{subject}"
    return WrittenMail(subject, f"{body}\n", texts.language.tag)


def _blocks(kind: Telling, facts: MailFacts, texts: Texts) -> Iterator[str]:
    said = texts.say
    yield said(_OPENINGS[kind])
    yield "\n".join(_lines(kind, facts, texts))
    if kind in (Telling.BOOKED, Telling.CHANGED, Telling.REMINDER) and facts.comes:
        yield f"{said(_AT_ENTRANCE if facts.entrance else _AT_PLACE)}\n{said(_BRING_IT)}"
    yield "\n".join(_to_change(kind, facts, texts))
    yield f"{said(_NOTHING_PERSONAL)}\n{said(_NO_PIN)}\n{said(_NOT_YOURS)}"
    telephone = said(_TELEPHONE, telephone=facts.telephone)
    yield telephone if facts.discreet else f"{facts.place}\n{telephone}"


def _told(text: str, texts: Texts) -> str:
    """A text of the packs in the language, or in Japanese where it has no translation."""
    return texts.say(text) if text in texts else text


def _lines(kind: Telling, facts: MailFacts, texts: Texts) -> Iterator[str]:
    said, japanese = texts.say, texts.is_source
    length = length_aloud(facts.minutes) if japanese else said(_LENGTH, minutes=facts.minutes)
    yield said(_WHEN, moment=_moment(facts.begins, texts), length=length)
    if not facts.discreet and facts.what:
        yield said(_WHAT, what=_told(facts.what, texts))
    if not facts.discreet and facts.where:
        yield said(_WHERE, where=_told(facts.where, texts))
    if facts.procedures and kind is not Telling.CANCELLED:
        yield said(_COVERS, count=facts.procedures)
    if kind is not Telling.OFFER:
        yield said(_CODE, code=facts.code)
    elif facts.reply_until is not None:
        yield said(_REPLY, moment=_moment(facts.reply_until, texts))


def _moment(moment: datetime, texts: Texts) -> str:
    """2026年（令和8年）3月24日（火）午前10時15分; Tuesday, March 24, 2026 10:15."""
    local = moment.astimezone(TOKYO)
    day = say_date(local.date())
    return f"{day}{time_aloud(local)}" if texts.is_source else f"{day} {local:%-H:%M}"


def _to_change(kind: Telling, facts: MailFacts, texts: Texts) -> Iterator[str]:
    offer = kind is Telling.OFFER
    if kind is Telling.CANCELLED:
        yield texts.say(_BOOK_AGAIN)
    elif facts.link:
        yield texts.say(_ANSWER_HERE if offer else _CHANGE_HERE)
        yield facts.link if texts.is_source else f"{facts.link}?language={texts.language.code}"
        yield texts.say(_KEEP_IT)
    else:
        yield texts.say(_ANSWER_BY_PHONE if offer else _CHANGE_BY_PHONE)
