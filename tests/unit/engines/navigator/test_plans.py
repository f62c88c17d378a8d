"""The plan of the main family, and the questions that lead to it, with the packs of the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from madoguchi.core.languages import Language, Message, Texts, speaking
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.packs.packs import Packs
from madoguchi.core.vocabulary import DONT_KNOW, Facts, facts_from_json
from madoguchi.engines.navigator.api import (
    Plan,
    Status,
    UnknownEventError,
    make_plan,
    next_question,
    plan_calendar,
)

PACKS = Path(__file__).resolve().parents[4] / "packs"
TODAY = date(2026, 3, 19)

Answer = Callable[[str, int | None], Any]


@cache
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def family() -> Facts:
    scenario = next(one for one in packs().scenarios if one.file.endswith("tomizo_moves_in.yaml"))
    return facts_from_json(scenario.answers, packs().vocabulary, TODAY)


def plan_of(facts: Facts, event: str = "moving_in", code: str = "072028") -> Plan:
    return make_plan(packs().for_municipality(code, TODAY), event, facts)


def dialogue(answer: Answer, members: tuple[dict[str, Any], ...]) -> tuple[Plan, list[str]]:
    """Answer question after question until none is left; the plan and the questions that were put."""
    facts, asked = Facts({}, None, TODAY), []
    for _ in range(60):
        plan = plan_of(facts)
        question = plan.next_question
        if question is None:
            return plan, asked
        key = question.item.key
        assert question.number_asked >= 1
        asked.append(key)
        if key == "members":
            roster = {item.key for item in question.roster}
            facts = facts.with_members(
                tuple({key: value for key, value in one.items() if key in roster} for one in members)
            )
        elif question.persons:
            for person in question.persons:
                facts = facts.with_value(key, answer(key, person), person)
        else:
            facts = facts.with_value(key, answer(key, None))
    raise AssertionError(f"the questions do not end: {asked}")


def told(facts: Facts) -> Answer:
    return lambda key, person: facts.get(key, person)


def test_the_mother_joins_the_health_insurance_of_the_elderly_and_keeps_her_care_level() -> None:
    plan = plan_of(family())
    of_mother = {entry.key: entry for entry in plan.needed if entry.person == 4}
    assert {"late_elderly_join", "care_certification_transfer"} <= set(of_mother)
    care = of_mother["care_certification_transfer"]
    assert care.deadline is not None
    assert care.deadline.date == date(2026, 3, 25)
    assert "要介護2" in care.why
    assert care.procedure.law is not None
    assert care.procedure.law in care.why


def test_the_headline_counts_procedures_counters_and_minutes() -> None:
    plan = plan_of(family())
    assert plan.headline().startswith(
        f"手続きは{len(plan.lines)}件。窓口は{len(plan.counters.remaining)}か所、約"
    )
    assert plan.headline().endswith("3月25日までに。")
    assert plan.days_left() == 6


def test_everything_to_bring_is_named_once_with_everybody_whose_it_is() -> None:
    plan = plan_of(family())
    keys = [bring.item.key for bring in plan.bring]
    assert len(keys) == len(set(keys))
    card = next(bring for bring in plan.bring if bring.item.key == "my_number_card")
    assert card.persons == (0, 1, 3)
    assert card.label == "マイナンバーカード 3枚"
    assert len(card.procedures) > 1


def test_the_counters_come_in_walking_order_each_once() -> None:
    plan = plan_of(family())
    places = [(stop.desk.counter, stop.desk.name) for stop in plan.stops]
    assert len(places) == len(set(places))
    assert [stop.desk.order for stop in plan.stops] == sorted(stop.desk.order for stop in plan.stops)
    walked = {entry.key for stop in plan.stops for entry in stop.entries}
    assert walked | {line.procedure.key for line in plan.at_home} == {entry.key for entry in plan.needed}


def test_answering_question_by_question_leads_to_the_same_procedures() -> None:
    facts = family()
    members = tuple(dict(one) for one in facts.members or ())
    plan, asked = dialogue(told(facts), members)
    assert len(asked) == len(set(asked)), "a question was put twice"
    expected = {(entry.key, entry.person) for entry in plan_of(facts).needed}
    assert {(entry.key, entry.person) for entry in plan.needed} == expected


def test_only_questions_that_can_still_change_the_plan_are_put() -> None:
    """Nobody asks a lone employee of thirty about schools, care or child allowance."""
    single = {"person.relation": "head", "person.birth_date": date(1995, 6, 1)}

    def answer(key: str, person: int | None) -> Any:
        item = packs().vocabulary[key]
        if key == "move.date":
            return date(2026, 3, 11)
        if key == "person.health_insurance":
            return "employer"
        if item.choices:
            return "none" if "none" in item.choices else next(iter(item.choices))
        return 0 if item.type == "integer" else False

    _, asked = dialogue(answer, (single,))
    for needless in (
        "person.school_kind",
        "person.childcare",
        "person.care_level",
        "household.child_allowance_from",
    ):
        assert needless not in asked
    # What the life event says itself is never asked.
    assert "move.kind" not in asked


def test_somebody_who_knows_nothing_is_asked_each_thing_once_and_still_gets_a_plan() -> None:
    def answer(key: str, person: int | None) -> Any:
        return date(2026, 3, 11) if key == "move.date" else DONT_KNOW

    plan, asked = dialogue(answer, ({"person.relation": "head", "person.birth_date": date(1950, 2, 12)},))
    assert len(asked) == len(set(asked))
    assert "move_in_notification" in {entry.key for entry in plan.needed}
    assert plan.possible
    assert plan.finished
    assert all(entry.why.endswith(("。", "）")) for entry in plan.entries)


def test_before_the_household_is_known_procedures_of_persons_are_possible_for_nobody_in_particular() -> None:
    plan = plan_of(Facts({"move.date": date(2026, 3, 11)}, None, TODAY))
    late = next(entry for entry in plan.entries if entry.key == "late_elderly_join")
    assert (late.person, late.status) == (None, Status.POSSIBLE)
    assert late.bring == ()
    assert late.why


def test_a_passed_deadline_is_late_and_the_headline_says_so() -> None:
    facts = family().with_value("move.date", date(2026, 2, 1))
    plan = plan_of(facts)
    notification = next(entry for entry in plan.needed if entry.key == "move_in_notification")
    assert notification.late
    assert "期限を過ぎています" in plan.headline()
    assert notification.procedure.if_late


def test_choosing_the_event_wins_over_an_answer_from_elsewhere() -> None:
    plan = plan_of(family().with_value("move.kind", "move_out"))
    assert plan.facts.get("move.kind") == "move_in"


def test_a_household_of_forty_gets_a_plan() -> None:
    members = tuple(
        {"person.relation": "cohabitant", "person.birth_date": date(1990, 1, 1)} for _ in range(40)
    )
    plan = plan_of(Facts({"move.date": date(2026, 3, 11)}, members, TODAY))
    assert plan.next_question is not None


def test_an_unknown_event_is_named() -> None:
    with pytest.raises(UnknownEventError, match="moving_sideways"):
        plan_of(family(), event="moving_sideways")


@pytest.mark.parametrize("event", ["moving_in", "moving_within", "moving_out", "household_change"])
def test_every_municipality_plans_every_event_from_nothing(event: str) -> None:
    for code in packs().municipalities:
        plan = plan_of(Facts({}, None, TODAY), event, code)
        assert plan.next_question == next_question(plan.pack, event, Facts({}, None, TODAY))
        assert plan.next_question is not None


def test_the_calendar_has_every_last_day_and_nobody_in_it() -> None:
    facts = family()
    plan = plan_of(facts)
    raw = plan_calendar(plan)
    events = Calendar.from_ical(raw).walk("VEVENT")
    days = {event["DTSTART"].dt for event in events}
    assert days == {line.deadline.date for line in plan.lines if line.deadline is not None}
    text = raw.decode().replace("\r\n ", "")
    for member in facts.members or ():
        for part in str(member["person.name"]).split():
            assert f"{part}さん" not in text
            assert str(member["person.name"]) not in text
    assert "お母さま" not in text
    assert plan_calendar(plan) == raw


def test_the_calendar_sends_nobody_to_a_counter_whose_notices_are_taken_at_the_first_one() -> None:
    text = plan_calendar(plan_of(family())).decode().replace("\r\n ", "")
    assert "国民健康保険の加入" in text
    assert "4番" not in text


def test_the_calendar_tells_floor_and_line_in_the_language_and_the_name_as_it_is_written_there() -> None:
    pack = packs().for_municipality("072028", TODAY)
    each_by_itself = replace(pack, municipality=replace(pack.municipality, one_stop=None))
    plan = make_plan(each_by_itself, "moving_in", family())
    said = [("1階", "Floor 1"), ("赤の線", "red line"), ("{floor}・{line}", "{floor}, {line}")]
    english = Language("en", "English", "en", "en")
    with speaking(Texts(english, [Message(source, (form,), 1) for source, form in said])):
        text = plan_calendar(plan).decode().replace("\r\n ", "")
    assert "Floor 1\\, red line 1番 市民課" in text
    # What nobody has translated stays as it is.
    assert "青の線 4番" in text
