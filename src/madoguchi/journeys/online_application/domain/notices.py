"""What a notice by e-mail says, in the applicant's language: that something has changed, not what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.core.languages import (
    JAPANESE,
    SOURCE,
    Texts,
    readings_in_brackets,
    translatable,
    without_readings,
)

_SUBJECT: Final = translatable("【{place}】オンライン申請についてお知らせがあります")
_CHANGED: Final = translatable("{place}から、オンライン申請の状況が変わったことをお知らせします。")
_NUMBER: Final = translatable("申請番号：{number}")
_ON_THE_PAGE: Final = translatable("内容は、次のページの下にある「{link}」で分かります。")
_SOMEWHERE: Final = translatable("内容は、{place}の手続きのページの下にある「{link}」で分かります。")
_LINK: Final = translatable("申請の状況を見る")
_NEEDED: Final = translatable("申請番号と、申請のときにお渡しした確認コードが要ります。")
_NOTHING_PERSONAL: Final = translatable("このメールには、個人の情報を書いていません。")
_NO_PIN: Final = translatable("メールから、暗証番号やパスワードを入れるようお願いすることはありません。")
_NOT_YOURS: Final = translatable("お心当たりがないときは、このメールを消してください。")
_TELEPHONE: Final = translatable("{place}　電話：{telephone}")
_ALL: Final = (_SUBJECT, _CHANGED, _NUMBER, _ON_THE_PAGE, _SOMEWHERE, _LINK, _NEEDED, _NOTHING_PERSONAL,
               _NO_PIN, _NOT_YOURS, _TELEPHONE)  # fmt: skip

_ONLY_JAPANESE: Final = translatable("このお知らせは、日本語だけです。")
_ONLY_JAPANESE_IN_ENGLISH: Final = "This notice is available in Japanese only."


@dataclass(frozen=True, slots=True)
class Notice:
    """An e-mail; `tag` is the language in which it is written (BCP 47)."""

    subject: str
    body: str
    tag: str


def write_notice(texts: Texts | None, *, place: str, telephone: str, number: str, address: str) -> Notice:
    """The notice in the language of `texts`: the municipality, the 申請番号 and where to look.

    `address` is the page of the municipality, or empty. A notice is in one language: where a sentence of it
    has no translation, or the language is not known here (None), it is Japanese, and its first line says so
    in the applicant's language, else in English.
    """
    if texts is None or texts.missing(_ALL):
        first = _ONLY_JAPANESE_IN_ENGLISH
        if texts is not None and _ONLY_JAPANESE in texts:
            first = readings_in_brackets(texts.say(_ONLY_JAPANESE))
        told = write_notice(Texts(JAPANESE), place=place, telephone=telephone, number=number, address=address)
        return Notice(told.subject, f"{first}\n\n{told.body}", told.tag)
    said = texts.say
    link = said(_LINK)
    if address and texts.language.code != SOURCE:
        address = f"{address}?language={texts.language.code}"
    where = (
        f"{said(_ON_THE_PAGE, link=link)}\n{address}" if address else said(_SOMEWHERE, place=place, link=link)
    )
    blocks = (
        said(_CHANGED, place=place),
        said(_NUMBER, number=number),
        f"{where}\n{said(_NEEDED)}",
        f"{said(_NOTHING_PERSONAL)}\n{said(_NO_PIN)}\n{said(_NOT_YOURS)}",
        said(_TELEPHONE, place=place, telephone=telephone),
    )
    body = readings_in_brackets("\n\n".join(blocks)) + "\n"
    return Notice(without_readings(said(_SUBJECT, place=place)), body, texts.language.tag)
