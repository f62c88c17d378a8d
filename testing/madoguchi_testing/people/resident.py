"""Somebody who knows the answers of a scenario and fills in whatever is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from madoguchi.core.packs import Packs, Scenario
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, value_from_json
from madoguchi.engines.forms.api import FormField, as_input
from madoguchi.journeys.pre_application import api


class ScenarioNotFoundError(LookupError):
    """この場面はパックにありません。"""


def find_scenario(packs: Packs, file: Path) -> Scenario:
    """The first scenario of a pack file. Raises ScenarioNotFoundError when the packs hold no such file."""
    wanted = file.resolve()
    for scenario in packs.scenarios:
        if wanted.as_posix().endswith(scenario.file.removeprefix("packs/")):
            return scenario
    raise ScenarioNotFoundError(f"{file}: {ScenarioNotFoundError.__doc__}")


def on_day(scenario: Scenario, day: date) -> Scenario:
    """The same scenario as if it happened on another day.

    The answers that it names in `journey.moves_with_time` move along by as many days; birth dates stay.
    """
    later = day - scenario.today
    moved = {
        key: (date.fromisoformat(str(scenario.answers[key])) + later).isoformat()
        for key in scenario.journey.get("moves_with_time", ())
    }
    return replace(scenario, today=day, answers={**scenario.answers, **moved})


class Resident:
    """Goes through the questions and the form of one scenario. Awkward input: full-width spaces in names."""

    def __init__(self, scenario: Scenario, municipality_code: str = "") -> None:
        self.scenario = scenario
        self.handle = api.start(municipality_code or scenario.municipality, scenario.event)
        self.members: list[Mapping[str, Any]] = list(scenario.answers.get(MEMBERS) or ())
        self.keys = [f"k{number}" for number in range(len(self.members))]

    @property
    def application(self) -> api.Application:
        """Everything as it stands now."""
        return api.open_application(self.handle)

    def answer_everything(self) -> list[str]:
        """Answer the navigator until nothing is left to ask; return the items in the order of the questions.

        Raises ValueError when an answer is refused or a question comes twice.
        """
        asked: list[str] = []
        while (question := self.application.plan.next_question) is not None:
            key = question.item.key
            if key in asked:
                raise ValueError(f"{key} is asked twice")
            asked.append(key)
            if key == MEMBERS:
                saved = api.save_roster(self.handle, roster_post(self.members, self.keys))
            else:
                page = self.application.question_page(key)
                saved = api.answer(self.handle, key, {one.id: self.typed(one) for one in page.group.fields})
            if not saved.is_clean:
                raise ValueError(f"{key} is refused: {list(saved.errors)}")
        return asked

    def fill_in_everything(self) -> int:
        """Fill in every page of the form; return how many fields were typed. Raises ValueError if refused."""
        typed = 0
        for group in self.application.outline.groups:
            posted = {one.id: self.typed(one) for one in group.asked}
            typed += sum(1 for text in posted.values() if text)
            saved = api.save_group(self.handle, group.key, posted, demand=True)
            if not saved.is_clean:
                raise ValueError(f"{group.key} is refused: {list(saved.errors)}")
        return typed

    def typed(self, one: FormField) -> str:
        """What this person types into a field; 「わからない」 where the scenario says nothing and it is
        allowed.
        """
        answers = self.scenario.answers if one.person is None else self.members[one.person]
        short = one.item.key.removeprefix(PERSON_PREFIX)
        answer = answers.get(one.item.key, answers.get(short))
        if answer is None:
            unsure = one.item.options.get("can_not_know", True) and not one.optional
            return "dont_know" if unsure else ""
        value = value_from_json(one.item, answer.isoformat() if isinstance(answer, date) else answer)
        return as_input(value).replace(" ", "\u3000")


def roster_post(members: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> dict[str, Any]:
    """What the page of the household posts: relation and birth date of each member."""
    posted: dict[str, Any] = {api.ROSTER_KEYS: ",".join(keys)}
    for key, member in zip(keys, members, strict=True):
        posted[f"person-{key}-relation"] = member["relation"]
        posted[f"person-{key}-birth_date"] = str(member["birth_date"])
    return posted
