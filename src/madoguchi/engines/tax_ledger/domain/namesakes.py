"""How far owners of one name speak for one person who has moved, and not for somebody else of that name.

A common name is expected to be there; a rare one is not. How often chance alone puts a name into a ledger is
read off the ledger: the share of its family name times the share of its given name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from madoguchi.engines.tax_ledger.domain.assets import Owner
from madoguchi.lib.japanese.name_keys import name_key

SAME_MUNICIPALITY = 1.1
"""A namesake of the municipality where the new owner lives: most who move stay in theirs."""
OTHER_MUNICIPALITY = 0.95
"""A namesake of another municipality, for a new owner who lives in one of the ledger's."""
OUTSIDE_BESIDE = 0.25
"""A namesake of the very municipality where a new owner from outside lives."""
OUTSIDE = 0.05
"""A new owner from outside: nearly all of them are not in the ledger yet."""
OF_HOUSEHOLD = 0.05
"""A new owner who lives with whoever gives: husband, wife, child, parent."""
FOR_PEOPLE = 1.05
"""From here on a person looks. Chosen by measuring: see docs/decisions/0045."""
_OF_CORPORATIONS = 5.0
"""Corporations of one name: they move their seat, and two of one name are rarer than two people."""
_ESTABLISHED = 3
"""So many owners of one given name: it is a name, and not a slip of the pen."""
_STRENGTH = 1.0
"""How many namesakes the product of two shares is worth: names are not given by lot."""
_UNSEEN = 0.5
"""Counted for a name that nobody else has."""


class NameCounts:
    """How common family and given names are among the owners of a ledger."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        self._families: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._readings: dict[str, set[str]] = defaultdict(set)
        self._people = 0
        for owner in owners:
            if owner.corporate_name:
                continue
            self._people += 1
            self._families[_key(owner.family_name)] += 1
            given = _key(owner.given_name)
            self._given[given] += 1
            if reading := _given_reading(owner):
                self._readings[given].add(reading)

    def surprise(self, namesake: Owner, count: int) -> float:
        """How many times more owners of this name there are than chance would have put there.

        `namesake` is one of the `count` owners of the name. About 1 is nothing to wonder at; 20 for one alone
        says that chance would have put a twentieth of a person there.
        """
        if namesake.corporate_name:
            return _OF_CORPORATIONS
        families = self._families[_key(namesake.family_name)] - count
        given = self._given[_key(namesake.given_name)] - count
        # They themselves are left out: otherwise a name that one family alone has would explain itself.
        chance = max(families, 0.0) + _UNSEEN, max(given, 0.0) + _UNSEEN
        expected = chance[0] * chance[1] / max(self._people, 1)
        return count * (_STRENGTH / expected + 1) / (_STRENGTH + count)

    def is_another_given_name(self, key: str, owner: Owner) -> bool:
        """Whether a name of the owner's family, nearly the owner's, is surely meant as another given name.

        Others of the ledger have it, and none of them reads it as the owner's is read: whoever types writes
        another name of the same sound (和夫, 和雄) and hardly ever one of another (和夫, 和子).
        """
        family, reading = _key(owner.family_name), _given_reading(owner)
        if owner.corporate_name or not family or not reading or not key.startswith(family):
            return False
        given = key[len(family) :]
        readings = self._readings.get(given, set())
        return bool(readings) and self._given[given] >= _ESTABLISHED and reading not in readings


def _given_reading(owner: Owner) -> str:
    parts = owner.name_kana.split()
    return _key(parts[-1]) if len(parts) > 1 else ""


@lru_cache(maxsize=100_000)
def _key(name: str) -> str:
    return name_key(name)
