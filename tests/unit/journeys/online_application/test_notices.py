"""A notice is in one language: the applicant's, or Japanese that says so."""

from __future__ import annotations

from madoguchi.core.languages import JAPANESE, Language, Message, Texts
from madoguchi.journeys.online_application.domain.notices import Notice, write_notice

KOREAN = Language("ko", "한국어", "ko", "ko")
ONLY = "このお知らせは、日本語だけです。"


def written(texts: Texts | None, address: str = "https://example.jp/072028/") -> Notice:
    return write_notice(
        texts, place="会津若松市", telephone="0242-00-0000", number="K7Q2-9XMF", address=address
    )


def test_in_japanese_it_tells_number_page_and_telephone() -> None:
    notice = written(Texts(JAPANESE))
    assert notice.subject == "【会津若松市】オンライン申請についてお知らせがあります"
    assert notice.tag == "ja"
    for words in ("K7Q2-9XMF", "https://example.jp/072028/\n", "「申請の状況を見る」", "0242-00-0000"):
        assert words in notice.body


def test_without_an_address_it_says_in_words_where_to_look() -> None:
    body = written(Texts(JAPANESE), address="").body
    assert "会津若松市の手続きのページ" in body
    assert "http" not in body


def test_half_a_translation_is_no_notice() -> None:
    """One sentence in Korean among Japanese ones helps nobody: it says so in Korean, and is Japanese."""
    some = {"申請番号：{number}": "신청 번호: {number}", ONLY: "일본어로만 되어 있습니다."}
    notice = written(Texts(KOREAN, [Message(source, (said,), 1) for source, said in some.items()]))
    assert notice.body == f"일본어로만 되어 있습니다.\n\n{written(Texts(JAPANESE)).body}"
    assert notice.tag == "ja"


def test_a_language_that_the_office_does_not_know_is_told_in_english() -> None:
    english = "This notice is available in Japanese only."
    for texts in (None, Texts(KOREAN)):
        assert written(texts).body == f"{english}\n\n{written(Texts(JAPANESE)).body}"
