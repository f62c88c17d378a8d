"""Whoever must not be found: from the question to the code, no page, paper or file betrays the answer."""

from __future__ import annotations

import re
from html import unescape

from tests.integration.surfaces.resident_web.visitor import START, Visitor

REASONS = ("支援措置", "暴力", "DV", "住所を知られ", "つきまとい")
PLACES = ("門田", "飯寺", "582", "965-0846", "9650846", "世田谷", "北沢", "155-0031", "1550031")
PEOPLE = (("head", "1990年1月1日"), ("parent", "昭和25年2月12日"))
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""Random letters, among which "DV" stands now and then."""
QUESTION = f"{START}question/move.protected/"


def betrayed(text: str, words: tuple[str, ...] = REASONS) -> list[str]:
    return [word for word in words if word in unescape(TOKEN.sub("", text))]


def to_the_plan(visitor: Visitor, protected: str) -> None:
    visitor.to_the_people()
    visitor.tell_the_people(*PEOPLE)
    visitor.answer_the_rest()
    visitor.go(QUESTION)
    visitor.send(move__protected=protected)
    visitor.answer_the_rest()


def test_no_page_paper_or_file_after_the_question_betrays_it(visitor: Visitor) -> None:
    to_the_plan(visitor, "yes")
    plan = visitor.go(f"{START}plan/")
    assert "窓口でうかがうこと" in plan
    assert "回答しました" in plan
    assert betrayed(plan) == []
    assert betrayed(visitor.go(f"{START}fill/")) == []
    visitor.fill_in_everything()
    assert visitor.url.startswith(f"{START}review/")
    assert betrayed(visitor.html) == []
    visitor.post(f"{START}code/", _with_token(visitor))
    assert "できました" in visitor.html
    assert betrayed(visitor.html, REASONS + PLACES) == []
    for url in ("plan.pdf", "code.pdf"):
        assert betrayed(visitor.text_of_pdf(START + url), REASONS + PLACES) == []
    calendar = visitor.client.get(f"{START}plan.ics").content.decode().replace("\r\n ", "")
    assert "BEGIN:VEVENT" in calendar
    assert betrayed(calendar, (*REASONS, *PLACES, "会津若松市")) == []
    plan = visitor.go(f"{START}plan/")
    assert betrayed(plan, REASONS + PLACES) == []
    link = unescape(plan).partition(f'href="{START}list/')[2].partition('"')[0]
    assert "move_in_notification" in link
    assert "protection" not in link


def test_an_overview_looks_the_same_whatever_was_answered(visitor: Visitor) -> None:
    rows = []
    for protected in ("yes", "no"):
        to_the_plan(visitor, protected)
        visitor.go(f"{START}plan/")
        rows.append(unescape(visitor.html).partition("そのほかの質問")[2].partition("</div>")[0])
    assert "回答しました" in rows[0]
    assert rows[0] == rows[1]


def test_what_was_not_needed_is_the_same_whatever_was_answered(visitor: Visitor) -> None:
    pages = []
    for protected in ("yes", "no"):
        to_the_plan(visitor, protected)
        pages.append(visitor.go(f"{START}plan/not-needed/").partition("<h1>")[2].partition("<details")[0])
        assert betrayed(visitor.html) == []
    assert pages[0] == pages[1]
    assert "のため、必要ありません。" in pages[0]


def test_the_question_has_a_quick_way_out_and_other_questions_have_none(visitor: Visitor) -> None:
    to_the_plan(visitor, "no")
    page = visitor.go(QUESTION)
    assert "このページをすぐに閉じる" in page
    assert 'href="https://www.jma.go.jp/' in page
    assert "このページをすぐに閉じる" not in visitor.go(f"{START}question/move.from_kind/")


def _with_token(visitor: Visitor) -> dict[str, str]:
    return {"csrfmiddlewaretoken": visitor.client.cookies["csrftoken"].value}
