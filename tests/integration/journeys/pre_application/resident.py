"""Somebody who knows the answers of a scenario and fills in whatever is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.core.packs import Scenario
from madoguchi.core.vocabulary import MEMBERS, facts_from_json
from madoguchi.engines.forms.api import FormField, as_input
from madoguchi.journeys.pre_application import api

HERE, ELSEWHERE = "072028", "072087"
TODAY = date(2026, 3, 19)


def roster_post(members: list[Mapping[str, Any]], keys: list[str]) -> dict[str, Any]:
    posted: dict[str, Any] = {api.ROSTER_KEYS: ",".join(keys)}
    for key, member in zip(keys, members, strict=True):
        posted[f"person-{key}-relation"] = member["relation"]
        posted[f"person-{key}-birth_date"] = str(member["birth_date"])
    return posted


class Resident:
    """Somebody who knows the answers and fills in whatever is asked."""

    def __init__(self, scenario: Scenario, code: str = HERE) -> None:
        self.scenario = scenario
        self.handle = api.start(code, scenario.event)
        self.members: list[Mapping[str, Any]] = list(scenario.answers[MEMBERS])
        self.keys = [f"k{number}" for number in range(len(self.members))]

    @property
    def now(self) -> api.Application:
        return api.open_application(self.handle)

    def known(self, field: FormField) -> str:
        """What this person would type into a field, in an awkward writing where there is one."""
        if field.person is None:
            answer = self.scenario.answers.get(field.item.key)
        else:
            answer = self.members[field.person].get(field.item.short_key)
        if answer is None:
            return "dont_know" if field.item.options.get("can_not_know", True) and not field.optional else ""
        vocabulary = self.now.pack.vocabulary
        given = answer.isoformat() if isinstance(answer, date) else answer
        if field.person is None:
            value = facts_from_json({field.item.key: given}, vocabulary, TODAY).case[field.item.key]
        else:
            facts = facts_from_json({MEMBERS: [{field.item.key: given}]}, vocabulary, TODAY)
            value = facts.get(field.item.key, 0)
        return as_input(value).replace(" ", "　")

    def answer_everything(self) -> list[str]:
        asked: list[str] = []
        while (question := self.now.plan.next_question) is not None:
            key = question.item.key
            assert key not in asked, f"{key} is asked twice"
            asked.append(key)
            if key == MEMBERS:
                saved = api.save_roster(self.handle, roster_post(self.members, self.keys))
            else:
                page = self.now.question_page(key)
                saved = api.answer(self.handle, key, {one.id: self.known(one) for one in page.group.fields})
            assert saved.is_clean, saved.errors
        return asked

    def fill_in_everything(self) -> None:
        for group in self.now.outline.groups:
            posted = {one.id: self.known(one) for one in group.asked}
            saved = api.save_group(self.handle, group.key, posted, demand=True)
            assert saved.is_clean, saved.errors


def finished(scenario: Scenario, code: str = HERE) -> Resident:
    resident = Resident(scenario, code)
    resident.answer_everything()
    resident.fill_in_everything()
    return resident
