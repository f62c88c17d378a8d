"""Runs a scenario of a pack through the navigator and tells what differs from its author's expectation."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.core.packs import (
    Concerns,
    ExpectedEntry,
    MunicipalityPack,
    Packs,
    Scenario,
    facts_of,
    person_number,
)
from madoguchi.core.vocabulary import AnswersError, Facts
from madoguchi.engines.navigator.api import Plan, PlanEntry, Status, facts_of_event, make_plan


def differences(scenario: Scenario, packs: Packs) -> list[str]:
    """Every difference between plan and expectation, one Japanese sentence each; empty when there is none."""
    plan = _plan_of(scenario, packs)
    pack = plan.pack
    found: list[str] = []
    for expected in scenario.includes:
        found.extend(_missing(expected, plan, scenario))
    planned = {entry.procedure.key: entry for entry in reversed(plan.entries)}
    found.extend(
        f"{_named(pack, key)}は計画に入らないはずですが、入っています（{planned[key].reason}）。"
        for key in scenario.excludes
        if key in planned
    )
    asked = plan.next_question.item.key if plan.next_question else None
    if scenario.finished is True and asked is not None:
        found.append(f"質問は残らないはずですが、{asked} をたずねます。")
    if scenario.finished is False and asked is None:
        found.append("まだ質問が残るはずですが、ありません。")
    if scenario.next_question is not None and asked != scenario.next_question:
        found.append(f"次の質問は {scenario.next_question} のはずですが、{asked or 'なし'} です。")
    if scenario.counters is not None and scenario.counters != _counters(plan):
        found.append(
            f"回る窓口は{_in_words(scenario.counters)}のはずですが、{_in_words(_counters(plan))}です。"
        )
    return found


def plan_changes(scenario: Scenario, old: Packs, new: Packs) -> list[str]:
    """How the plan of a family changes between two versions of the packs, one Japanese sentence each."""
    try:
        before, after = (_entries(scenario, packs) for packs in (old, new))
    except (AnswersError, KeyError):
        return ["前の版にはない項目か、できごとを使う場面なので、比べられません。"]
    found = [f"{name}が計画に入ります。" for name in after if name not in before]
    found += [f"{name}が計画からなくなります。" for name in before if name not in after]
    for name in before.keys() & after.keys():
        for what, was, now in zip(
            ("期限", "窓口", "状態", "自宅での手続き"), before[name], after[name], strict=True
        ):
            if was != now:
                found.append(f"{name}の{what}が {_word(was)} から {_word(now)} に変わります。")
    was_visited, now_visited = (_counters(_plan_of(scenario, packs)) for packs in (old, new))
    if was_visited != now_visited:
        found.append(f"回る窓口が{_in_words(was_visited)}から{_in_words(now_visited)}に変わります。")
    return sorted(found)


def _plan_of(scenario: Scenario, packs: Packs) -> Plan:
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    return make_plan(pack, scenario.event, facts_of(scenario, packs))


def _counters(plan: Plan) -> tuple[int, int]:
    """How many counters one by one, and how many with the one-stop counter."""
    return len(plan.counters.each), len(plan.counters.remaining)


def _in_words(counters: tuple[int, int]) -> str:
    """「5か所（まとめて受け付けて2か所）」"""
    each, remaining = counters
    return f"{each}か所（まとめて受け付けて{remaining}か所）"


def _entries(scenario: Scenario, packs: Packs) -> dict[str, tuple[object, ...]]:
    """What the plan says of each procedure and person, by the name that a report gives it."""
    plan = _plan_of(scenario, packs)
    pack = plan.pack
    found: dict[str, tuple[object, ...]] = {}
    for entry in plan.entries:
        whose = "" if entry.person is None else f"（{entry.person_label}）"
        found[f"「{entry.procedure.label}」{whose}"] = (
            entry.deadline.date if entry.deadline else None,
            pack.desk_roles[entry.procedure.desk].label,
            "必要" if entry.status is Status.NEEDED else "必要かもしれない",
            entry.at_home,
        )
    return found


def _named(pack: MunicipalityPack, key: str, person: object = None) -> str:
    """「転入届」（move_in_notification、母）: people know the name, and the file is found by the key."""
    label = pack.procedures[key].label if key in pack.procedures else key
    return f"「{label}」（{key}{'' if person is None else f'、{person}'}）"


def _missing(expected: ExpectedEntry, plan: Plan, scenario: Scenario) -> Iterator[str]:
    whose = None if expected.person is None else person_number(scenario, expected.person)
    entries = [
        entry
        for entry in plan.entries
        if entry.procedure.key == expected.procedure and (expected.person is None or entry.person == whose)
    ]
    name = _named(plan.pack, expected.procedure, expected.person)
    if not entries:
        yield f"{name}が計画にありません{_why_not(expected.procedure, whose, plan)}。"
        return
    told = [list(_unlike(expected, entry)) for entry in entries]
    if all(told):
        yield from (f"{name}の{difference}" for difference in told[0])


def _why_not(key: str, person: int | None, plan: Plan) -> str:
    """Why a procedure is not on the plan, in brackets; nothing where it is not said for whom it should be."""
    procedure = plan.pack.procedures.get(key)
    if procedure is None:
        return "（この市町村にない手続きです）"
    if not procedure.in_force.contains(plan.facts.today):
        return "（場面の日には、まだないか、もうない手続きです）"
    if procedure.concerns is Concerns.PERSON and person is None:
        return ""
    facts: Facts = facts_of_event(plan.pack, plan.event, plan.facts)
    whose = person if procedure.concerns is Concerns.PERSON else None
    return f"（{procedure.applies_when.explain(facts, whose).sentence}）"


def _unlike(expected: ExpectedEntry, entry: PlanEntry) -> Iterator[str]:
    deadline = entry.deadline.date if entry.deadline else None
    pairs = (
        ("期限", expected.deadline, deadline),
        ("期限切れ", expected.late, entry.late),
        ("窓口", expected.desk, entry.desk.role if entry.desk else None),
        ("自宅での手続き", expected.at_home, entry.at_home),
        ("状態", expected.status, str(entry.status)),
    )
    for what, wanted, given in pairs:
        if wanted is not None and wanted != given:
            yield f"{what}は {_word(wanted)} のはずですが、{_word(given)} です。"
    brought = {line.item.key for line in entry.bring}
    for thing in expected.brings:
        if thing not in brought:
            yield f"持ち物に {thing} があるはずですが、ありません。"
    for thing in expected.brings_not:
        if thing in brought:
            yield f"持ち物に {thing} はないはずですが、あります。"


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "なし" if value is None else str(value)
