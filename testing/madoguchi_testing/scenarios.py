"""Runs a scenario of a pack through the navigator and tells what differs from its author's expectation."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.core.packs import ExpectedEntry, Packs, Scenario, facts_of, person_number
from madoguchi.engines.navigator.api import Plan, PlanEntry, make_plan


def differences(scenario: Scenario, packs: Packs) -> list[str]:
    """Every difference between plan and expectation, one Japanese sentence each; empty when there is none."""
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    plan = make_plan(pack, scenario.event, facts_of(scenario, packs))
    found: list[str] = []
    for expected in scenario.includes:
        found.extend(_missing(expected, plan, scenario))
    planned = {entry.procedure.key for entry in plan.entries}
    found.extend(
        f"{key} は計画に入らないはずですが、入っています。" for key in scenario.excludes if key in planned
    )
    asked = plan.next_question.item.key if plan.next_question else None
    if scenario.finished is True and asked is not None:
        found.append(f"質問は残らないはずですが、{asked} をたずねます。")
    if scenario.finished is False and asked is None:
        found.append("まだ質問が残るはずですが、ありません。")
    if scenario.next_question is not None and asked != scenario.next_question:
        found.append(f"次の質問は {scenario.next_question} のはずですが、{asked or 'なし'} です。")
    return found


def _missing(expected: ExpectedEntry, plan: Plan, scenario: Scenario) -> Iterator[str]:
    whose = None if expected.person is None else person_number(scenario, expected.person)
    entries = [
        entry
        for entry in plan.entries
        if entry.procedure.key == expected.procedure and (expected.person is None or entry.person == whose)
    ]
    name = expected.procedure if expected.person is None else f"{expected.procedure}（{expected.person}）"
    if not entries:
        yield f"{name} が計画にありません。"
        return
    told = [list(_unlike(expected, entry)) for entry in entries]
    if all(told):
        yield from (f"{name} の{difference}" for difference in told[0])


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


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "なし" if value is None else str(value)
