"""地目: the 23 categories of land of the register, and what ledgers write for them.

Sources: 不動産登記規則第99条 (the 23), 不動産登記事務取扱手続準則第68条 (what each is),
固定資産評価基準第1章第1節 (the categories of taxation: 田, 畑, 宅地, 鉱泉地, 池沼, 山林, 牧場, 原野,
雑種地, with 宅地介在 and 介在 for land among houses).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.lib.japanese.kanji import reduce
from madoguchi.lib.japanese.text import tidy_line

LAND_CATEGORIES = (
    "田", "畑", "宅地", "学校用地", "鉄道用地", "塩田", "鉱泉地", "池沼", "山林", "牧場", "原野", "墓地",
    "境内地", "運河用地", "水道用地",
    "用悪水路", "ため池", "堤", "井溝", "保安林", "公衆用道路", "公園", "雑種地",
)  # fmt: skip
"""The 23 of 規則第99条, in its order."""

_SAME = {
    "畠": "畑", "水田": "田", "溜池": "ため池", "溜め池": "ため池", "タメ池": "ため池",
    "公衆用道": "公衆用道路", "公衆道路": "公衆用道路",
    "学校敷地": "学校用地", "鉄道敷地": "鉄道用地", "鉄道線路": "鉄道用地", "運河敷地": "運河用地",
    "水道敷地": "水道用地", "水道線路": "水道用地",
    "郡村宅地": "宅地", "市街宅地": "宅地", "墳墓地": "墓地", "雑種": "雑種地", "鉱泉": "鉱泉地",
    "境内": "境内地", "堤塘": "堤", "用水路": "用悪水路", "悪水路": "用悪水路",
}  # fmt: skip
"""Another word for just that, many of them of the register before 1931 (地租法)."""
_SUPPOSED = {
    "宅": "宅地", "住宅地": "宅地", "山": "山林", "林": "山林", "沼": "池沼",
    "墓": "墓地", "道路": "公衆用道路", "公道": "公衆用道路", "道": "公衆用道路", "私道": "公衆用道路",
    "水路": "用悪水路", "野": "原野", "荒地": "原野",
    "荒蕪地": "原野", "草地": "原野", "堤防": "堤", "溝": "井溝", "溝渠": "井溝", "駐車場": "雑種地",
    "資材置場": "雑種地", "神社敷地": "境内地",
    "社寺境内地": "境内地",
}  # fmt: skip
_SITUATIONS = (
    "宅地介在",
    "市街化区域内",
    "市街化区域",
    "市街化",
    "特定市街化区域",
    "生産緑地",
    "勧告遊休",
    "介在",
    "一般",
    "準",
    "宅介",
)
_KNOWN = {name: (name, False) for name in LAND_CATEGORIES}
_KNOWN |= {word: (meant, False) for word, meant in _SAME.items()}
_KNOWN |= {word: (meant, True) for word, meant in _SUPPOSED.items()}
_SITUATION = re.compile(f"(?P<situation>{'|'.join(sorted(_SITUATIONS, key=len, reverse=True))})(?P<rest>.+)$")
_ACTUAL = re.compile(r"(?P<name>[^()→]*?)\s*(?:→\s*|\((?:現況|課税|現)?[:\s]*)(?P<actual>[^()→]*)\)?$")
_LABEL = re.compile("^(?:登記|公簿|台帳|課税|現況)?地目[:\\s]*|^(?:登記|公簿|台帳|課税|現況)[:\\s]+")


@dataclass(frozen=True, slots=True)
class LandCategory:
    """地目 as read.

    `name` is one of `LAND_CATEGORIES`, or "" where none was found (then all is in `unknown`). `situation`:
    宅地介在, 一般 … of taxation. `actual`: the second of 畑（現況宅地） and 畑→宅地, in the same words.
    """

    name: str
    original: str
    situation: str = ""
    actual: str = ""
    unknown: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether a category was read, and as it is written."""
        return bool(self.name) and not self.unknown and not self.assumed


@lru_cache(maxsize=4_096)
def read_land_category(text: str) -> LandCategory:
    """The category of a piece of land in any writing.

    >>> read_land_category("宅　地").name, read_land_category("宅地介在畑").situation
    ('宅地', '宅地介在')
    >>> read_land_category("畑（現況宅地）").actual, read_land_category("山").assumed
    ('宅地', ('「山」を山林と読みました。',))
    """
    line = _LABEL.sub("", reduce(tidy_line(text))).replace(" ", "").replace("・", "")
    actual_word = ""
    both = _ACTUAL.fullmatch(line)
    if both is not None:
        line, actual_word = both["name"], both["actual"]
    name, situation, said = _category(line)
    actual, _, said_too = _category(actual_word) if actual_word else ("", "", "")
    unknown = " ".join(word for word, found in ((line, name), (actual_word, actual)) if word and not found)
    return LandCategory(name, text, situation, actual, unknown, tuple(filter(None, (said, said_too))))


def _category(word: str) -> tuple[str, str, str]:
    """Category, situation, and what was assumed."""
    situation = ""
    if word not in _KNOWN:
        found = _SITUATION.fullmatch(word)
        if found is None:
            return "", "", ""
        situation, word = found["situation"], found["rest"]
    name, supposed = _KNOWN.get(word, ("", False))
    return name, situation, f"「{word}」を{name}と読みました。" if supposed else ""
