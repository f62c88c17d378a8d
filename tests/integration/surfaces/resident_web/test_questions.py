"""Questions: one page each, nothing typed is lost, 「わからない」 always possible."""

from __future__ import annotations

import pytest
from tests.integration.surfaces.resident_web.visitor import EVENT, HERE, START, Visitor, form_of


def test_the_key_to_the_draft_is_for_this_event_and_out_of_reach_of_scripts(visitor: Visitor) -> None:
    visitor.start()
    cookie = visitor.client.cookies["draft"]
    assert cookie["path"] == START
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in visitor.html


def test_the_first_question_asks_for_the_day_of_the_move(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.url.endswith("/question/move.date/")
    assert "引越しの日はいつですか" in visitor.html


@pytest.mark.parametrize(
    ("era", "year", "month", "day"),
    [
        ("令和", "8", "3", "11"),
        ("", "2026", "3", "11"),
        ("昭和", "2026", "３", "１１"),
        ("", "20260311", "", ""),
        ("", "R8.3.11", "", ""),
        ("", "令和八年三月十一日", "", ""),
    ],
)
def test_a_date_is_read_however_it_is_written(
    visitor: Visitor, era: str, year: str, month: str, day: str
) -> None:
    visitor.start()
    visitor.send(move__date__era=era, move__date__year=year, move__date__month=month, move__date__day=day)
    assert visitor.url.endswith("/question/move.from_kind/"), visitor.html
    visitor.go(f"{START}question/move.date/")
    assert form_of(visitor.html).values["move-date-year"] == ["8"]


@pytest.mark.parametrize(
    ("era", "year", "month", "day", "message"),
    [
        ("", "8", "3", "11", "元号か西暦か"),
        ("令和", "8", "2", "30", "2月"),
        ("令和", "1", "4", "30", "平成31年4月30日"),
        ("", "明日", "", "", "日"),
        ("", "", "", "", "入力してください"),
    ],
)
def test_a_wrong_date_is_answered_beside_the_field_and_stays_as_typed(
    visitor: Visitor, era: str, year: str, month: str, day: str, message: str
) -> None:
    visitor.start()
    page = visitor.send(
        move__date__era=era, move__date__year=year, move__date__month=month, move__date__day=day
    )
    assert visitor.status == 422
    assert message in page
    assert 'href="#move-date-year"' in page
    assert 'id="move-date-year"' in page
    assert form_of(page).values["move-date-year"] == [year]
    assert form_of(page).values["move-date-month"] == [month]


def test_no_choice_is_an_error_that_says_what_to_do(visitor: Visitor) -> None:
    visitor.start()
    visitor.tell_move_date()
    page = visitor.send()
    assert visitor.status == 422
    assert "選んでください" in page


def test_back_leads_to_the_question_before_with_its_answer(visitor: Visitor) -> None:
    visitor.start()
    visitor.tell_move_date()
    assert f'href="{START}question/move.date/"' in visitor.html
    visitor.go(f"{START}question/move.date/")
    assert form_of(visitor.html).values["move-date-era"] != [""]


def test_one_tick_says_who_has_a_card(visitor: Visitor) -> None:
    visitor.to_the_people()
    _three_people(visitor)
    assert visitor.url.endswith("/question/person.has_my_number_card/")
    boxes = [name for name in form_of(visitor.html).offered if name.startswith("person-")]
    assert len(boxes) == 3
    visitor.send(**{boxes[0]: "yes"})
    visitor.go(f"{START}question/person.has_my_number_card/")
    values = form_of(visitor.html).values
    assert values[boxes[0]] == ["yes"]
    assert boxes[1] not in values


def test_nobody_and_somebody_at_once_is_asked_again_with_the_ticks_kept(visitor: Visitor) -> None:
    visitor.to_the_people()
    _three_people(visitor)
    boxes = [name for name in form_of(visitor.html).offered if name.startswith("person-")]
    page = visitor.send(**{boxes[0]: "yes", "answer": "nobody"})
    assert visitor.status == 422
    assert "ほかの印を外してください" in page
    assert form_of(page).values["answer"] == ["nobody"]
    assert form_of(page).values[boxes[0]] == ["yes"]


def test_nothing_ticked_is_not_taken_for_nobody(visitor: Visitor) -> None:
    visitor.to_the_people()
    _three_people(visitor)
    page = visitor.send()
    assert visitor.status == 422
    assert "「だれもいません」を選んでください" in page


def test_not_knowing_is_an_answer(visitor: Visitor) -> None:
    visitor.to_the_people()
    _three_people(visitor)
    visitor.send(answer="dont_know")
    assert "has_my_number_card" not in visitor.url


def test_the_plan_grows_beside_the_questions(visitor: Visitor) -> None:
    visitor.start()
    assert "いまのところの手続き" in visitor.html
    assert "転入届" in visitor.html


def test_without_a_draft_the_page_says_what_happened_and_shows_what_was_typed(visitor: Visitor) -> None:
    visitor.start()
    form = form_of(visitor.html)
    del visitor.client.cookies["draft"]
    page = visitor.post(
        f"{START}question/move.date/",
        form.values | {"move-date-era": "令和", "move-date-year": "8", "move-date-month": "3"},
    )
    assert visitor.status == 410
    assert "入力した内容が見つかりません" in page
    assert "令和8年3月" in page


@pytest.mark.parametrize("cookie", ["", "x", "%E3%81%82", "A" * 64, "A" * 5000])
def test_a_key_that_opens_nothing_is_as_if_there_were_none(visitor: Visitor, cookie: str) -> None:
    visitor.client.cookies["draft"] = cookie
    visitor.go(f"{START}plan/")
    assert visitor.status == 410
    visitor.go(START)
    assert "途中まで入力した内容があります" not in visitor.html


def test_the_start_page_leads_back_into_a_draft(visitor: Visitor) -> None:
    visitor.start()
    visitor.tell_move_date()
    page = visitor.go(START)
    assert "途中まで入力した内容があります" in page
    assert f'href="{START}question/move.from_kind/"' in page


def test_a_question_that_this_event_does_not_ask_leads_back(visitor: Visitor) -> None:
    visitor.start()
    visitor.go(f"{START}question/person.name/")
    assert visitor.url.endswith("/question/move.date/")


def test_the_key_of_one_event_opens_nothing_in_another(visitor: Visitor) -> None:
    visitor.start()
    key = visitor.client.cookies["draft"].value
    visitor.client.cookies.clear()
    visitor.client.cookies["draft"] = key
    visitor.go(f"/{HERE}/moving_out/plan/")
    assert visitor.status == 410
    visitor.go(f"/072087/{EVENT}/plan/")
    assert visitor.status == 410


def _three_people(visitor: Visitor) -> None:
    visitor.go(f"{START}question/members/?people=3")
    keys = form_of(visitor.html).values["person"]
    people = [("head", "昭和41年4月3日"), ("spouse", "昭和45年6月1日"), ("parent", "昭和25年2月12日")]
    answers = {}
    for key, (relation, birth_date) in zip(keys, people, strict=True):
        answers[f"person-{key}-relation"] = relation
        answers[f"person-{key}-birth_date-year"] = birth_date
    visitor.send({"save": "1"}, **answers)
