"""Asking little is enough: the plan after the questions put is the plan of somebody who told everything.

For every event of the packs, with complete answers, some of them 「わからない」 or partly known.
"""

from __future__ import annotations

import random
import statistics
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.core.vocabulary import MEMBERS, facts_from_json
from madoguchi.engines.navigator.api import make_plan
from madoguchi_testing.asking import (
    Answering,
    converse,
    everything_told,
    household_for,
    households_for,
    whole_plan,
)

PACKS = Path(__file__).parents[2] / "packs"
TODAY = date(2026, 3, 19)

pytestmark = pytest.mark.packs


@cache
def _packs() -> Packs:
    return load_packs_or_refuse(PACKS)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.data(),
    st.randoms(use_true_random=False),
    st.sampled_from([0.0, 0.2]),
    st.dates(TODAY, date(2028, 3, 1)),
)
def test_the_plan_after_the_questions_is_the_plan_of_somebody_who_told_everything(
    data: st.DataObject, source: random.Random, unsure: float, today: date
) -> None:
    code = data.draw(st.sampled_from(sorted(_packs().municipalities)))
    event = data.draw(st.sampled_from(sorted(_packs().events)))
    pack = _packs().for_municipality(code, today)
    told = household_for(pack, event, source, today, unsure=unsure)
    conversation = converse(pack, told)
    if conversation.plan.facts.members is None:
        # Nobody was asked who comes, as it cannot matter: then nobody's name stands beside a thing to bring.
        told = replace(told, facts=replace(told.facts, members=None))
    known = conversation.plan.facts.members is not None
    assert whole_plan(conversation.plan, whose=known) == whole_plan(everything_told(pack, told), whose=known)
    assert max(Counter(conversation.asked).values(), default=1) == 1, "a question was put twice"
    assert set(conversation.asked) <= {question.item for question in pack.events[event].questions}


def test_a_question_that_matters_of_one_person_now_and_of_another_later_is_put_once_to_both() -> None:
    """A vote by post takes the adult's certificate; a service not chosen yet would take the child's."""
    pack = _packs().for_municipality("072028", TODAY)
    people = [
        {"relation": "head", "birth_date": "1990-01-01", "has_disability": True},
        {"relation": "spouse", "birth_date": "1991-01-01", "has_disability": False},
        {"relation": "child", "birth_date": "2020-01-01", "has_disability": True},
    ]
    told: dict[str, Any] = {
        "disability.wishes": ["service", "vote"],
        "members": [{**one, "disability_kind": ["physical"]} for one in people],
    }
    question = make_plan(pack, "disability", facts_from_json(told, pack.vocabulary, TODAY)).next_question
    assert question is not None
    assert (question.item.key, question.persons) == ("person.disability_certificate", (0, 2))

    answered = {
        **told,
        "disability.services": ["daily"],
        "contact.visitor": "member",
        "members": [{**one, "disability_certificate": "physical"} for one in told["members"]],
    }
    facts = facts_from_json(answered, pack.vocabulary, TODAY)
    asked = converse(pack, Answering(pack.events["disability"], facts)).asked
    assert asked.count("person.disability_certificate") == 1


def test_an_application_that_names_people_asks_who_they_are() -> None:
    pack = _packs().for_municipality("072028", TODAY)
    told = facts_from_json(
        {"certificate.kinds": ["protect"], "certificate.requester": "self"}, pack.vocabulary, TODAY
    )
    question = make_plan(pack, "certificate", told).next_question
    assert question is not None
    assert question.item.key == MEMBERS


def test_every_event_asks_at_most_60_percent_of_its_questions_at_the_median() -> None:
    """Of few households: `bench navigator` takes 2,000 of each event."""
    pack = _packs().for_municipality("072028", TODAY)
    for event in pack.events.values():
        told = households_for(pack, event.key, count=25, seed=1, today=TODAY)
        asked = statistics.median(len(converse(pack, one).asked) for one in told)
        assert asked <= 0.6 * len(event.questions), event.key


def test_a_foreign_household_is_told_to_bring_proof_of_how_its_people_are_related() -> None:
    pack = _packs().for_municipality("072028", TODAY)
    told = {
        "household.change_date": "2026-03-01",
        "members": [{"relation": "head"}, {"relation": "spouse"}],
    }
    things = {
        situation: {
            line.item.key
            for line in make_plan(
                pack,
                "household_change",
                facts_from_json(told | {"household.change_situations": [situation]}, pack.vocabulary, TODAY),
            ).bring
        }
        for situation in ("relation", "proxy", "none")
    }
    assert things["relation"] - things["none"] == {"relation_certificate"}
    assert things["proxy"] - things["none"] == {"power_of_attorney"}
