"""What people are called when their names are not known."""

from __future__ import annotations

from datetime import date
from typing import Any

from madoguchi.core.vocabulary import Facts, person_label

TODAY = date(2026, 3, 19)


def facts(*members: dict[str, Any]) -> Facts:
    return Facts({}, tuple({f"person.{key}": value for key, value in one.items()} for one in members), TODAY)


YOU = {"is_applicant": True, "relation": "head", "birth_date": date(1966, 4, 3)}


def test_the_person_who_asks_is_you() -> None:
    assert person_label(facts(YOU), 0) == "あなた"


def test_a_mother_is_called_mother_with_her_age() -> None:
    mother = {"relation": "parent", "sex": "female", "birth_date": date(1950, 2, 12)}
    assert person_label(facts(YOU, mother), 1) == "お母さま（76歳）"
    assert person_label(facts(YOU, mother), 1, with_age=False) == "お母さま"


def test_children_are_numbered_only_where_there_are_several() -> None:
    child = {"relation": "child", "birth_date": date(2009, 8, 20)}
    assert person_label(facts(YOU, child), 1) == "お子さま（16歳）"
    assert [person_label(facts(YOU, child, child), index) for index in (1, 2)] == [
        "お子さま1（16歳）",
        "お子さま2（16歳）",
    ]


def test_a_known_name_is_used_unless_names_must_not_be_said() -> None:
    named = {**YOU, "name": "会津 花子"}
    assert person_label(facts(named), 0) == "会津 花子さん"
    assert person_label(facts(named), 0, with_name=False) == "あなた"


def test_relations_are_to_the_head_when_somebody_else_asks() -> None:
    head = {"relation": "head"}
    grandmother = {"relation": "parent", "sex": "female"}
    child = {"relation": "child", "is_applicant": True}
    assert person_label(facts(head, grandmother, child), 0) == "世帯主の方"
    assert person_label(facts(head, grandmother, child), 1) == "世帯主のお母さま"


def test_of_somebody_nothing_is_known() -> None:
    assert person_label(facts({}), 0) == "ご家族の方"


def test_nobody_is_called_oneself_where_somebody_from_outside_acts() -> None:
    mother = {"person.relation": "head", "person.is_applicant": True}
    labels = {
        who: person_label(Facts({"contact.care_applicant": who}, (mother,), date(2026, 6, 1)), 0)
        for who in ("self", "office")
    }
    assert labels["self"] == "あなた"
    assert labels["office"] != "あなた"
