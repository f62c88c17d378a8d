"""Which items are asked at all: what an item declares in `visible_when`, as a condition."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from madoguchi.core.conditions import ConditionError, Expression, Kind
from madoguchi.core.packs.compiling import compiler_of, source_of
from madoguchi.core.vocabulary import Facts, Item, Vocabulary


def shown_when(item: Item, vocabulary: Vocabulary) -> Expression | None:
    """The condition under which a form asks for the item; None: always. Raises ConditionError."""
    source = item.options.get("visible_when")
    if source is None:
        return None
    compiled = compiler_of(vocabulary).compile(source_of(source), item.scope, Kind.BOOLEAN)
    if isinstance(compiled, ConditionError):
        raise compiled
    return compiled


def without_hidden(facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts without answers that no form asks for any more: who said no to a question, after all, has not
    said anything about what it led to. What was asked only because of something hidden is hidden with it.
    """
    gone: set[tuple[str, int | None]] = set()
    while more := set(_hidden(facts, vocabulary, gone)):
        gone |= more
    if not gone:
        return facts
    members = facts.members and tuple(
        {key: value for key, value in member.items() if (key, number) not in gone}
        for number, member in enumerate(facts.members)
    )
    case = {key: value for key, value in facts.case.items() if (key, None) not in gone}
    return Facts(case, members, facts.today)


def _hidden(
    facts: Facts, vocabulary: Vocabulary, gone: Collection[tuple[str, int | None]]
) -> Iterator[tuple[str, int | None]]:
    """What is hidden besides what is gone already, with the person whose answer it is."""
    holders = ((None, facts.case), *enumerate(facts.members or ()))
    for person, answers in holders:
        for key in answers:
            item = vocabulary.get(key)
            condition = None if item is None or (key, person) in gone else shown_when(item, vocabulary)
            if condition is None:
                continue
            needs = condition.depends_on
            led_by_hidden = bool(needs) and all((one, None) in gone or (one, person) in gone for one in needs)
            if led_by_hidden or condition.evaluate(facts, person) is False:
                yield key, person
