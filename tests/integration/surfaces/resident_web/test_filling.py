"""Filling in, reviewing, and the code."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image
from tests.integration.surfaces.resident_web.visitor import START, Visitor, common_entries, form_of

MEMBERS = f"{START}question/members/"


@pytest.fixture
def at_the_plan(visitor: Visitor) -> Visitor:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=2")
    people = [("head", "昭和41年4月3日"), ("parent", "昭和25年2月12日")]
    typed = {}
    for key, (relation, birth_date) in zip(form_of(visitor.html).values["person"], people, strict=True):
        typed[f"person-{key}-relation"] = relation
        typed[f"person-{key}-birth_date-year"] = birth_date
    visitor.send({"save": "1"}, **typed)
    visitor.answer_the_rest()
    return visitor


def test_the_plan_says_what_where_until_when_and_why(at_the_plan: Visitor) -> None:
    page = at_the_plan.html
    for text in ("転入届", "2026年（令和8年）3月25日（水）", "翌日から数えて14日目", "1番", "赤の線",
                 "住民基本台帳法第22条", "本人確認書類", "なぜ必要ですか", "badge-example"):  # fmt: skip
        assert text in page
    assert "書類を先に作る" in page


def test_the_plan_prints_on_one_page_and_goes_into_a_calendar(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}plan.ics")
    assert "BEGIN:VCALENDAR" in at_the_plan.html
    at_the_plan.go(f"{START}plan.pdf")
    assert at_the_plan.headers["Content-Type"] == "application/pdf"
    assert at_the_plan.html.startswith("%PDF")
    assert at_the_plan.headers["Cache-Control"] == "no-store"


def test_choosing_nothing_is_asked_again(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}fill/")
    page = at_the_plan.send(procedure=[])
    assert at_the_plan.status == 422
    assert "1つ以上選んでください" in page


def test_what_is_missing_stands_in_the_summary_and_leads_to_its_field(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}fill/")
    at_the_plan.send()
    page = at_the_plan.send({"save": "1"}, move__new_block="582番地1")
    assert at_the_plan.status == 422
    targets = re.findall(r'<li><a href="#([^"]+)">', page)
    assert targets
    for target in targets:
        assert f'id="{target}"' in page
    assert form_of(page).values["move-new_block"] == ["582番地1"]
    assert "入力の確認：" in page


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE forms_draft; --",
        "髙﨑 𠮷雄",
        "あ" * 300,
        "😀",
        "\x00\x07",
        "Ａｎｎａ ＬＥＥ",
    ],
)
def test_whatever_is_typed_comes_back_as_text(at_the_plan: Visitor, name: str) -> None:
    page = at_the_plan.go(f"{START}fill/contact/")
    at_the_plan.send({"save": "1"}, contact__phone=name)
    assert at_the_plan.status == 422
    assert "<script>alert" not in at_the_plan.html
    if name.isprintable() and len(name) <= 200:
        assert form_of(at_the_plan.html).values["contact-phone"] == [name]
    # It is still there after coming back.
    page = at_the_plan.go(f"{START}fill/contact/")
    assert "<script>alert" not in page


def test_a_postal_code_fills_the_town_and_keeps_the_rest(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}fill/move/")
    page = at_the_plan.send(
        {"look_up": "move-new_postal_code"}, move__new_postal_code="９６５−０８４６", move__new_block="1番地"
    )
    assert at_the_plan.status == 200
    assert "門田町" in page
    assert form_of(page).values["move-new_block"] == ["1番地"]


def test_two_windows_lose_nothing(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}fill/move/")
    stale = form_of(at_the_plan.html).values
    at_the_plan.send({"save": "later"}, move__new_block="582番地1")
    at_the_plan.post(
        f"{START}fill/move/", stale | {"move-old_address": "東京都世田谷区北沢", "save": "later"}
    )
    at_the_plan.go(f"{START}fill/move/")
    values = form_of(at_the_plan.html).values
    assert values["move-new_block"] == ["582番地1"]
    assert values["move-old_address"] == ["東京都世田谷区北沢"]


def test_the_whole_way_ends_in_a_code_that_a_scanner_reads(at_the_plan: Visitor) -> None:
    visitor = at_the_plan
    visitor.go(f"{START}fill/")
    visitor.fill_in_everything()
    assert "/review/" in visitor.url
    assert "会津 花子" in visitor.html
    assert "直す" in visitor.html
    visitor.send()
    assert visitor.url == f"{START}code/"
    assert "会津 花子" in visitor.html
    assert "使える期限" in visitor.html
    picture = visitor.client.get(f"{START}code-1.png")
    assert picture["Content-Type"] == "image/png"
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert found.text.startswith("MDG")
    visitor.go(f"{START}code-2.png")
    assert visitor.status == 404
    visitor.go(f"{START}code.pdf")
    assert visitor.html.startswith("%PDF")


def test_no_code_while_something_is_missing(at_the_plan: Visitor) -> None:
    page = at_the_plan.go(f"{START}review/")
    assert "まだコードを作れません" in page
    assert "コードを作る</button>" not in page
    at_the_plan.go(f"{START}code/")
    assert "/review/" in at_the_plan.url


def test_discarding_asks_first_and_leaves_nothing(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}discard/")
    assert "入力した内容を消しますか" in at_the_plan.html
    at_the_plan.send()
    assert at_the_plan.url == f"{START}discarded/"
    assert not at_the_plan.client.cookies["draft"].value
    at_the_plan.go(f"{START}plan/")
    assert at_the_plan.status == 410


def test_no_address_on_the_way_holds_anything_personal(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}fill/")
    at_the_plan.fill_in_everything()
    for address in re.findall(r'(?:href|action|src)="([^"]+)"', at_the_plan.html):
        assert "会津" not in address
        assert "0000-1234" not in address
        assert "00001234" not in address
        assert "1966-04-03" not in address


def test_a_choice_of_which_nothing_is_ticked_is_missing_on_its_own_page(at_the_plan: Visitor) -> None:
    at_the_plan.go(f"{START}fill/")
    at_the_plan.send()
    page = at_the_plan.send({"save": "1"})
    assert at_the_plan.status == 422
    assert "「引越すのは、前の世帯の全員ですか」の答えを選んでください。" in page


SITUATIONS = f"{START}question/household.situations/"


def test_a_list_to_tick_shows_only_what_matters_after_the_event(at_the_plan: Visitor) -> None:
    page = at_the_plan.go(SITUATIONS)
    assert "犬を飼っている" in page
    assert "どれも当てはまらない" in page
    assert "印鑑登録（実印の登録）をしている方がいる" not in page


def test_of_a_list_several_are_kept_and_change_the_plan(at_the_plan: Visitor) -> None:
    at_the_plan.go(SITUATIONS)
    at_the_plan.send(household__situations=["dog", "water"])
    assert at_the_plan.status == 200
    assert form_of(at_the_plan.go(SITUATIONS)).values["household-situations"] == ["dog", "water"]
    page = at_the_plan.go(f"{START}plan/")
    assert "犬の登録" in page


def test_of_a_list_nothing_ticked_is_asked_again(at_the_plan: Visitor) -> None:
    at_the_plan.go(SITUATIONS)
    page = at_the_plan.send(household__situations=[])
    assert at_the_plan.status == 422
    assert "選んでください" in page


def test_whoever_lives_alone_and_comes_is_not_asked_whether_they_come(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.tell_the_people(("head", "昭和41年4月3日"))
    visitor.answer_the_rest()
    visitor.go(f"{START}fill/")
    visitor.send()
    asked = set()
    for _ in range(20):
        if "/fill/" not in visitor.url:
            break
        asked |= form_of(visitor.html).offered.keys()
        visitor.send({"save": "1"}, **common_entries(form_of(visitor.html)))
    assert "/review/" in visitor.url
    assert any(name.endswith("-name") for name in asked)
    assert not any("is_applicant" in name for name in asked)


def test_without_script_the_name_of_the_head_is_asked_until_a_new_household_is_chosen(
    at_the_plan: Visitor,
) -> None:
    page = at_the_plan.go(f"{START}fill/household/")
    assert 'data-shown-with="household-joining" data-answers="join dont_know"' in page
    assert "shown_fields.js" in page
    assert "household-head_name" in form_of(page).offered
    at_the_plan.send({"save": "1"}, household__joining="new")
    assert "household-head_name" not in form_of(at_the_plan.go(f"{START}fill/household/")).offered
