"""The form with which a desk asks an applicant at home to put answers right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict

from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Vocabulary
from madoguchi.engines.cases.api import Case, CaseStep, Channel
from madoguchi.journeys.online_application.office.api import Question, answered_fields

_MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Correctable:
    """One answer that can be asked for again: the value of its box, what it is called, whose it is."""

    value: str
    label: str
    person: str
    checked: bool


def correctable(case: Case, vocabulary: Vocabulary, chosen: Collection[str]) -> tuple[Correctable, ...]:
    """The answers of a case that came online, in the vocabulary's order; none for the counter's cases."""
    if case.came_by is not Channel.ONLINE:
        return ()
    order = {key: place for place, key in enumerate(vocabulary)}
    found = sorted(
        answered_fields(case), key=lambda one: (-1 if one[1] is None else one[1], order.get(one[0], 0))
    )
    return tuple(
        Correctable(
            value=(value := f"{item}@{'' if person is None else person}"),
            label=vocabulary[item].label if item in vocabulary else item,
            person=_name(case, person),
            checked=value in chosen,
        )
        for item, person in found
    )


def question_of(posted: QueryDict, step: CaseStep) -> Question:
    """What the form asks for. Boxes that no page offered are refused by the action."""
    fields = [one.rpartition("@") for one in posted.getlist("field")[:_MOST_FIELDS]]
    papers = [line.strip() for line in posted.get("papers", "").splitlines() if line.strip()]
    return Question(step, [(item, int(who) if _is_number(who) else None) for item, _, who in fields], papers)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def _name(case: Case, person: int | None) -> str:
    members = case.data.get(MEMBERS)
    if person is None or not isinstance(members, list):
        return ""
    place = 0 if case.person_index is not None else person
    name = members[place].get(f"{PERSON_PREFIX}name") if place < len(members) else None
    return name if isinstance(name, str) else f"{person + 1}人目"
