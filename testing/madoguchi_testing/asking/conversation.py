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
from madoguchi.engines.navigator.api import BringLine, Plan, PlanBring, make_plan
from madoguchi_testing.asking.households import Answering

MOST_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Conversation:
    """The plan at the end and the items of the questions put, in their order; `answers` counts the fields.

    A field is one answer of one person, or of the household; each item of the roster is one. `states` are the
    facts before each question and at the end.
    """

    plan: Plan
    asked: tuple[str, ...]
    answers: int
    states: tuple[Facts, ...]


def converse(pack: MunicipalityPack, told: Answering) -> Conversation:
    """Ask until the plan is settled. Raises AssertionError when the questions do not end."""
    facts = Facts({}, None, told.facts.today)
    asked: list[str] = []
    states = [facts]
    answers = 0
    for _ in range(MOST_QUESTIONS):
        plan = make_plan(pack, told.event.key, facts)
        question = plan.next_question
        if question is None:
            return Conversation(plan, tuple(asked), answers, tuple(states))
        key = question.item.key
        asked.append(key)
        if key == MEMBERS:
            roster = {"person.is_applicant", *(item.key for item in question.roster)}
            members = told.facts.members or ()
            facts = facts.with_members(
                tuple({key: value for key, value in one.items() if key in roster} for one in members)
            )
            answers += len(members) * len(question.roster)
        else:
            for person in question.persons or (None,):
                holder = told.facts.case if person is None else (told.facts.members or ())[person]
                facts = facts.with_value(key, holder[key], person)
                answers += 1
        states.append(facts)
    raise AssertionError(f"the questions do not end: {asked}")


def everything_told(pack: MunicipalityPack, told: Answering) -> Plan:
    """The plan of somebody who filled in the whole questionnaire."""
    return make_plan(pack, told.event.key, told.facts)


def whole_plan(plan: Plan, *, whose: bool = True) -> dict[str, Any]:
    """Everything that a plan tells somebody to do, for comparing two plans: every detail, no explanations.

    Without `whose` it is left out whose the things to bring are: where nobody was asked who lives together,
    one plan cannot say it, and the other says that they are the applicant's.
    """

    def thing(line: BringLine | PlanBring) -> tuple[Any, ...]:
        notes = line.notes if isinstance(line, PlanBring) else (line.note,)
        return (line.item.key, notes, line.certain, line.persons if whose else ())

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
                "bring": [thing(line) for line in entry.bring],
            }
            for entry in plan.entries
        ],
        "bring": [(thing(line), line.procedures) for line in plan.bring],
    }


__all__ = ["Conversation", "converse", "everything_told", "whole_plan"]
