"""種類: what a building is used for, in the words of the register.

Sources: 不動産登記規則第113条第1項, 不動産登記事務取扱手続準則第80条第1項. The register may use other words
where none of these fits; those in `_CUSTOMARY` are usual, and what is none of them is kept in `unknown`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.lib.japanese.kanji import reduce
from madoguchi.lib.japanese.text import tidy_line

LONGEST = 200
"""Characters; what is longer is left unread."""

_BY_RULE = "居宅 店舗 寄宿舎 共同住宅 事務所 旅館 料理店 工場 倉庫 車庫 発電所 変電所"
_BY_STANDARD = (
    "校舎 講堂 研究所 病院 診療所 集会所 公会堂 停車場 劇場 映画館 遊技場 競技場 野球場 競馬場 公衆浴場 "
    "火葬場 守衛所 茶室 温室 蚕室 物置 便所 "
    "鶏舎 酪農舎 給油所"
)
_CUSTOMARY = (
    "作業所 作業場 納屋 畜舎 牛舎 豚舎 馬舎 土蔵 浴室 浴場 台所 炊事場 離れ 応接室 保育所 幼稚園 "
    "老人ホーム 養護所 園舎 体育館 図書館 "
    "教会 教会堂 本堂 庫裏 位牌堂 鐘楼 社殿 拝殿 社務所 神殿 堂 納骨堂 斎場 駐車場 駐輪場 機械室 電気室 "
    "ポンプ室 管理棟 乾燥場 堆肥舎 サイロ 農作業所 簡易宿所 ホテル 寮 塵芥置場 昇降機室 展示場 飲食店 "
    "学習塾 附属家 門 渡廊下"
)
USES = frozenset(f"{_BY_RULE} {_BY_STANDARD} {_CUSTOMARY}".split())
"""Every use in the register's words: of the rule, of the standard, and usual ones."""

_SAME = {
    "居宅": "住宅 専用住宅 居宅(未内装)",
    "共同住宅": "アパート",
    "店舗": "店鋪",
    "車庫": "ガレージ 自動車車庫",
    "附属家": "付属家 附属屋 付属屋",
    "鶏舎": "鷄舎",
}
"""Other words for just that."""
_SUPPOSED = {
    "居宅": "住家 一戸建住宅 戸建住宅 別荘 農家住宅",
    "共同住宅": "マンション 長屋",
    "店舗": "商店 店",
    "車庫": "カーポート",
    "物置": "物置小屋",
    "倉庫": "倉",
    "土蔵": "蔵",
    "作業所": "作業小屋",
    "事務所": "事務室",
    "給油所": "ガソリンスタンド",
    "診療所": "医院",
    "便所": "厠",
    "浴室": "風呂場 風呂 湯殿",
    "鶏舎": "鶏小屋",
    "牛舎": "牛小屋",
    "集会所": "公民館 集会場",
}
"""Words that mostly mean that."""
_WORDS = {use: (use, False) for use in USES}
_WORDS |= {reduce(word): (use, False) for use, words in _SAME.items() for word in words.split()}
_WORDS |= {word: (use, True) for use, words in _SUPPOSED.items() for word in words.split()}
_WITH_DWELLING = re.compile(
    "(?P<other>.+?)(?:兼|併用|付き?)(?:用)?(?:住宅|居宅)$|(?:住宅|居宅)(?:兼|併用|付き?)(?P<behind>.+)$"
)
_SEPARATOR = re.compile(r"[・、,，/／;\s]+|及び|並びに|兼(?!用)")


@dataclass(frozen=True, slots=True)
class Use:
    """種類 as read: `uses` are words of the register, in their order; `assumed` says in Japanese what is
    not written.
    """

    uses: tuple[str, ...]
    original: str
    unknown: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether something was read, all of it, and as it is written."""
        return bool(self.uses) and not self.unknown and not self.assumed

    @property
    def normal(self) -> str:
        """As the register writes it: 居宅・店舗."""
        return "・".join(self.uses)

    @property
    def key(self) -> str:
        """What is compared: the uses in an order of their own, with what is unknown."""
        return "|".join(("+".join(sorted(self.uses)), self.unknown))


@lru_cache(maxsize=16_384)
def read_use(text: str) -> Use:
    """The use of a building in any writing.

    >>> read_use("店舗併用住宅").uses, read_use("居　宅").normal, read_use("住宅、ガレージ").normal
    (('店舗', '居宅'), '居宅', '居宅・車庫')
    """
    line = tidy_line(text)
    if len(line) > LONGEST:
        return Use((), text, unknown=line[:LONGEST])
    if all(len(word) == 1 for word in line.split(" ")):
        line = line.replace(" ", "")
    uses: list[str] = []
    unknown: list[str] = []
    assumed: list[str] = []
    for word in filter(None, _SEPARATOR.split(reduce(line))):
        found, supposed = _read_word(word)
        uses += found
        if not found:
            unknown.append(word)
        if supposed:
            assumed.append(f"「{word}」を{'・'.join(found)}と読みました。")
    return Use(tuple(dict.fromkeys(uses)), text, " ".join(unknown), tuple(assumed))


def _read_word(word: str) -> tuple[tuple[str, ...], bool]:
    """What a word stands for, and whether that is only supposed."""
    if word in _WORDS:
        use, supposed = _WORDS[word]
        return (use,), supposed
    several = _WITH_DWELLING.fullmatch(word)
    if several is None:
        return (), False
    other, _ = _read_word(several["other"] or several["behind"])
    if not other:
        return (), False
    uses = (*other, "居宅") if several["other"] else ("居宅", *other)
    return uses, True
