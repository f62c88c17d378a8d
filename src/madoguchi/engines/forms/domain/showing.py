"""Which choice on a page decides whether another field of the same page is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from madoguchi.core.packs.showing import shown_when
from madoguchi.core.vocabulary import DONT_KNOW, Facts, Item, ItemType, Value, Vocabulary
from madoguchi.engines.forms.domain.declared import can_be_unsure
from madoguchi.engines.forms.domain.fields import FormField
from madoguchi.engines.forms.domain.reading import NO, UNSURE, YES


@dataclass(frozen=True, slots=True)
class ShownWith:
    """A field is asked while the field `id` has one of `answers`, written as its inputs send them."""

    id: str
    answers: tuple[str, ...]


def shown_with(
    one: FormField, page: Iterable[FormField], facts: Facts, vocabulary: Vocabulary
) -> ShownWith | None:
    """The single choice on the `page` that decides whether the field is asked; None: no choice there does.

    A page can then show and hide the field as the choice is made. Whether it is asked at all stays for
    `fields_for` to say: what the page does is a convenience.
    """
    condition = shown_when(one.item, vocabulary)
    if condition is None:
        return None
    deciding = [
        other
        for other in page
        if other.item.key in condition.depends_on
        and other.person in (None, one.person)
        and other.item.type in (ItemType.BOOLEAN, ItemType.CODE)
        and not other.item.multiple
    ]
    if len(deciding) != 1:
        return None
    (choice,) = deciding
    values = _values(choice.item)
    answers = tuple(
        posted
        for posted, value in values.items()
        if condition.evaluate(facts.with_value(choice.item.key, value, choice.person), one.person)
        is not False
    )
    return ShownWith(choice.id, answers) if len(answers) < len(values) else None


def _values(item: Item) -> Mapping[str, Value]:
    """Every answer to a choice, by what its input sends."""
    values: dict[str, Value] = (
        {YES: True, NO: False} if item.type is ItemType.BOOLEAN else {code: code for code in item.choices}
    )
    return {**values, UNSURE: DONT_KNOW} if can_be_unsure(item) else values
