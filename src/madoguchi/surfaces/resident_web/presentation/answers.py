"""The questions that were answered, with the way back to each."""

from __future__ import annotations

from collections.abc import Callable

from madoguchi.core.languages import say, say_list, spoken
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, person_label
from madoguchi.engines.forms.api import as_text
from madoguchi.journeys.pre_application.api import Application
from madoguchi.surfaces.resident_web.presentation.discretion import ANSWERED, overview_label
from madoguchi.surfaces.resident_web.presentation.plan import Answer

Address = Callable[..., str]


def answers_of(application: Application, url: Address) -> tuple[Answer, ...]:
    """Each answered question with its answer in words, in the order in which they were asked."""
    return tuple(
        Answer(_question(application, key), _text(application, key), url("question", key))
        for key in application.state.asked
    )


def _question(application: Application, key: str) -> str:
    return say("手続きに関係する人") if key == MEMBERS else overview_label(application.pack.vocabulary[key])


def _text(application: Application, key: str) -> str:
    facts = application.facts
    if key == MEMBERS:
        return say_list(person_label(facts, person) for person in facts.persons())
    item = application.pack.vocabulary[key]
    if item.discreet:
        return spoken().say(ANSWERED)
    if not key.startswith(PERSON_PREFIX):
        return as_text(item, facts.get(key))
    return "　".join(
        say(
            "{person}：{answer}",
            person=person_label(facts, person, with_age=False),
            answer=as_text(item, facts.get(key, person)),
        )
        for person in facts.persons()
        if facts.is_answered(key, person)
    )
