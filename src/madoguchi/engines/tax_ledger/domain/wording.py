"""What a change holds, in Japanese words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from madoguchi.engines.tax_ledger.domain.states import AssetState
from madoguchi.lib.japanese.numbers import share_in_words

FIELDS: Final[Mapping[str, str]] = {
    "kind": "種類",
    "town": "町・大字",
    "koaza": "字・小字",
    "lot": "地番",
    "building_number": "家屋番号",
    "land_category": "地目",
    "area_m2": "地積（㎡）",
    "use": "用途",
    "structure": "構造",
    "floor_areas": "床面積",
    "status": "状態",
    "ended_on": "なくなった日",
    "family_name": "姓",
    "given_name": "名",
    "corporate_name": "法人・団体の名前",
    "name_kana": "フリガナ",
    "address": "住所",
    "birth_date": "生年月日",
}
"""What the fields of assets and 宛名 are called."""


def share_text(share: Fraction | None) -> str:
    """The share in the words of the register; empty for the whole or where nobody told it.

    >>> share_text(Fraction(1, 2)), share_text(None)
    ('２分の１', '')
    """
    return share_in_words(share) if share is not None and share != 1 else ""


def field_text(name: str, value: str) -> str:
    """A stored value as people read it."""
    return AssetState(value).label if name == "status" and value else value


def holders_text(holders: Iterable[Mapping[str, Any]]) -> str:
    """Owners in one line, each with the share.

    >>> holders_text([{"name": "山田 太郎", "share": "1/2"}, {"name": "山田 花子", "share": ""}])
    '山田 太郎（２分の１）、山田 花子'
    """
    told = []
    for one in holders:
        share = share_text(Fraction(one["share"]) if one["share"] else None)
        told.append(f"{one['name']}（{share}）" if share else str(one["name"]))
    return "、".join(told)


def in_words(state: Mapping[str, Any]) -> str:
    """One side of a change in one line.

    >>> in_words({"asset": {"land_category": "田", "ended_on": ""}})
    '地目 田'
    """
    parts = []
    for part in ("asset", "owner"):
        told = state.get(part, {})
        parts += [
            f"{label} {field_text(name, told[name])}" for name, label in FIELDS.items() if told.get(name)
        ]
    if "holders" in state:
        parts.append(f"所有者 {holders_text(state['holders'])}")
    return "、".join(parts)
