"""The mails about a booking: when, where, under which code, and nothing of whom or what for.

Others read along in a household, and mail travels in clear. No name, no procedure and no counter stands in
it; where a procedure of the booking is one that nobody else should learn of, not even the municipality does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.appointments.domain.mailing import Telling
from madoguchi.journeys.appointments.domain.spoken import length_aloud, time_aloud
from madoguchi.lib.japanese.dates import format_both

_SUBJECTS: Final = {
    Telling.BOOKED: "予約を受け付けました",
    Telling.CHANGED: "予約の日時を変更しました",
    Telling.CANCELLED: "予約を取り消しました",
    Telling.REMINDER: "あすの予約のお知らせ",
    Telling.OFFER: "空きが出ました（お返事をお願いします）",
}
_ENGLISH: Final = {
    Telling.BOOKED: "Your appointment is booked.",
    Telling.CHANGED: "Your appointment has been changed.",
    Telling.CANCELLED: "Your appointment has been cancelled.",
    Telling.REMINDER: "Your appointment is tomorrow.",
    Telling.OFFER: "A place has become free. Please answer on the page below.",
}

_KEEP_IT: Final = "このアドレスを知っている人は、予約を変えられます。ほかの人に渡さないでください。"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What a mail says. `what`: what was booked, as everybody may read it. `link`: where it is changed and
    cancelled, `reply_until`: the end of an offer. `discreet`: neither place nor municipality is named.
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
    language: str = "ja"
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """Subject and text."""

    subject: str
    body: str


def write_mail(kind: Telling, facts: MailFacts) -> WrittenMail:
    """The mail in plain Japanese; for who reads another language it begins with the bare facts in English."""
    subject = _SUBJECTS[kind] if facts.discreet else f"【{facts.place}】{_SUBJECTS[kind]}"
    blocks = [
        _in_english(kind, facts),
        _opening(kind, facts),
        _lines(kind, facts),
        _on_the_day(kind),
        _to_change(kind, facts),
        "このメールには、お名前と手続きの名前を書いていません。\n"
        "メールから、暗証番号やパスワードを入れるようお願いすることはありません。\n"
        "お心当たりがないときは、このメールを消してください。",
        f"電話：{facts.telephone}" if facts.discreet else f"{facts.place}　電話：{facts.telephone}",
    ]
    return WrittenMail(subject, "\n\n".join(block for block in blocks if block) + "\n")


def moment_text(moment: datetime) -> str:
    """2026年（令和8年）3月24日（火）午前10時15分."""
    local = moment.astimezone(TOKYO)
    return f"{format_both(local.date())}{time_aloud(local)}"


def _opening(kind: Telling, facts: MailFacts) -> str:
    whose = "" if facts.discreet else f"{facts.place}の"
    return {
        Telling.BOOKED: f"{whose}ご予約を受け付けました。",
        Telling.CHANGED: f"{whose}ご予約の日時を変更しました。前の時間は使えません。",
        Telling.CANCELLED: f"{whose}ご予約を取り消しました。次の日時には、来ていただかなくてかまいません。",
        Telling.REMINDER: f"{whose}ご予約は、あすです。",
        Telling.OFFER: f"{whose}空き待ちをされていた時間に、空きが出ました。まだ予約になっていません。",
    }[kind]


def _lines(kind: Telling, facts: MailFacts) -> str:
    lines = [f"日時：{moment_text(facts.begins)}から（{length_aloud(facts.minutes)}）"]
    if not facts.discreet:
        lines += [f"内容：{facts.what}"] if facts.what else []
        lines += [f"場所：{facts.where}"] if facts.where else []
    if kind is Telling.OFFER and facts.reply_until is not None:
        lines.append(f"お返事の期限：{moment_text(facts.reply_until)}まで")
    if kind is not Telling.OFFER:
        lines.append(f"予約番号：{facts.code}")
    return "\n".join(lines)


def _on_the_day(kind: Telling) -> str:
    if kind not in (Telling.BOOKED, Telling.CHANGED, Telling.REMINDER):
        return ""
    return "来られたら、入口の受付機に予約番号を入れるか、職員に予約番号をお伝えください。"


def _to_change(kind: Telling, facts: MailFacts) -> str:
    if kind is Telling.CANCELLED:
        return "もう一度予約するときは、お電話でも受け付けます。"
    if not facts.link:
        ask = "お返事は" if kind is Telling.OFFER else "変更や取り消しは"
        return f"{ask}、下の電話番号にお願いします。"
    ask = "変更や取り消しは、次のページでできます。"
    if kind is Telling.OFFER:
        ask = "お返事（予約する・しない）は、次のページでお願いします。"
    return f"{ask}\n{facts.link}\n{_KEEP_IT}"


def _in_english(kind: Telling, facts: MailFacts) -> str:
    if facts.language.startswith("ja"):
        return ""
    local = facts.begins.astimezone(TOKYO)
    code = "" if kind is Telling.OFFER else f" Code: {facts.code}."
    return f"{_ENGLISH[kind]} {local:%Y-%m-%d %H:%M} (Japan time).{code} The rest is in Japanese only."
