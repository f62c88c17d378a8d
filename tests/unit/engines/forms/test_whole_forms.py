"""The whole form of an application from home: its pages, its rules, and what is sent along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.engines.forms.small_pack import TODAY, VOCABULARY, Entry, Plan, item, pack, procedure

from madoguchi.core.conditions import compile_expression
from madoguchi.core.packs.model import (
    Attach,
    Bring,
    Check,
    Concerns,
    ItemGroup,
    ItemToBring,
    MunicipalityPack,
    Who,
)
from madoguchi.core.vocabulary import Facts, Scope, Vocabulary, facts_from_json
from madoguchi.engines.forms.domain.attachments import attachments_for
from madoguchi.engines.forms.domain.check import check_form
from madoguchi.engines.forms.domain.outline import fields_for
from madoguchi.engines.forms.domain.parsing import parse_group

KINDS = {"public": "公金受取口座", "other": "ほか"}
CARE = Vocabulary(
    [
        *VOCABULARY.values(),
        item("bank.kind", "code", "受け取る口座", choices=KINDS, group="bank"),
        item("bank.number", "text", "口座番号", group="bank", options={"digits": [7, 7]}),
        item("bank.holder", "kana", "口座の名義", group="bank", options={"required": False}),
        item("person.doctor_name", "name", "主治医", group="doctor"),
        item("person.stay_from", "date", "入った日", group="doctor", options={"required": False}),
        item(
            "person.stay_until",
            "date",
            "出る日",
            group="doctor",
            options={"required": False, "not_before": "person.stay_from"},
        ),
        item("person.agrees", "boolean", "同意", group="agreeing", options={"consent": True}),
    ]
)


def condition(source: str, scope: Scope = Scope.PERSON) -> Any:
    return compile_expression(source, CARE, scope=scope)


BANK = ("bank.kind", "bank.number", "bank.holder")
PERSON = ("person.name", "person.name_kana", "person.doctor_name", "person.stay_from", "person.stay_until")
APPLICATION = procedure(
    "care_application",
    ["person.name"],
    asks_online=(*BANK, *PERSON, "person.agrees"),
    concerns=Concerns.PERSON,
    bring=(
        Bring("seal", Who.APPLICANT),
        Bring("passbook", Who.APPLICANT, attach=Attach.MUST, attach_when=condition('bank.kind == "other"')),
        Bring("insurance_card", Who.PERSON, attach=Attach.MAY),
    ),
    checks=(Check(say="家からは使えません。", when=condition('bank.kind == "public"'), only_online=True),),
)


@pytest.fixture(name="care_pack")
def _care_pack() -> MunicipalityPack:
    groups = {
        **pack().groups,
        "bank": ItemGroup("bank", "口座", 50),
        "doctor": ItemGroup("doctor", "主治医", 120, own_page=True),
        "agreeing": ItemGroup("agreeing", "同意すること", 130, own_page=True),
    }
    things = {key: ItemToBring(key, key) for key in ("seal", "passbook", "insurance_card")}
    return replace(pack(), vocabulary=CARE, groups=groups, items_to_bring=things)


def case(answers: Mapping[str, Any] | None = None, **member: Any) -> Facts:
    known = {"name": "例示 健", "name_kana": "レイジ ショウ", "doctor_name": "例示 医", "agrees": True}
    given = {"bank.kind": "other", "bank.number": "0012345", **(answers or {}), "members": [known | member]}
    return facts_from_json(given, CARE, TODAY)


def plan() -> Plan:
    return Plan((Entry(APPLICATION, 0),))


def findings(care_pack: MunicipalityPack, facts: Facts) -> set[str]:
    return {one.code for one in check_form(care_pack, plan(), facts, online=True)}


def test_at_the_counter_only_what_the_counter_needs_is_asked(care_pack: MunicipalityPack) -> None:
    outline = fields_for(care_pack, plan(), case())
    assert [field.item.key for field in outline.fields] == ["person.name"]


def test_from_home_each_subject_of_a_person_is_a_page_and_consent_is_the_last(
    care_pack: MunicipalityPack,
) -> None:
    outline = fields_for(care_pack, plan(), case(), online=True)
    assert [(group.key, group.label) for group in outline.groups] == [
        ("bank", "口座"),
        ("person-0", "例示 健さん"),
        ("person-0-doctor", "主治医（例示 健さん）"),
        ("person-0-agreeing", "同意すること（例示 健さん）"),
    ]


def test_a_form_that_is_complete_has_nothing_wrong(care_pack: MunicipalityPack) -> None:
    assert findings(care_pack, case()) == set()


def test_a_rule_for_applications_from_home_holds_only_there(care_pack: MunicipalityPack) -> None:
    facts = case({"bank.kind": "public"})
    assert "procedure_check" in findings(care_pack, facts)
    assert check_form(care_pack, plan(), facts) == []


@pytest.mark.parametrize("agreed", [None, False], ids=["left open", "refused"])
def test_without_the_tick_the_form_is_not_accepted(care_pack: MunicipalityPack, agreed: bool | None) -> None:
    facts = case()
    members = [{key: value for key, value in (facts.members or ())[0].items() if key != "person.agrees"}]
    facts = facts.with_members(tuple(members))
    page = fields_for(care_pack, plan(), facts, online=True).group("person-0-agreeing")
    assert page is not None
    posted = {"person-0-agrees": "" if agreed is None else "no"}
    parsed = parse_group(page, posted, facts, CARE, demand=True)
    assert parsed.values == {}
    assert "person-0-agrees" in parsed.errors
    assert "not_consented" in findings(care_pack, facts)


@pytest.mark.parametrize(
    ("ends", "found"),
    [("2026-03-02", {"period_ends_before"}), ("2026-03-03", set()), ("2026-04-01", set())],
    ids=["before it begins", "the same day", "later"],
)
def test_a_period_ends_when_it_has_begun(care_pack: MunicipalityPack, ends: str, found: set[str]) -> None:
    assert findings(care_pack, case(stay_from="2026-03-03", stay_until=ends)) == found


@pytest.mark.parametrize(
    ("holder", "found"),
    [("レイジ　シヨウ", set()), ("レイジショウ", set()), ("ベツ ジン", {"account_of_another"})],
    ids=["large kana of banks", "without a space", "somebody else"],
)
def test_an_account_belongs_to_somebody_on_the_form(
    care_pack: MunicipalityPack, holder: str, found: set[str]
) -> None:
    assert findings(care_pack, case({"bank.holder": holder})) == found


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("００１２３４５", "0012345"),
        ("001-2345", "0012345"),
        ("12345", None),
        ("12345678", None),
        ("〇", None),
    ],
    ids=["full width", "hyphen", "too short", "too long", "kanji"],
)
def test_an_account_number_keeps_its_zeros(
    care_pack: MunicipalityPack, typed: str, value: str | None
) -> None:
    page = fields_for(care_pack, plan(), case(), online=True).group("bank")
    assert page is not None
    parsed = parse_group(page, {"bank-number": typed}, case(), CARE)
    assert list(parsed.values.values()) == ([] if value is None else [value])
    assert ("bank-number" in parsed.errors) is (value is None)


def test_papers_are_sent_along_when_the_answers_call_for_them(care_pack: MunicipalityPack) -> None:
    wanted = attachments_for(care_pack, plan(), case())
    assert [(one.paper.key, one.person, one.required) for one in wanted] == [
        ("passbook", None, True),
        ("insurance_card", 0, False),
    ]
    by_state_account = attachments_for(care_pack, plan(), case({"bank.kind": "public"}))
    assert [one.paper.key for one in by_state_account] == ["insurance_card"]
    undecided = facts_from_json({"members": [{}]}, CARE, TODAY)
    assert [one.paper.key for one in attachments_for(care_pack, plan(), undecided)] == ["insurance_card"]
