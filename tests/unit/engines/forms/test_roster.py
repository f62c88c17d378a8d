from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.forms.small_pack import HEAD, VOCABULARY, WIFE, facts

from madoguchi.core.vocabulary import DONT_KNOW
from madoguchi.engines.forms.domain.roster import (
    ROSTER_KEYS,
    new_key,
    parse_roster,
    posted_keys,
    roster_page,
)

ITEMS = ["person.relation", "person.birth_date"]
ASKED = [VOCABULARY[key] for key in ITEMS]
NOBODY = facts()


def parse(posted: dict[str, str], known: list[str] | None = None):  # type: ignore[no-untyped-def]
    return parse_roster(VOCABULARY, ITEMS, posted, NOBODY, known or [])


def row(key: str, relation: str, birth: str) -> dict[str, str]:
    return {f"person-{key}-relation": relation, f"person-{key}-birth_date": birth}


def test_the_first_page_has_an_empty_row_for_the_person_who_asks() -> None:
    page = roster_page(ASKED, NOBODY, [], empty_rows=2)
    assert [one.label for one in page.rows] == ["あなた", "2人目"]
    assert page.rows[0].key != page.rows[1].key


@pytest.mark.parametrize(("who", "label"), [("office", "1人目"), ("relative", "1人目"), ("family", "あなた")])
def test_the_first_of_the_list_is_oneself_only_where_one_is_of_the_household(who: str, label: str) -> None:
    nobody = replace(NOBODY, case={"contact.care_applicant": who})
    assert [row.label for row in roster_page(ASKED, nobody, []).rows] == [label]


def test_people_who_are_known_come_first_under_their_keys() -> None:
    page = roster_page(ASKED, facts({}, HEAD, WIFE), ["aa", "bb"])
    assert [one.key for one in page.rows[:2]] == ["aa", "bb"]
    assert page.rows[1].group.fields[0].as_input() == "spouse"


def test_rows_are_read_under_their_keys_and_empty_ones_are_nobody() -> None:
    posted = (
        {ROSTER_KEYS: "aa,bb,cc"}
        | row("aa", "head", "S41.4.3")
        | row("bb", "", "")
        | row("cc", "child", "不詳")
    )
    parsed = parse(posted | {"person-cc-birth_date": "dont_know"})
    assert parsed.is_clean
    assert parsed.rows == {
        "aa": {"person.relation": "head", "person.birth_date": date(1966, 4, 3)},
        "cc": {"person.relation": "child", "person.birth_date": DONT_KNOW},
    }


def test_an_error_says_which_person() -> None:
    parsed = parse({ROSTER_KEYS: "aa,bb"} | row("aa", "head", "1966-04-03") | row("bb", "child", "明日"))
    assert list(parsed.errors) == ["person-bb-birth_date"]
    assert parsed.errors["person-bb-birth_date"].startswith("2人目：")
    assert parsed.raw["person-bb-birth_date"] == "明日"


def test_a_second_head_is_told_what_to_choose_and_not_saved() -> None:
    parsed = parse({ROSTER_KEYS: "aa,bb"} | row("aa", "head", "S41.4.3") | row("bb", "head", "S43.1.1"))
    assert list(parsed.problems) == ["person-bb-relation"]
    assert "世帯主から見た続柄（夫・妻、子など）を選んでください" in parsed.problems["person-bb-relation"]
    assert parsed.errors["person-bb-relation"].startswith("2人目：")
    assert "person.relation" not in parsed.rows["bb"]
    assert parsed.rows["aa"]["person.relation"] == "head"


def test_a_person_who_is_half_there_is_asked_for_the_rest() -> None:
    parsed = parse({ROSTER_KEYS: "aa"} | row("aa", "head", ""))
    assert parsed.errors == {"person-aa-birth_date": "1人目：生年月日を入力してください。"}


def test_a_household_without_people_is_refused() -> None:
    assert "お一人以上" in parse({ROSTER_KEYS: "aa"} | row("aa", "", "")).message


def test_somebody_on_the_list_does_not_vanish_when_a_page_leaves_them_out() -> None:
    parsed = parse({ROSTER_KEYS: "aa"} | row("aa", "", ""), known=["aa"])
    assert set(parsed.errors) == {"person-aa-relation", "person-aa-birth_date"}


def test_a_household_of_forty_is_read() -> None:
    keys = [f"k{number}" for number in range(40)]
    posted = {ROSTER_KEYS: ",".join(keys)}
    for key in keys:
        posted |= row(key, "child", "2010-01-01")
    assert len(parse(posted).rows) == 40


def test_a_household_of_a_hundred_is_sent_to_the_counter() -> None:
    keys = [f"k{number}" for number in range(100)]
    posted = {ROSTER_KEYS: ",".join(keys)}
    for key in keys:
        posted |= row(key, "child", "2010-01-01")
    assert "窓口にご相談ください" in parse(posted).message


def test_keys_that_are_none_are_left_out() -> None:
    assert posted_keys({ROSTER_KEYS: "aa,../x,AA,aa,<b>,0"}) == ["aa", "0"]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=30)), st.text(max_size=60))
def test_reading_a_roster_never_raises(posted: dict[str, str], keys: str) -> None:
    parse({**posted, ROSTER_KEYS: keys})


APART = {"contact.care_applicant": "family", "move.kind": "none"}


@pytest.mark.parametrize(
    ("case", "refused"),
    [
        (APART, False),
        (APART | {"contact.care_applicant": "self"}, False),
        (APART | {"move.kind": "move_in"}, True),
        (APART | {"household.change_kind": "head"}, True),
        ({"move.kind": "none"}, True),
        ({}, True),
    ],
    ids=["acting", "oneself", "moving", "changing", "nobody acts", "nothing known"],
)
def test_a_parent_who_lives_apart_is_the_head_at_home_as_well(case: dict[str, str], refused: bool) -> None:
    posted = {ROSTER_KEYS: "aa,bb"} | row("aa", "head", "1970-04-01") | row("bb", "head", "1940-05-05")
    parsed = parse_roster(VOCABULARY, ITEMS, posted, replace(NOBODY, case=case), [])
    assert bool(parsed.errors) is refused
    assert ("person.relation" in parsed.rows["bb"]) is not refused


def test_keys_of_rows_come_back_whole_and_are_too_many_to_meet() -> None:
    """40 rows with four digits met once in 80 households, and two people became one."""
    keys = [new_key() for _ in range(40)]
    assert all(len(key) == 8 for key in keys)
    assert posted_keys({ROSTER_KEYS: ",".join(keys)}) == keys
