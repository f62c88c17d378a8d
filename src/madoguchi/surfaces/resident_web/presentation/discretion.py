"""Answers that others must not read over somebody's shoulder: overviews show only that there is one."""

from __future__ import annotations

from madoguchi.core.languages import spoken, translatable
from madoguchi.core.vocabulary import Item, Vocabulary

QUESTION = translatable("そのほかの質問")
ANSWERED = translatable("回答しました")

NEUTRAL_PAGE = "https://www.jma.go.jp/bosai/forecast/"
"""Where the quick way out leads: the weather forecast, which anybody may be reading."""


def overview_label(item: Item) -> str:
    """What an overview calls the item."""
    return spoken().say(QUESTION) if item.discreet else item.label


def overview_text(item: Item, text: str) -> str:
    """What an overview shows of an answer: of a discreet one only that it was given."""
    return spoken().say(ANSWERED) if item.discreet and text else text


def way_out(item_key: str, vocabulary: Vocabulary) -> str:
    """Where a question's page offers a quick way out to; empty where none is needed."""
    return NEUTRAL_PAGE if item_key in vocabulary and vocabulary[item_key].discreet else ""
