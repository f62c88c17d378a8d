"""The plan as a page: what its first sentence says, and which dates tell their year."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import MunicipalityPack, Packs, load_packs_or_refuse
from madoguchi.core.vocabulary import DONT_KNOW, Facts, facts_from_json
from madoguchi.engines.navigator.api import Plan, make_plan
from madoguchi.surfaces.resident_web.presentation.plan import plan_view

TODAY = date(2026, 10, 13)


@cache
def packs() -> Packs:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs")


def pack() -> MunicipalityPack:
    return packs().for_municipality("072028", TODAY)


def headline(plan: Plan) -> str:
    return "".join(f"{part.before}{part.strong}{part.after}" for part in plan_view(plan).headline)


def test_what_may_be_needed_is_not_called_nothing() -> None:
    head = {"person.relation": "head", "person.birth_date": date(1980, 5, 5)}
    unsure = make_plan(pack(), "tax", Facts({"tax.topics": DONT_KNOW}, (head,), TODAY))
    while unsure.next_question is not None:
        open_item = unsure.next_question.item.key
        assert not unsure.next_question.persons, open_item
        unsure = make_plan(pack(), "tax", unsure.facts.with_value(open_item, DONT_KNOW))
    assert not unsure.lines
    assert unsure.possible
    assert headline(unsure) == "必要かもしれない手続きがあります。"
    assert not plan_view(unsure).can_fill


def test_a_last_day_in_another_year_is_told_with_its_year() -> None:
    scenario = next(one for one in packs().scenarios if "80歳の父" in one.title)
    facts = facts_from_json(scenario.answers, packs().vocabulary, scenario.today)
    view = plan_view(make_plan(pack(), scenario.event, facts))
    due = {(card.due.short, card.due.year) for stop in view.stops for card in stop.cards if card.due}
    assert ("10月19日（月）まで", "2026年（令和8年）") in due
    assert ("2028年（令和10年）10月5日（木）まで", "") in due


@pytest.mark.parametrize(
    ("minutes", "said"), [(116, "約120分"), (120, "約2時間"), (149, "約2時間"), (330, "約6時間")]
)
def test_a_long_visit_is_told_in_hours(minutes: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = next(one for one in packs().scenarios if "80歳の父" in one.title)
    facts = facts_from_json(scenario.answers, packs().vocabulary, scenario.today)
    plan = make_plan(pack(), scenario.event, facts)
    monkeypatch.setattr(Plan, "minutes", minutes)
    assert headline(plan).endswith(f"、{said}（待つ時間は別）。")
    assert said in plan.headline()
