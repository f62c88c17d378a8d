"""How well written owners are read: by key, in their parts, and beside plain equality of texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.lib.japanese.kanji import reduce
from madoguchi.lib.japanese.owners import OwnerName, corporate_key, name_key, read_owner
from madoguchi_testing.owners.writing import WrittenOwner

ALL = "すべて"


@dataclass(slots=True)
class Rates:
    """Counts of one writing. `wrong` are lines that are called certain and are not what was meant."""

    lines: int = 0
    key: int = 0
    parts: int = 0
    wrong: int = 0
    equal: int = 0
    """Found by plain equality after NFKC and without spaces."""

    def share(self, count: int) -> float:
        """A count as part of the lines."""
        return count / self.lines if self.lines else 0.0


def judge(owners: Iterable[WrittenOwner]) -> tuple[dict[str, Rates], list[WrittenOwner]]:
    """The rates by writing and of all lines; the lines whose key is not that of the owner."""
    rates = {ALL: Rates()}
    missed: list[WrittenOwner] = []
    for one in owners:
        owner = read_owner(one.line)
        key_is_right = owner.key == (name_key(one.name) if one.family else corporate_key(one.name))
        parts_are_right = key_is_right and _parts_are_right(owner, one)
        if not key_is_right:
            missed.append(one)
        for counts in (rates.setdefault(one.writing, Rates()), rates[ALL]):
            counts.lines += 1
            counts.key += key_is_right
            counts.parts += parts_are_right
            counts.wrong += owner.certain and not parts_are_right
            counts.equal += _plain(one.line) == _plain(one.name)
    return rates, missed


def _parts_are_right(owner: OwnerName, one: WrittenOwner) -> bool:
    if not one.family:
        return bool(owner.corporate_name)
    return (reduce(owner.family), reduce(owner.given)) == (reduce(one.family), reduce(one.given))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
