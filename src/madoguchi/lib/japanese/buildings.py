"""What a building is made of, its roof, its floors and its use: from any writing to the register's, and back.

The register wrote 瓦葺 until 2005 and writes かわらぶき since; ledgers write what was usual when they were
made. All of it is read into one vocabulary, whose words are those of the register.

Sources: 不動産登記規則第113条 (種類) and 第114条 (構造), 不動産登記事務取扱手続準則第80条 and 第81条
(further kinds, materials, roofs and floors). What neither names is kept in `unknown`, never put under the
nearest word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from madoguchi.lib.japanese.building_uses import USES, Use, read_use
from madoguchi.lib.japanese.kanji import reduce_character
from madoguchi.lib.japanese.numbers import read_number, wide_digits
from madoguchi.lib.japanese.text import tidy_line

__all__ = ["USES", "Material", "Roof", "Structure", "Use", "read_structure", "read_use", "structure_key"]

LONGEST = 200
"""Characters; what is longer is left unread."""


class Material(Enum):
    """構成材料 of 規則第114条第1号 and 準則第81条第1項第1号, as the register writes them."""

    WOOD = "木造"
    STOREHOUSE = "土蔵造"
    STONE = "石造"
    BRICK = "れんが造"
    CONCRETE_BLOCK = "コンクリートブロック造"
    STEEL = "鉄骨造"
    REINFORCED_CONCRETE = "鉄筋コンクリート造"
    STEEL_REINFORCED_CONCRETE = "鉄骨鉄筋コンクリート造"
    WOOD_AND_STONE = "木骨石造"
    WOOD_AND_BRICK = "木骨れんが造"
    LIGHT_STEEL = "軽量鉄骨造"


class Roof(Enum):
    """屋根の種類 of 規則第114条第2号 and 準則第81条第1項第2号, as the register writes them."""

    TILES = "かわらぶき"
    SLATE = "スレートぶき"
    ZINC_COATED_STEEL = "亜鉛メッキ鋼板ぶき"
    THATCH = "草ぶき"
    FLAT = "陸屋根"
    CEMENT_TILES = "セメントかわらぶき"
    ALUMINIUM = "アルミニューム板ぶき"
    BOARDS = "板ぶき"
    CEDAR_BARK = "杉皮ぶき"
    STONE_SLABS = "石板ぶき"
    COPPER = "銅板ぶき"
    ROOFING = "ルーフィングぶき"
    VINYL = "ビニール板ぶき"
    ALLOY_COATED_STEEL = "合金メッキ鋼板ぶき"


# In the comparing form of `_fold`: katakana, widely known kanji, half-width letters and digits, capitals.
_MATERIALS: dict[Material, str] = {
    Material.WOOD: "木造 木質造 木 W造",
    Material.STOREHOUSE: "土蔵造 土蔵 蔵造 塗家造",
    Material.STONE: "石造 石積造",
    Material.BRICK: "レンガ造 レンガ 煉瓦造 煉瓦 練瓦造 練瓦",
    Material.CONCRETE_BLOCK: (
        "コンクリートブロック造 コンクリートブロック 補強コンクリートブロック造 コンクリートブロツク造 "
        "ブロック造 ブロック CB造"
    ),
    Material.STEEL: "鉄骨造 鉄骨 重量鉄骨造 重量鉄骨 S造",
    Material.REINFORCED_CONCRETE: "鉄筋コンクリート造 鉄筋コンクリート 鉄筋コンクリ造 鉄筋混凝土造 RC造 RC",
    Material.STEEL_REINFORCED_CONCRETE: "鉄骨鉄筋コンクリート造 鉄骨鉄筋コンクリート SRC造 SRC",
    Material.WOOD_AND_STONE: "木骨石造 木骨石",
    Material.WOOD_AND_BRICK: "木骨レンガ造 木骨レンガ 木骨煉瓦造 木骨煉瓦",
    Material.LIGHT_STEEL: "軽量鉄骨造 軽量鉄骨 軽鉄骨造 軽鉄骨 軽鉄造 LS造 LGS造",
}
_SUPPOSED_MATERIALS = {
    "鉄筋造": Material.REINFORCED_CONCRETE,
    "鉄筋": Material.REINFORCED_CONCRETE,
    "コンクリート造": Material.REINFORCED_CONCRETE,
    "軽量造": Material.LIGHT_STEEL,
    "鉄造": Material.STEEL,
}
_ROOFS: dict[Roof, str] = {
    Roof.TILES: "カワラ 瓦 和瓦 日本瓦 陶器瓦 粘土瓦 桟瓦 洋瓦 赤瓦 本瓦 和カワラ 日本カワラ",
    Roof.SLATE: (
        "スレート 石綿スレート 波形スレート 波型スレート 化粧スレート 彩色スレート カラーベスト "
        "コロニアル スレ-ト"
    ),
    Roof.ZINC_COATED_STEEL: (
        "亜鉛メッキ鋼板 亜鉛メツキ鋼板 亜鉛鍍金鋼板 亜鉛メッキ鉄板 亜鉛引鉄板 亜鉛引鋼板 亜鉛鋼板 "
        "亜鉛鉄板 亜鉛板 亜鉛 トタン トタン板 塗装亜鉛メッキ鋼板"
    ),
    Roof.THATCH: "草 茅 萱 カヤ 藁 ワラ 麦藁 麦ワラ 葦 ヨシ",
    Roof.CEMENT_TILES: "セメントカワラ セメント瓦 コンクリート瓦",
    Roof.ALUMINIUM: "アルミニューム板 アルミニウム板 アルミ板 アルミニューム アルミニウム アルミ",
    Roof.BOARDS: "板",
    Roof.CEDAR_BARK: "杉皮",
    Roof.STONE_SLABS: "石板 天然スレート",
    Roof.COPPER: "銅板 銅",
    Roof.ROOFING: "ルーフィング アスファルトルーフィング アスファルトシングル シングル",
    Roof.VINYL: "ビニール板 ビニル板 塩化ビニール板 塩化ビニル板 塩ビ板 ビニール",
    Roof.ALLOY_COATED_STEEL: (
        "合金メッキ鋼板 合金メツキ鋼板 ガルバリウム鋼板 ガルバリウム アルミ亜鉛合金メッキ鋼板 "
        "アルミニウム亜鉛合金メッキ鋼板"
    ),
}
_FLAT_ROOFS = "陸屋根 陸屋 陸根 ロク屋根 リク屋根 平屋根"
_SUPPOSED_ROOFS = {
    "鉄板": Roof.ZINC_COATED_STEEL,
    "鋼板": Roof.ZINC_COATED_STEEL,
    "カラー鉄板": Roof.ZINC_COATED_STEEL,
    "カラー鋼板": Roof.ZINC_COATED_STEEL,
    "金属板": Roof.ZINC_COATED_STEEL,
    "折板": Roof.ZINC_COATED_STEEL,
    "厚形スレート": Roof.CEMENT_TILES,
    "厚型スレート": Roof.CEMENT_TILES,
    "コンクリート屋根": Roof.FLAT,
}
# Alone, without 葺, these could be anything; the others are roofs by themselves.
_ONLY_WITH_COVERING = frozenset(
    {"草", "板", "銅", "亜鉛", "茅", "萱", "葦", "鉄板", "鋼板", "カヤ", "ワラ", "ヨシ", "藁", "石板"}
)

_COVERED = "(?:瓦棒|長尺|立平|横|縦|平|波)?[交混]?(?:葺キ?|フキ|ブキ)"
_COUNT = "[0-9〇一二三四五六七八九十壱弐参拾]+"
_STOREYS = re.compile(
    rf"地下(?P<below>{_COUNT})階(?P<only>建テ?)?(?:付キ?)?|B(?P<b>[0-9])F?(?:付キ?)?"
    rf"|(?:地上)?(?P<above>{_COUNT})(?:階(?:建テ?)?|F建?)|(?P<flat>平[家屋](?:建テ?)?)"
)
_BETWEEN = " ・、,，/／()()[]-&ト及ビ"


@dataclass(frozen=True, slots=True)
class Structure:
    """構造 as read. `storeys` is None where none are written and 0 for a building wholly below ground.

    `unknown` is what no word of the register could be found for, as written; `assumed` says in Japanese
    what is not written so.
    """

    materials: tuple[Material, ...]
    roofs: tuple[Roof, ...]
    storeys: int | None
    basement: int
    original: str
    unknown: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def material(self) -> Material | None:
        """The first material, which is that of most of the building."""
        return self.materials[0] if self.materials else None

    @property
    def roof(self) -> Roof | None:
        """The first kind of roof."""
        return self.roofs[0] if self.roofs else None

    @property
    def certain(self) -> bool:
        """Whether something was read, all of it, and as it is written."""
        return not self.unknown and not self.assumed and self.key != _NOTHING

    @property
    def normal(self) -> str:
        """As the register writes it, without what is unknown: 木造かわらぶき２階建."""
        materials = [material.value.removesuffix("造") for material in self.materials]
        # 陸屋根 has no ぶき; of the others only the last has.
        roofs = [roof.value for roof in self.roofs]
        roofs = [roof.removesuffix("ぶき") for roof in roofs[:-1]] + roofs[-1:]
        return "".join(
            ("・".join(materials) + ("造" if materials else ""), "・".join(roofs), self._storeys_in_words())
        )

    @property
    def key(self) -> str:
        """What is compared: all of it, in an order of its own, with what is unknown."""
        materials = "+".join(sorted(material.value for material in self.materials))
        roofs = "+".join(sorted(roof.value for roof in self.roofs))
        storeys = "" if self.storeys is None else str(self.storeys)
        return "|".join((materials, roofs, storeys, str(self.basement), _fold(self.unknown)))

    def _storeys_in_words(self) -> str:
        below = f"地下{wide_digits(str(self.basement))}階" if self.basement else ""
        if self.storeys is None:
            return f"{below}付き" if below else ""
        if self.storeys == 0:
            return f"{below}建" if below else ""
        above = "平家建" if self.storeys == 1 else f"{wide_digits(str(self.storeys))}階建"
        return (f"{below}付き" if below else "") + above


_NOTHING = "|||0|"
_LARGE = str.maketrans("ァィゥェォッャュョ", "アイウエオツヤユヨ")


def _fold(text: str) -> str:
    """One character for one: widely known kanji, large katakana, capitals."""
    folded = []
    for character in text:
        if "\u3041" <= character <= "\u3096":
            character = chr(ord(character) + 0x60)
        reduced = reduce_character(character).upper()
        folded.append(reduced if len(reduced) == 1 else character)
    return "".join(folded).translate(_LARGE)


def _words() -> dict[str, tuple[Material | Roof, bool]]:
    """Every word with what it stands for, and whether that is only supposed."""
    found: dict[str, tuple[Material | Roof, bool]] = {}
    tables: tuple[Iterable[tuple[Material | Roof, str]], ...] = (
        _MATERIALS.items(), _ROOFS.items(), ((Roof.FLAT, _FLAT_ROOFS),),
    )  # fmt: skip
    for table in tables:
        for meaning, words in table:
            found |= {_fold(word): (meaning, False) for word in words.split()}
    for supposed in (_SUPPOSED_MATERIALS, _SUPPOSED_ROOFS):
        found |= {_fold(word): (meaning, True) for word, meaning in supposed.items()}
    return found


_WORDS = _words()
_KNOWN = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))
_COVERING = re.compile(_COVERED)


@lru_cache(maxsize=16_384)
def read_structure(text: str) -> Structure:
    """The structure of a building in any writing; of a text that says nothing of it all is `unknown`.

    >>> read_structure("木造瓦葺弐階建") .normal, read_structure("木造亜鉛メッキ鋼板葺平屋建").normal
    ('木造かわらぶき２階建', '木造亜鉛メッキ鋼板ぶき平家建')
    >>> read_structure("木造鉄板葺平家建").assumed
    ('「鉄板」を亜鉛メッキ鋼板ぶきと読みました。',)
    """
    line = tidy_line(text)
    if len(line) > LONGEST:
        return Structure((), (), None, 0, text, unknown=line[:LONGEST])
    reading = _Reading(line, _fold(line))
    reading.read()
    return Structure(
        tuple(dict.fromkeys(reading.materials)),
        tuple(dict.fromkeys(reading.roofs)),
        reading.storeys,
        reading.basement,
        text,
        " ".join(filter(None, (piece.strip(_BETWEEN) for piece in reading.unknown))),
        tuple(reading.assumed),
    )


class _Reading:
    """A text on its way through the vocabulary."""

    def __init__(self, line: str, folded: str) -> None:
        self.line, self.folded = line, folded
        self.materials: list[Material] = []
        self.roofs: list[Roof] = []
        self.storeys: int | None = None
        self.basement = 0
        self.unknown: list[str] = [""]
        self.assumed: list[str] = []
        self.end_of_bare_roof = 0

    def read(self) -> None:
        if "(" in self.line:
            self.assumed.append("括弧の中も読みました。")
        at = 0
        while at < len(self.folded):
            further = self._storeys(at) or self._word(at)
            if further:
                at = further
                self.unknown.append("")
            else:
                self.unknown[-1] += self.line[at]
                at += 1

    def _storeys(self, at: int) -> int:
        found = _STOREYS.match(self.folded, at)
        if found is None:
            return 0
        below = read_number(found["below"] or found["b"] or "")
        if below is not None:
            self.basement = below
            if found["only"] and self.storeys is None:
                self.storeys = 0
            return found.end()
        above = 1 if found["flat"] else read_number(found["above"])
        if above is None or (self.storeys and self.storeys != above):
            return 0
        self.storeys = above
        return found.end()

    def _word(self, at: int) -> int:
        found = _KNOWN.match(self.folded, at)
        if found is None:
            return 0
        word = found.group()
        meaning, supposed = _WORDS[word]
        covering = _COVERING.match(self.folded, found.end())
        listed = self.folded[found.end() : found.end() + 1] in ("・", "、", ",")
        if isinstance(meaning, Roof):
            if word in _ONLY_WITH_COVERING and covering is None and not listed:
                return 0
            if at and at == self.end_of_bare_roof:
                self.assumed.append(f"「{self.line[at : found.end()]}」とその前を、二つの屋根と読みました。")
            self.end_of_bare_roof = 0 if covering else found.end()
            self.roofs.append(meaning)
        else:
            if not word.endswith("造") and not listed and word not in _STAND_ALONE:
                return 0
            self.materials.append(meaning)
        if supposed:
            self.assumed.append(f"「{self.line[at : found.end()]}」を{meaning.value}と読みました。")
        return covering.end() if covering is not None and isinstance(meaning, Roof) else found.end()


_STAND_ALONE = frozenset(
    {
        "RC",
        "SRC",
        "土蔵",
        "鉄骨",
        "軽量鉄骨",
        "重量鉄骨",
        "鉄筋コンクリート",
        "鉄骨鉄筋コンクリート",
        "コンクリートブロック",
    }
)


def structure_key(text: str) -> str:
    """The key of a structure: equal for 瓦葺 and かわらぶき, 平屋建 and 平家建."""
    return read_structure(text).key
