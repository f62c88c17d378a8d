"""The event as a picture: what bears on what, in words, and how far a household got."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.navigator.api import (
    Bearing,
    Edge,
    EventGraph,
    NodeState,
    UnknownEventError,
    event_graph,
    make_plan,
)
from madoguchi_testing.asking import converse, households_for

TODAY = date(2026, 3, 19)


@cache
def packs() -> Packs:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs")


def graph(facts: Facts | None = None, event: str = "moving_in") -> EventGraph:
    return event_graph(packs().for_municipality("072028", TODAY), event, facts)


def edge(found: EventGraph, question: str, procedure: str, bearing: Bearing = Bearing.APPLIES) -> Edge:
    (one,) = (
        edge
        for edge in found.edges
        if (edge.question, edge.procedure, edge.bearing) == (question, procedure, bearing)
    )
    return one


def test_an_edge_says_in_words_what_its_question_decides() -> None:
    found = graph()
    assert edge(found, "household.situations", "severe_disability_medical").texts == (
        "障がいの手帳などを持つ方がいる",
    )
    assert edge(found, "members", "late_elderly_join").texts == ("年齢が75歳以上", "年齢が65歳以上")
    deadline = edge(found, "move.date", "move_in_notification", Bearing.DETAILS)
    assert deadline.texts == ("引越しの日",)


def test_what_the_event_itself_says_is_in_no_condition() -> None:
    found = graph()
    notification = next(one for one in found.procedures if one.key == "move_in_notification")
    assert notification.condition == "いつも"
    assert "move.kind" not in {one.key for one in found.questions}
    assert "move_out_notification" not in {one.key for one in found.procedures}


def test_without_facts_nothing_has_a_state() -> None:
    found = graph()
    assert {one.state for one in (*found.questions, *found.procedures, *found.edges)} == {None}


def test_the_answers_of_a_household_can_be_followed_through_the_picture() -> None:
    child = {"person.relation": "child", "person.birth_date": date(2015, 7, 7)}
    head = {"person.relation": "head", "person.birth_date": date(1980, 5, 5), "person.care_level": "none"}
    found = graph(Facts({"household.situations": ("none",)}, (head, child), TODAY))
    questions = {one.key: one.state for one in found.questions}
    assert questions["household.situations"] is NodeState.ANSWERED
    assert questions["person.disability_certificate"] is NodeState.NEEDLESS
    assert questions["move.protected"] is NodeState.OPEN
    procedures = {one.key: one for one in found.procedures}
    assert procedures["severe_disability_medical"].state is NodeState.NO
    assert procedures["move_in_notification"].state is NodeState.YES
    assert procedures["dog_registration_change"].state is NodeState.NO
    assert procedures["protection_measure"].state is NodeState.OPEN
    assert edge(found, "household.situations", "severe_disability_medical").state is NodeState.NO
    assert edge(found, "person.disability_certificate", "severe_disability_medical").state is (
        NodeState.NEEDLESS
    )
    assert edge(found, "move.protected", "protection_measure").state is NodeState.OPEN


def test_the_picture_and_the_plan_say_the_same_in_every_event() -> None:
    pack = packs().for_municipality("072028", TODAY)
    for event in packs().events:
        told = next(iter(households_for(pack, event, count=1, seed=11, today=TODAY)))
        for facts in converse(pack, told).states:
            plan, found = make_plan(pack, event, facts), event_graph(pack, event, facts)
            needed = {entry.key for entry in plan.needed}
            possible = {entry.key for entry in plan.possible} - needed
            assert {one.key for one in found.procedures if one.state is NodeState.YES} == needed
            assert {one.key for one in found.procedures if one.state is NodeState.OPEN} == possible
            next_question = plan.next_question
            still_open = {edge.question for edge in found.edges if edge.state is NodeState.OPEN}
            assert (next_question is None) == (not still_open)
            if next_question is not None:
                assert next_question.item.key in still_open


def test_every_edge_joins_a_question_and_a_procedure_and_says_something() -> None:
    for event in packs().events:
        found = graph(event=event)
        questions, procedures = ({one.key for one in found.questions}, {one.key for one in found.procedures})
        for one in found.edges:
            assert one.question in questions
            assert one.procedure in procedures
            assert one.texts
            assert all(text and "None" not in text for text in one.texts)


def test_an_event_that_nobody_declared_has_no_picture() -> None:
    with pytest.raises(UnknownEventError):
        graph(event="moving_to_the_moon")
