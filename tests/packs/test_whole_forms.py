"""The 26 procedures of childcare and care, and 転出届: each has its whole form for applications from home."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import Channel, Packs, Procedure, Scenario, Severity, facts_of, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts, ItemType, Sensitivity
from madoguchi.engines.documents.api import documents_for
from madoguchi.engines.forms.api import attachments_for, check_form, fields_for, is_consent
from madoguchi.engines.navigator.api import Plan, make_plan

PACKS = Path(__file__).parents[2] / "packs"

# 国の31手続きのうち、子育て15と介護11。総務省の手順書の並び。
CHILDCARE = (
    "child_allowance_claim",
    "child_allowance_increase",
    "child_allowance_details_change",
    "child_allowance_stop",
    "child_allowance_unpaid",
    "child_allowance_donation",
    "child_allowance_donation_change",
    "child_allowance_school_fees",
    "child_allowance_school_fees_change",
    "child_allowance_status_report",
    "childcare_certification",
    "childcare_application",
    "childcare_status_report",
    "child_rearing_allowance_report_online",
    "pregnancy_notification",
)
CARE = (
    "care_certification_application",
    "care_certification_renewal",
    "care_certification_change",
    "care_plan_request",
    "care_burden_card_reissue",
    "care_insured_card_reissue",
    "high_cost_care_benefit",
    "care_burden_limit",
    "care_equipment_purchase",
    "care_home_modification",
    "care_certification_transfer",
)
FROM_HOME = (*CHILDCARE, *CARE, "move_out_notification")
PRINTED_IN_PART = ("move_out_notification",)
"""Its paper is that of the counter, with places for a pen."""

pytestmark = pytest.mark.packs


@cache
def _packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def _procedure(key: str) -> Procedure:
    return _packs().for_municipality("072028").procedures[key]


def test_there_are_26() -> None:
    assert len({*CHILDCARE, *CARE}) == 26


@pytest.mark.parametrize("key", FROM_HOME)
def test_each_has_a_form_of_its_own_that_can_be_sent_from_home(key: str) -> None:
    procedure = _procedure(key)
    assert Channel.ONLINE in procedure.channels
    assert procedure.law
    assert procedure.document
    own = set(procedure.asks_online) - set(procedure.asks)
    assert len(own) >= 3, "more than names and addresses"
    asked = set(procedure.asks_online)
    assert {"person.name", "person.name_kana", "person.birth_date", "contact.phone"} <= asked
    assert "contact.visitor" not in asked, "nobody comes to a counter"


@pytest.mark.parametrize("key", FROM_HOME)
def test_each_says_where_its_rules_come_from_and_what_was_not_compared(key: str) -> None:
    procedure = _procedure(key)
    assert procedure.sources
    assert all(source.note for source in procedure.sources if not source.verified)


def test_health_and_money_of_people_in_care_are_sensitive() -> None:
    vocabulary = _packs().vocabulary
    groups = {"care_state", "care_doctor", "care_limit", "care_assets", "care_purchase", "care_work"}
    told = [item for item in vocabulary.values() if item.group in groups]
    assert len(told) > 30
    open_to_see = [item.key for item in told if item.sensitivity is not Sensitivity.SENSITIVE]
    assert open_to_see == ["person.care_insured_number"]
    assert all(
        item.sensitivity is not Sensitivity.OPEN
        for key in FROM_HOME
        for one in _procedure(key).asks_online
        if (item := vocabulary[one]).key not in ("move.kind", "move.to_kind")
    )


@pytest.mark.parametrize("key", FROM_HOME)
def test_money_is_paid_into_an_account_that_is_asked_for_whole_or_not_at_all(key: str) -> None:
    asked = set(_procedure(key).asks_online)
    account = {f"bank.{part}" for part in ("kind", "institution", "branch", "type", "number", "holder")}
    assert asked & account in (set(), account)
    assert "household.child_allowance_account" not in asked


def _from_home() -> list[Scenario]:
    return [scenario for scenario in _packs().scenarios if scenario.journey.get("from_home")]


Sent = tuple[Scenario, Plan, Facts, tuple[str, ...]]


def _read(scenario: Scenario) -> Sent:
    packs = _packs()
    facts = facts_of(scenario, packs)
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    return scenario, make_plan(pack, scenario.event, facts), facts, tuple(scenario.journey["from_home"])


@pytest.mark.parametrize("scenario", _from_home(), ids=lambda scenario: scenario.title)
def test_a_form_that_was_filled_in_at_home_can_be_sent(scenario: Scenario) -> None:
    _, plan, facts, chosen = _read(scenario)
    outline = fields_for(plan.pack, plan, facts, chosen=chosen, online=True)
    assert [field.id for field in outline.fields if field.missing] == []
    findings = check_form(plan.pack, plan, facts, chosen=chosen, online=True)
    assert [one.message for one in findings if one.severity is Severity.MUST] == []
    wanted = attachments_for(plan.pack, plan, facts, chosen=chosen)
    assert [one.paper.key for one in wanted if one.required] == scenario.journey["sends"]


@pytest.mark.parametrize("scenario", _from_home(), ids=lambda scenario: scenario.title)
def test_nothing_is_accepted_without_the_consents(scenario: Scenario) -> None:
    _, plan, facts, chosen = _read(scenario)
    outline = fields_for(plan.pack, plan, facts, chosen=chosen, online=True)
    needed = [field for field in outline.fields if is_consent(field.item) and not field.optional]
    for field in needed:
        without = facts.with_value(field.item.key, False, field.person)
        findings = check_form(plan.pack, plan, without, chosen=chosen, online=True)
        assert field.item.key in {key for one in findings for key in one.items if one.code == "not_consented"}


@pytest.mark.parametrize("scenario", _from_home(), ids=lambda scenario: scenario.title)
def test_what_was_answered_stands_on_the_paper(scenario: Scenario) -> None:
    _, plan, facts, chosen = _read(scenario)
    texts = str([request.data for request in documents_for(plan.pack, plan, facts, chosen=chosen)])
    for key in chosen:
        for item_key in _procedure(key).asks_online:
            item = plan.pack.vocabulary[item_key]
            if item.type is ItemType.TEXT and not item_key.startswith("person."):
                value = facts.get(item_key)
                assert not isinstance(value, str) or value in texts or key in PRINTED_IN_PART, item_key


def _move_out(change: Callable[[Facts], Facts]) -> set[str]:
    scenario = next(one for one in _from_home() if "move_out_notification" in one.journey["from_home"])
    _, plan, facts, chosen = _read(scenario)
    findings = check_form(plan.pack, plan, change(facts), chosen=chosen, online=True)
    return {one.message for one in findings if one.code == "procedure_check"}


@pytest.mark.parametrize(
    ("item", "value", "told"),
    [
        ("move.date", date(2026, 7, 2), "引越しの日の30日前から"),
        ("move.date", date(2026, 5, 21), "引越しから10日をすぎた"),
        ("move.to_kind", "abroad", "海外への引越し"),
        ("reservation.certificate", False, "電子証明書が使えない"),
        ("reservation.date", date(2026, 6, 19), "引越しの日より前です"),
        ("reservation.date", date(2026, 6, 1), "明日より後"),
        ("reservation.date", date(2026, 7, 5), "引越しから14日より後"),
    ],
    ids=["31 days before", "11 days after", "abroad", "no certificate", "too early", "today", "too late"],
)
def test_moving_out_from_home_has_its_days(item: str, value: date | str | bool, told: str) -> None:
    assert any(told in message for message in _move_out(lambda facts: facts.with_value(item, value)))


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("move.date", date(2026, 7, 1)),
        ("move.date", date(2026, 5, 22)),
        ("reservation.date", date(2026, 6, 20)),
        ("reservation.date", date(2026, 7, 4)),
    ],
    ids=["30 days before", "10 days after", "on the day of the move", "14 days after"],
)
def test_the_first_and_the_last_day_are_still_good(item: str, value: date) -> None:
    told = _move_out(lambda facts: facts.with_value(item, value))
    around = {message for message in told if "窓口に行く日が、引越しの日より前" in message}
    late = {message for message in told if "14日より後" in message and item == "move.date"}
    assert told - around - late == set()
