"""Whether what an item declares for forms fits its type, and names items that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.vocabulary import Item, ItemType

_ONLY_FOR = {
    "digits": (ItemType.TEXT, "けた数を決めた番号"),
    "consent": (ItemType.BOOLEAN, "同意のしるし"),
    "not_before": (ItemType.DATE, "期間の終わりの日"),
}


class OptionProblem(NamedTuple):
    """What is wrong with one option; `option` is empty where it is the item as a whole."""

    option: str
    message: str
    remedy: str


def option_problems(item: Item, items: Mapping[str, Item]) -> Iterator[OptionProblem]:
    """Everything that is wrong with the options of `item`; `items` are all items by key."""
    for option, (wanted, what) in _ONLY_FOR.items():
        if option in item.options and item.type is not wanted:
            yield OptionProblem(
                option,
                f"{option}（{what}）は type: {wanted.value} の項目だけに書けます。",
                f"type を {wanted.value} にするか、{option} を消してください。",
            )
    first = item.options.get("not_before")
    if isinstance(first, str):
        yield from _period(item, first, items)
    if (item.type is ItemType.ROWS) != bool(item.columns):
        yield OptionProblem(
            "",
            "type: rows の項目には columns が要り、ほかの項目には書けません。",
            "行が繰り返す項目なら type: rows と columns の両方を書いてください。",
        )
    digits = item.options.get("digits")
    if isinstance(digits, list | tuple) and digits[0] > digits[1]:
        yield OptionProblem(
            "digits", "digits の最小が最大より大きくなっています。", "小さいほうを先に書いてください。"
        )


def _period(item: Item, first: str, items: Mapping[str, Item]) -> Iterator[OptionProblem]:
    begins = items.get(first)
    if begins is None:
        yield OptionProblem(
            "not_before",
            f"not_before の「{first}」という項目は語彙にありません。",
            did_you_mean(first, items) or "期間のはじまりの日の項目を書いてください。",
        )
    elif begins.type is not ItemType.DATE or begins.scope is not item.scope or begins.key == item.key:
        yield OptionProblem(
            "not_before",
            f"not_before の「{first}」は、期間のはじまりの日になりません。",
            "世帯の項目には世帯の日付、一人ずつの項目には一人ずつの日付を書いてください。",
        )
