"""One conversation with the navigator: question after question until nothing is left that could matter.

Questions are counted as a resident sees them, as pages: a question about persons is one page on which all of
them answer, the household with its roster is one page. A fixed questionnaire of the same event shows every
question of the event once, counted in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import MEMBERS, Facts
from madoguchi.engines.navigator.api import Plan, make_plan
from madoguchi_testing.asking.households import Answering

MOST_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Conversation:
    """The plan at the end and the items of the questions put, in their order; `answers` counts the fields.

    A field is one answer of one person, or of the household; each item of the roster is one.
    """

    plan: Plan
    asked: tuple[str, ...]
    answers: int


def converse(pack: MunicipalityPack, told: Answering) -> Conversation:
    """Ask until the plan is settled. Raises AssertionError when the questions do not end."""
    facts = Facts({}, None, told.facts.today)
    asked: list[str] = []
    answers = 0
    for _ in range(MOST_QUESTIONS):
        plan = make_plan(pack, told.event.key, facts)
        question = plan.next_question
        if question is None:
            return Conversation(plan, tuple(asked), answers)
        key = question.item.key
        asked.append(key)
        if key == MEMBERS:
            roster = {"person.is_applicant", *(item.key for item in question.roster)}
            members = told.facts.members or ()
            facts = facts.with_members(
                tuple({key: value for key, value in one.items() if key in roster} for one in members)
            )
            answers += len(members) * len(question.roster)
            continue
        for person in question.persons or (None,):
            holder = told.facts.case if person is None else (told.facts.members or ())[person]
            facts = facts.with_value(key, holder[key], person)
            answers += 1
    raise AssertionError(f"the questions do not end: {asked}")


def everything_told(pack: MunicipalityPack, told: Answering) -> Plan:
    """The plan of somebody who filled in the whole questionnaire."""
    return make_plan(pack, told.event.key, told.facts)


def whole_plan(plan: Plan) -> dict[str, Any]:
    """Everything that a plan tells somebody to do, for comparing two plans: every detail, no explanations."""
    return {
        "entries": [
            {
                "procedure": entry.key,
                "person": entry.person,
                "status": entry.status,
                "deadline": entry.deadline,
                "late": entry.late,
                "desk": entry.desk,
                "fee": entry.fee,
                "at_home": entry.at_home,
                "bring": entry.bring,
            }
            for entry in plan.entries
        ],
        "bring": plan.bring,
    }


__all__ = ["Conversation", "converse", "everything_told", "whole_plan"]
