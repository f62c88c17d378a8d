"""The static types of the language: what kind of value an expression gives."""

from __future__ import annotations

from enum import StrEnum

from madoguchi.core.vocabulary import Item, ItemType


class Kind(StrEnum):
    """The kind of value of a term."""

    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    """Several codes of one item (an item with `multiple`)."""
    DURATION = "duration"

    @property
    def japanese(self) -> str:
        """The kind in the words of the messages."""
        return _JAPANESE[self]

    @property
    def is_ordered(self) -> bool:
        """Whether values can be compared by size, and may be known as an interval."""
        return self in (Kind.NUMBER, Kind.DATE)


_JAPANESE = {
    Kind.BOOLEAN: "はい・いいえ（真偽）",
    Kind.NUMBER: "数",
    Kind.DATE: "日付",
    Kind.TEXT: "文字",
    Kind.CODE: "選択肢",
    Kind.CODES: "選択肢（複数）",
    Kind.DURATION: "期間（days・months・years）",
}


def kind_of(item: Item) -> Kind:
    """The kind of the values of an item."""
    match item.type:
        case ItemType.BOOLEAN:
            return Kind.BOOLEAN
        case ItemType.INTEGER:
            return Kind.NUMBER
        case ItemType.DATE:
            return Kind.DATE
        case ItemType.CODE:
            return Kind.CODES if item.multiple else Kind.CODE
    return Kind.TEXT
