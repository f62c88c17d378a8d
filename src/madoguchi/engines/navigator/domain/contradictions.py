"""Whether answers can be true together, and whether this event asks for them at all.

What one answer may be is checked where it is read (`core.vocabulary.answers`). Here are the mistakes that
only show beside the event and beside each other. Pages cannot lead to them; files and programs can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from madoguchi.core.packs.model import MunicipalityPack
from madoguchi.core.vocabulary import UNKNOWN, AnswersError, Facts, PartialDate, Value
from madoguchi.engines.navigator.domain.planning import facts_with_sets
from madoguchi.engines.navigator.domain.rules import EventRules, rules_of

ALWAYS_ASKED = frozenset(
    {
        "person.birth_date",
        "person.is_applicant",
        "person.name",
        "person.name_kana",
        "person.relation",
        "person.sex",
    }
)
"""Who the people are: every event may be told, because papers and sentences call them by it."""

ONLY_ONE = {
    ("person.relation", "head"): "世帯主が2人います。世帯主は1人だけにしてください。",
    ("person.relation", "spouse"): "世帯主の夫・妻が2人います。1人だけにしてください。",
    ("person.is_applicant", True): "手続きをする人が2人います。1人だけにしてください。",
}


def check_answers(pack: MunicipalityPack, event_key: str, facts: Facts) -> None:
    """Refuse answers that this event does not ask for, or that contradict it or each other.

    Raises AnswersError at the first one, UnknownEventError. The message says what to do, and no value.
    """
    rules = rules_of(pack, event_key)
    _check_event(rules, facts)
    asked = asked_items(rules)
    for key, person in _answered(facts):
        if key not in asked:
            raise AnswersError(
                f"「{rules.event.label}」ではたずねない項目です。取り除いてください。",
                item=key,
                person=person,
            )
    _check_persons(facts, live_apart=facts_with_sets(rules, facts).may_live_apart())


def asked_items(rules: EventRules) -> frozenset[str]:
    """The items that questions and forms of an event can ask, and those that it sets."""
    questions = {question.item for question in rules.event.questions}
    rosters = {key for question in rules.event.questions for key in question.roster}
    forms = {key for rule in rules.rules for key in rule.procedure.asks}
    return frozenset(questions | rosters | forms | rules.sets.keys() | ALWAYS_ASKED)


def _check_event(rules: EventRules, facts: Facts) -> None:
    for key, value in rules.sets.items():
        if facts.case.get(key, value) != value:
            raise AnswersError(
                f"できごと「{rules.event.label}」と合わない答えです。できごとを選び直すか、この項目を取り除いて"
                "ください。",
                item=key,
            )


def _answered(facts: Facts) -> Iterator[tuple[str, int | None]]:
    for key in facts.case:
        yield key, None
    for person, member in enumerate(facts.members or ()):
        for key in member:
            yield key, person


def _check_persons(facts: Facts, *, live_apart: bool) -> None:
    for (key, value), message in ONLY_ONE.items():
        if key == "person.relation" and live_apart:
            continue
        same = [
            person
            for person, member in enumerate(facts.members or ())
            if _is(member.get(key, UNKNOWN), value)
        ]
        if len(same) > 1:
            raise AnswersError(message, item=key, person=same[1])
    for person, member in enumerate(facts.members or ()):
        if _begins_after(member, facts.today):
            raise AnswersError(
                "きょうより後の日付です。生年月日を確かめてください。",
                item="person.birth_date",
                person=person,
            )


def _is(found: Value, value: object) -> bool:
    return found is not UNKNOWN and found == value


def _begins_after(member: Mapping[str, Value], today: date) -> bool:
    born = member.get("person.birth_date")
    first = born.earliest if isinstance(born, PartialDate) else born
    return isinstance(first, date) and first > today


__all__ = ["asked_items", "check_answers"]
