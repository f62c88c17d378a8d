"""The codes of the register, with the words that people read.

Source: code values of 住民記録 as a municipality exports them (住民状態, 続柄コード, 生年月日_不詳フラグ).
Relation, insurance and care codes are those of the vocabulary, so that a register row answers the same
questions.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """住民状態."""

    RESIDENT = "resident"
    MOVED_OUT = "moved_out"
    DECEASED = "deceased"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The word on the screen."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.RESIDENT: "住民",
    Status.MOVED_OUT: "転出",
    Status.DECEASED: "死亡",
    Status.REMOVED: "消除",
}


class UnknownPart(StrEnum):
    """生年月日_不詳フラグ: which part of the birth date nobody knows."""

    NONE = ""
    DAY = "day"
    MONTH_AND_DAY = "month_and_day"


RELATIONS = {
    "head": "世帯主",
    "spouse": "夫・妻",
    "child": "子",
    "parent": "父母",
    "sibling": "兄弟姉妹",
    "grandchild": "孫",
    "grandparent": "祖父母",
    "other_relative": "そのほかの親族",
    "cohabitant": "同居人",
}
SEXES = {"male": "男", "female": "女"}
NATIONALITY_KINDS = {"japanese": "日本", "foreign": "日本のほか"}
