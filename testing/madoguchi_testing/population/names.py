"""Names: family names of the region with their variants of kanji, given names of each generation.

Family names are common ones (weights are rough, for variety, not statistics). Given names are typical of the
years of birth. People made of them are fictional.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FamilyName:
    """A family name as one household writes and reads it."""

    written: str
    kana: str


@dataclass(frozen=True, slots=True)
class GivenName:
    """A given name and its reading."""

    written: str
    kana: str


FOREIGN_NAMES: tuple[tuple[str, str, str, str], ...] = (
    ("NGUYEN", "グエン", "VAN AN", "ヴァン アン"),
    ("TRAN", "チャン", "THI HOA", "ティ ホア"),
    ("SANTOS", "サントス", "MARIA", "マリア"),
    ("REYES", "レイエス", "JOSE", "ホセ"),
    ("李", "リ", "小紅", "シャオホン"),
    ("王", "オウ", "建国", "ジェングオ"),
    ("金", "キム", "秀賢", "スヒョン"),
    ("SHRESTHA", "シュレスタ", "RAM", "ラム"),
    ("SMITH", "スミス", "JANE", "ジェーン"),
)
"""Family name, its reading, given name, its reading: of residents who are not Japanese."""


class NameBook:
    """Draws names; one for all households, since it prepares its tables once."""

    def __init__(self) -> None:
        self._families: list[list[FamilyName]] = []
        weights: list[int] = []
        for weight, kana, *spellings in _rows("family_names.txt"):
            self._families.append([FamilyName(written, kana) for written in spellings])
            weights.append(int(weight))
        self._cumulative = list(accumulate(weights))
        self._given: dict[str, list[tuple[int, list[GivenName]]]] = {"female": [], "male": []}
        for last_year, sex, *pairs in _rows("given_names.txt"):
            self._given[sex].append((int(last_year), [GivenName(*pair.split("/")) for pair in pairs]))

    def family(self, random_source: random.Random) -> FamilyName:
        """A family name; every third household with a choice writes one of the variants."""
        (spellings,) = random_source.choices(self._families, cum_weights=self._cumulative)
        if len(spellings) > 1 and random_source.random() < 0.35:
            return random_source.choice(spellings[1:])
        return spellings[0]

    def given(self, random_source: random.Random, birth_year: int, sex: str) -> GivenName:
        """A given name of the generation."""
        for last_year, names in self._given[sex]:
            if birth_year <= last_year:
                return random_source.choice(names)
        raise AssertionError("the last generation has no end")


def _rows(file_name: str) -> Iterator[list[str]]:
    text = (Path(__file__).parent / file_name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split(" ")
