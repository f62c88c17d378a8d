"""Whom a procedure is for, before anybody has answered anything: its condition in words, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.wording import condition_phrase, item_of, term_text, value_text
from madoguchi.core.languages import spoken
from madoguchi.core.packs.model import LifeEvent, MunicipalityPack
from madoguchi.engines.navigator.domain.rules import rules_of

_MOST_LETTERS = 110
"""A longer condition is no help to anybody: the questions find it out more kindly."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A life event that can lead to a procedure.

    `conditions` must all hold; they are phrases without a full stop. Empty: either everybody to whom this
    happened (`everybody`), or more than a page should say, and the questions decide.
    """

    event: LifeEvent
    conditions: tuple[str, ...]
    everybody: bool


def audiences(pack: MunicipalityPack, procedure_key: str) -> tuple[Audience, ...]:
    """The events that can lead to a procedure, in the order in which people see them.

    The phrases follow Japanese grammar: in other languages there are none, and the questions decide.
    """
    found: list[Audience] = []
    for event in pack.events.values():
        for rule in rules_of(pack, event.key).rules:
            if rule.procedure.key == procedure_key:
                everybody = rule.applies_when.written_value is True
                phrases = () if everybody or not spoken().is_source else _phrases(rule.applies_when.node)
                found.append(Audience(event, phrases, everybody))
    return tuple(found)


def _phrases(node: nodes.Node) -> tuple[str, ...]:
    phrases = tuple(_phrase(part) for part in _all_of(node))
    return phrases if sum(map(len, phrases)) <= _MOST_LETTERS else ()


def _all_of(node: nodes.Node) -> Iterator[nodes.Node]:
    """What must hold together, however deep the brackets."""
    if isinstance(node, nodes.And):
        for operand in node.operands:
            yield from _all_of(operand)
    else:
        yield node


def _phrase(node: nodes.Node) -> str:
    """A choice among several is said as people chose it: 「ほしい証明書：印鑑の証明」."""
    choices = node.operands if isinstance(node, nodes.Or) else (node,)
    chosen = [(one.codes, one.code) for one in choices if isinstance(one, nodes.Contains)]
    if len(chosen) == len(choices) and len({term_text(codes) for codes, _ in chosen}) == 1:
        item = item_of(chosen[0][0])
        labels = "、または".join(value_text(code, item) for _, code in chosen)
        return f"{term_text(chosen[0][0])}：{labels}"
    return condition_phrase(node)
