"""An event drawn: where things stand, what a part shows, what the small form reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from django.http import QueryDict

from madoguchi.core.packs import MunicipalityPack, facts_of, load_packs_or_refuse
from madoguchi.core.vocabulary import DONT_KNOW, Facts
from madoguchi.engines.navigator.api import event_graph, make_plan
from madoguchi.surfaces.staff_web.rules.presentation.following import grouped, procedure_rows, question_rows
from madoguchi.surfaces.staff_web.rules.presentation.household import (
    MOST_PEOPLE,
    Typed,
    facts_of_typed,
    form_of,
    typed_by,
    typed_from,
)
from madoguchi.surfaces.staff_web.rules.presentation.picture import Box, drawing_of, part_of
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords

TODAY = date(2026, 3, 19)
PACKS = load_packs_or_refuse(Path(__file__).parents[4] / "packs")
EVENTS = sorted(PACKS.events)


@pytest.fixture(scope="module")
def pack() -> MunicipalityPack:
    return PACKS.for_municipality("072028", TODAY)


@pytest.fixture
def family(pack: MunicipalityPack) -> Facts:
    """Two people move in from another prefecture; the rest was not asked yet."""
    case = {"move.kind": "move_in", "move.date": date(2026, 3, 11), "move.from_kind": "other_prefecture"}
    members = (
        {"person.relation": "head", "person.birth_date": date(1990, 1, 1), "person.has_my_number_card": True},
        {"person.relation": "child", "person.birth_date": date(2020, 1, 1),
         "person.has_my_number_card": False},
    )  # fmt: skip
    return Facts(case, members, TODAY)


def overlapping(boxes: tuple[Box, ...]) -> Iterator[tuple[str, str]]:
    for first, second in pairwise(boxes):
        if second.y < first.y + first.height:
            yield first.anchor, second.anchor


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_covers_anything_in_the_picture_of_any_event(pack: MunicipalityPack, event: str) -> None:
    graph = part_of(event_graph(pack, event), "")
    drawing = drawing_of(graph, pack)
    assert list(overlapping(drawing.questions)) == []
    assert list(overlapping(drawing.procedures)) == []
    for box in (*drawing.questions, *drawing.procedures):
        assert box.y >= 0
        assert box.y + box.height <= drawing.height
        assert box.x + box.width <= drawing.width
    assert max(box.x + box.width for box in drawing.questions) < min(box.x for box in drawing.procedures)
    assert len(drawing.curves) == len(graph.edges)


def test_the_whole_shows_what_decides_and_a_part_also_shows_the_details(pack: MunicipalityPack) -> None:
    whole = event_graph(pack, "moving_in")
    assert not any(curve.details for curve in drawing_of(part_of(whole, ""), pack).curves)
    part = part_of(whole, "procedure-move_in_notification")
    assert [one.key for one in part.procedures] == ["move_in_notification"]
    assert "move.date" in {one.key for one in part.questions}
    drawing = drawing_of(part, pack, "procedure-move_in_notification")
    assert any(curve.details for curve in drawing.curves)
    assert [box.chosen for box in drawing.procedures] == [True]


def test_a_question_as_part_shows_the_procedures_that_hang_on_it(pack: MunicipalityPack) -> None:
    part = part_of(event_graph(pack, "moving_in"), "question-household.situations")
    assert [one.key for one in part.questions] == ["household.situations"]
    assert "dog_registration_change" in {one.key for one in part.procedures}


def test_a_part_that_is_not_there_is_the_whole(pack: MunicipalityPack) -> None:
    whole = event_graph(pack, "moving_in")
    assert part_of(whole, "procedure-nothing").procedures == whole.procedures


def test_the_tables_say_why_and_why_not(pack: MunicipalityPack, family: Facts) -> None:
    graph, plan = event_graph(pack, "moving_in", family), make_plan(pack, "moving_in", family)
    rows = {row.key: row for row in procedure_rows(graph, pack, plan, RuleWords(PACKS))}
    notice, elderly = rows["move_in_notification"], rows["late_elderly_join"]
    assert (notice.sign, notice.words) == ("●", "必要")
    assert notice.deadline == "2026年（令和8年）3月25日（水）"
    assert elderly.words in ("いらない", "必要かもしれない")
    for row in rows.values():
        assert row.reasons, row.key
        assert all(reason.endswith("。") for reason in row.reasons)
    card = rows["my_number_card_continuation"]
    assert card.words == "必要"
    assert any("必要です" in reason for reason in card.reasons)
    assert any("必要ありません" in reason for reason in card.reasons)
    asked = {row.anchor: row for row in question_rows(graph, pack, family)}
    assert asked["question-move.date"].answers == ("2026年（令和8年）3月11日（水）",)
    assert asked["question-move.date"].words == "答えた"
    assert len(asked["question-person.has_my_number_card"].answers) == 2


def test_what_needs_nobody_is_folded_away_and_nothing_is_lost(pack: MunicipalityPack, family: Facts) -> None:
    graph, plan = event_graph(pack, "moving_in", family), make_plan(pack, "moving_in", family)
    rows = procedure_rows(graph, pack, plan, RuleWords(PACKS))
    groups = grouped(rows)
    assert [group.state for group in groups] == [
        state for state in ("yes", "open", "no") if any(row.state == state for row in rows)
    ]
    assert {group.state for group in groups if not group.is_open} == {"no"}
    assert [row for group in groups for row in group.rows if row not in rows] == []
    assert sum(len(group.rows) for group in groups) == len(rows)
    assert all(group.is_open for group in grouped(rows, all_open=True))
    (nobody,) = grouped(procedure_rows(event_graph(pack, "moving_in"), pack, None, RuleWords(PACKS)))
    assert (nobody.words, nobody.is_open) == ("", True)


@pytest.mark.parametrize("event", EVENTS)
def test_what_a_scenario_answered_is_read_back_from_its_form(event: str) -> None:
    for scenario in [one for one in PACKS.scenarios if one.event == event][:4]:
        pack = PACKS.for_municipality(scenario.municipality, scenario.today)
        facts = facts_of(scenario, PACKS)
        typed = typed_from(facts)
        read = facts_of_typed(typed, PACKS.events[event], pack, scenario.today)
        assert typed.problems == {}
        assert len(read.members or ()) == min(len(facts.members or ()), MOST_PEOPLE)
        for key, value in read.case.items():
            assert facts.get(key) == value
        for person in read.persons():
            for key in (read.members or ())[person]:
                assert read.get(key, person) == facts.get(key, person)


def read(query: str, pack: MunicipalityPack) -> tuple[Typed, Facts]:
    event = pack.events["moving_in"]
    typed = typed_by(QueryDict(query), event, pack)
    return typed, facts_of_typed(typed, event, pack, TODAY)


def test_typed_answers_become_facts(pack: MunicipalityPack) -> None:
    typed, facts = read(
        "move.date=令和8年3月11日&move.one_stop=false&household.situations=dog&household.situations=water&people=2"
        "&0:person.relation=head&1:person.birth_date=昭和18年&1:person.care_level=?",
        pack,
    )
    assert typed.problems == {}
    assert facts.case == {
        "move.date": date(2026, 3, 11),
        "move.one_stop": False,
        "household.situations": ("dog", "water"),
    }
    assert facts.members is not None
    assert facts.members[0] == {"person.relation": "head"}
    assert facts.members[1]["person.care_level"] is DONT_KNOW


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("move.date", "2026-02-30"),
        ("move.from_kind", "<script>"),
        ("household.situations", "cat"),
        ("household.situations", "9" * 100),
        ("move.one_stop", "maybe"),
    ],
    ids=["no-such-day", "no-such-code", "not-in-the-list", "endless", "neither"],
)
def test_an_answer_that_cannot_be_read_is_named_and_loses_no_other(
    pack: MunicipalityPack, name: str, value: str
) -> None:
    query = QueryDict(mutable=True)
    query.update({name: value, "contact.visitor": "member", "people": "0"})
    typed = typed_by(query, pack.events["moving_in"], pack)
    facts = facts_of_typed(typed, pack.events["moving_in"], pack, TODAY)
    assert list(typed.problems) == [name]
    assert facts.case == {"contact.visitor": "member"}
    [problem] = form_of(typed, pack.events["moving_in"], pack).problems
    assert problem.problem


@pytest.mark.parametrize(
    ("given", "people"),
    [("3", 3), ("99", MOST_PEOPLE), ("-1", 1), ("１", 1), ("x", 1), ("9" * 999, 1), ("", 1)],
    ids=["three", "too-many", "negative", "full-width", "word", "endless", "none"],
)
def test_the_number_of_people_is_bounded(pack: MunicipalityPack, given: str, people: int) -> None:
    query = QueryDict(mutable=True)
    query["people"] = given
    assert typed_by(query, pack.events["moving_in"], pack).people == people


def test_fields_that_the_event_does_not_ask_for_are_not_looked_at(pack: MunicipalityPack) -> None:
    typed, facts = read("person.name=x&move.kind=move_out&9:person.relation=head&people=0", pack)
    assert (typed.texts, facts.case, facts.members) == ({}, {}, None)
