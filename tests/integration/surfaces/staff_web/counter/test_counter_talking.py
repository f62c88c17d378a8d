"""A visit without a code, and correcting answers while talking."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.counter.steps import (
    HERE,
    scan,
    text_of,
    version_in,
    visits,
)

pytestmark = pytest.mark.django_db


def test_an_empty_visit_is_led_question_by_question_to_a_plan(clerk: Client) -> None:
    address = clerk.post(f"/{HERE}/counter/start/", {"event": "moving_in"})["Location"]
    asked: list[str] = []
    for _ in range(60):
        response = clerk.get(address)
        question = response.context["question"]
        if question is None:
            break
        asked.append(question.item_key)
        version = version_in(text_of(response))
        if question.kind == "people":
            keys = [row.key for row in response.context["people_rows"]]
            posted: dict[str, Any] = {"version": version, "person": keys}
            posted[f"person-{keys[0]}-relation"] = "head"
            posted[f"person-{keys[0]}-birth_date"] = "S41.4.3"
            posted[f"person-{keys[1]}-relation"] = "parent"
            posted[f"person-{keys[1]}-birth_date"] = "昭和25年2月12日"
            done = clerk.post(f"{address}people/", posted)
        else:
            posted = {"version": version, "item": question.item_key, "person": question.persons}
            for field in question.fields:
                posted[field.id] = field.choices[0].value if field.choices else _typed(field)
            done = clerk.post(f"{address}question/", posted)
        assert done.status_code == 303, text_of(done)
    assert asked[0] == "move.date"
    assert "members" in asked
    assert len(asked) == len(set(asked))
    page = text_of(clerk.get(address))
    assert "転入届" in page
    assert "あなた" in page or "世帯主" in page


def _typed(field: Any) -> str:
    return "2026-03-11" if "date" in field.id else "1"


def test_an_answer_that_cannot_be_read_stays_in_its_field_with_the_reason(clerk: Client) -> None:
    address = clerk.post(f"/{HERE}/counter/start/", {"event": "moving_in"})["Location"]
    version = version_in(text_of(clerk.get(address)))
    for wrong, reason in (("令和元年4月30日", "5月1日"), ("2月30日", "日"), ("明日", "引越しの日")):
        posted = {"version": version, "item": "move.date", "move-date": wrong}
        response = clerk.post(f"{address}question/", posted)
        page = text_of(response)
        assert response.status_code == 422
        assert wrong in page
        assert reason in response.context["question"].fields[0].error


def test_the_rest_can_be_answered_with_one_button(clerk: Client, code: str) -> None:
    address = scan(clerk, code)["Location"]
    page = clerk.get(address)
    version = version_in(text_of(page))
    posted = {
        "version": version,
        "item": "person.has_my_number_card",
        "person": ["0", "1", "2", "3", "4"],
        "person-0-has_my_number_card": "yes",
        "rest": "no",
    }
    assert clerk.post(f"{address}question/", posted).status_code == 303
    (kept,) = visits()
    assert [one["person.has_my_number_card"] for one in kept.answers["members"]] == [True] + [False] * 4


def test_a_person_is_added_and_taken_off_with_the_others_untouched(clerk: Client, visit: str) -> None:
    page = clerk.get(f"{visit}people/")
    keys = [row.key for row in page.context["rows"]]
    posted: dict[str, Any] = {"version": version_in(text_of(clerk.get(visit))), "person": keys}
    for row in page.context["rows"]:
        for field in row.fields:
            posted[field.id] = field.value or next((one.value for one in field.choices if one.checked), "")
    posted |= {f"person-{keys[5]}-relation": "grandchild", f"person-{keys[5]}-birth_date": "令和5年1月2日"}
    assert clerk.post(f"{visit}people/", posted).status_code == 303
    (kept,) = visits()
    assert len(kept.answers["members"]) == 6
    assert kept.answers["members"][4]["person.name"] == "会津 トメ"
    assert "を、この受付から外しますか" in text_of(clerk.get(f"{visit}people/5/remove/"))
    clerk.post(f"{visit}people/5/remove/", {"version": str(kept.version)})
    assert len(visits()[0].answers["members"]) == 5


def test_rows_that_were_typed_into_stay_when_rows_are_added_or_one_is_wrong(clerk: Client) -> None:
    address = clerk.post(f"/{HERE}/counter/start/", {"event": "moving_in"})["Location"]
    page = clerk.get(f"{address}people/")
    keys = [row.key for row in page.context["rows"]]
    version = version_in(text_of(clerk.get(address)))
    posted: dict[str, Any] = {"version": version, "person": keys, f"person-{keys[0]}-relation": "head"}
    posted[f"person-{keys[0]}-birth_date"] = "昭和41年13月3日"
    refused = clerk.post(f"{address}people/", posted)
    assert refused.status_code == 422
    assert "昭和41年13月3日" in text_of(refused)
    more = clerk.post(f"{address}people/", {**posted, "more": "1"})
    assert "昭和41年13月3日" in text_of(more)
    assert len(more.context["rows"]) == len(keys) + 4


def test_one_answer_has_a_page_of_its_own_and_a_piece_for_the_script(clerk: Client, visit: str) -> None:
    address = f"{visit}person/0/item/person.name/"
    whole, piece = clerk.get(address), clerk.get(address, headers={"X-Fragment": "item"})
    assert "<h1>会津 十三蔵さん：氏名を直す</h1>" in text_of(whole)
    assert "<html" not in text_of(piece)
    assert 'value="会津 十三蔵"' in text_of(piece)


def test_a_correction_is_marked_as_the_clerks(clerk: Client, visit: str) -> None:
    posted = {"person-0-name": "會津　十三藏", "seen": "会津 十三蔵"}
    done = clerk.post(f"{visit}person/0/item/person.name/", posted)
    assert done.status_code == 303
    assert done["Location"].endswith("#row-person-0-name")
    page = text_of(clerk.get(visit))
    assert "會津 十三藏" in page
    assert "origin-clerk" in page
    assert "職員が入力したのは1項目です" in page


def test_a_correction_over_somebody_elses_shows_both_and_loses_nothing(clerk: Client, visit: str) -> None:
    address = f"{visit}person/0/item/person.name/"
    clerk.post(address, {"person-0-name": "会津　十三藏", "seen": "会津 十三蔵"})
    second = clerk.post(address, {"person-0-name": "會津　十三蔵", "seen": "会津 十三蔵"})
    page = text_of(second)
    assert second.status_code == 409
    assert "ほかの職員がこの受付を先に変えました" in page
    assert "いま記録されているのは「会津 十三藏」です" in page
    assert 'value="會津　十三蔵"' in page
    again = clerk.post(address, {"person-0-name": "會津　十三蔵", "seen": "会津 十三藏"})
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("item", "name", "wrong"),
    [
        ("item/move.date", "move-date", "2月30日"),
        ("person/0/item/person.birth_date", "person-0-birth_date", "令和元年4月30日"),
        ("person/0/item/person.name", "person-0-name", "名" * 300),
        ("person/0/item/person.name", "person-0-name", "会津 😀"),
        ("item/contact.phone", "contact-phone", "'; DROP TABLE visit; --"),
    ],
)
def test_input_that_cannot_be_read_stays_beside_its_reason(
    clerk: Client,
    visit: str,
    item: str,
    name: str,
    wrong: str,
) -> None:
    before = visits()[0].version
    response = clerk.post(f"{visit}{item}/", {name: wrong})
    assert response.status_code == 422
    assert response.context["field"].value == wrong
    assert response.context["field"].error
    assert visits()[0].version == before


def test_a_name_that_looks_like_html_is_shown_as_text(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}person/0/item/person.name/", {"person-0-name": "<b onclick=alert(x)>会津</b>"})
    page = text_of(clerk.get(visit))
    assert "<b onclick" not in page


@pytest.mark.parametrize(
    "address",
    ["item/nothing.here/", "item/person.age/", "person/99/item/person.name/", "person/0/item/move.date/"],
)
def test_an_item_that_is_not_there_is_not_found(clerk: Client, visit: str, address: str) -> None:
    assert clerk.get(visit + address).status_code == 404
