"""Lot numbers (地番) and building numbers (家屋番号) in every writing: ５８２番地１, 582-1, 五八二番の一,
乙582番.

What a number says is compared by its key; what was written is kept. A number that is none has no parts and
compares only with itself.

Sources: 不動産登記規則第98条 and 不動産登記事務取扱手続準則第67条 (番 and 号 of lots, branches),
規則第112条 and 準則第79条 (building numbers: the lot, and after の which of several).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from madoguchi.lib.japanese.numbers import plain_digits, wide_digits

LONGEST = 200
"""Characters; what is longer is no lot number."""

_HYPHENS = "‐‑‒–—―−﹣－─━～~〜"
# A long mark behind katakana is part of a name.
_LONG_MARK = re.compile("(?<![ァ-ヺー])ー")
_TABLE = str.maketrans(
    dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys("のノ之乃", "ノ")
    | {"\u3000": " ", "\u00a0": " ", "\t": " "}
    | dict(zip("０１２３４５６７８９", "0123456789", strict=True))
)
_KANA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰオクヤマケフコエテアサキユメミシヱヒモセス"
_SIGN = f"[甲乙丙丁戊己庚辛壬癸{_KANA}]"
_JOIN = r"(?:番地?[ノ-]?|[ノ-])"
_PLAIN = re.compile(r"0*([1-9][0-9]{0,6})(?:(?:番地?ノ?|-)0*([1-9][0-9]{0,6})|番地?)?")
_LOT = re.compile(
    rf"(?P<place>.*?(?:[^\d\s-]|丁目|\s)(?<!第))??\s*第?(?P<sign>(?<![ァ-ヺ]){_SIGN}(?:第|号|[ノ-])?)?"
    rf"(?P<first>\d{{1,7}})(?!丁目|条|線|地割)(?P<more>(?:\s*{_JOIN}\s*(?:\d{{1,7}}|{_SIGN}(?:\d{{1,7}})?(?!\w))\s*)*)"
    rf"(?:番地|番|号)?(?P<last>{_SIGN}(?=号?$|号?[\s、,・]))?(?:号)?"
)
_PART = re.compile(rf"\d+|{_SIGN}")
_SUFFIX = re.compile(
    r"\s*(?P<suffix>ノ?(?:地先|先|地内|ノ?内|ノ?各?一部))?\s*(?P<others>(?:外|他|ホカ|ほか)\s*(?P<count>\d+)?\s*筆?)?"
)
_NO_LOT = re.compile(r"無番地|番外地|無地番|地番(?:ナシ|無シ?)|番地(?:ナシ|無シ?)")
_HIGHEST_BRANCH = 100
"""A bare number from here on, behind a lot with a branch, is a lot of its own."""
_SEPARATORS = re.compile(r"\s*(?:[、,;・/\n]|及ビ|及び|並びに|と)\s*")


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot number as read.

    `numbers`: 582番地1 is (582, 1), 582番甲 is (582, '甲'); empty where no number could be read. `sign`: 乙
    of 乙582番. `place`: what stands before it (字村西, 一丁目). `suffix`: 地先, 内, 一部 … `others`: 2 of
    外2筆 (0 without a number). `rest`: what follows and was not read. `assumed` says in Japanese what is
    not written so.
    """

    numbers: tuple[int | str, ...]
    rest: str
    original: str
    sign: str = ""
    place: str = ""
    suffix: str = ""
    others: int | None = None
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether a number was read, all of it, and as it is written."""
        return bool(self.numbers) and not self.rest and not self.assumed

    @property
    def key(self) -> str:
        """What is compared: 乙582-1, with 地先 and what could not be read; without `place` and 外2筆."""
        if not self.numbers:
            return f"?{self.original.strip()}"
        key = self.sign + "-".join(map(str, self.numbers))
        if self.suffix in ("地先", "先"):
            key += "地先"
        return f"{key}|{self.rest}" if self.rest else key

    @property
    def normal(self) -> str:
        """As the register writes it: 乙５８２番１, with の before a second branch."""
        if not self.numbers:
            return self.original
        first, *branches = map(str, self.numbers)
        written = f"{self.sign}{first}番{'の'.join(branches)}"
        suffix = {"先": "地先", "内": "の内", "一部": "の一部"}.get(self.suffix, self.suffix)
        others = "" if self.others is None else f"外{self.others or ''}筆"
        return wide_digits(written + suffix + others)


def read_lot(text: str) -> Lot:
    """The lot number of a text, wherever it stands in it; without one, `numbers` are empty and all is `rest`.

    >>> read_lot("５８２番地１").numbers, read_lot("乙五八二番の一").key, read_lot("582番1地先").suffix
    ((582, 1), '乙582-1', '地先')
    >>> read_lot("0582-0001-0000").assumed
    ('終わりの0を枝番なしと読みました。',)
    """
    written = text.strip()
    if not written or len(written) > LONGEST:
        return Lot((), written, text)
    folded = _fold(written)
    if _NO_LOT.search(folded):
        return Lot((), written, text)
    return _read(folded, text)


def _fold(written: str) -> str:
    """Half width, one kind of hyphen, の as ノ, kanji numbers as digits where they belong to the lot."""
    folded = _LONG_MARK.sub("-", unicodedata.normalize("NFKC", written).translate(_TABLE))
    return _KANJI.sub(lambda found: plain_digits(found.group()), folded) if not folded.isascii() else folded


_DIGIT = "〇○零一二三四五六七八九十百千壱壹弐貳参參拾"
# 三番町 and 一本木 are places: kanji are a number only before 番, after a joint, or as the whole text.
_KANJI = re.compile(
    rf"(?<=[ノ-])[{_DIGIT}]+(?=[ノ番号地\s-]|$)|[{_DIGIT}]+(?=番(?![町丁])|ノ[\d{_DIGIT}]|-[\d{_DIGIT}])"
    rf"|(?<=番)[{_DIGIT}]+|(?<=番地)[{_DIGIT}]+|^{_SIGN}?[{_DIGIT}]+$"
)


def _read(folded: str, text: str) -> Lot:
    found = _LOT.match(folded)
    if found is None:
        return Lot((), folded, text)
    numbers: list[int | str] = [int(found["first"])]
    numbers += [int(part) if part.isdecimal() else part for part in _PART.findall(found["more"] or "")]
    if found["last"]:
        numbers.append(found["last"])
    assumed: tuple[str, ...] = ()
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
        assumed = ("終わりの0を枝番なしと読みました。",)
    place = (found["place"] or "").strip()
    after = _SUFFIX.match(folded, found.end())
    suffix, others, end = "", None, found.end()
    if after is not None:
        suffix = (after["suffix"] or "").replace("ノ", "")
        others = int(after["count"] or 0) if after["others"] else None
        end = after.end()
    if numbers[0] == 0:
        return Lot((), folded, text)
    sign = (found["sign"] or "")[:1]
    if sign and place and not (found["place"] or "").endswith(" "):
        assumed += (f"「{sign}」を地番の記号と読みました。",)
    return Lot(tuple(numbers), folded[end:].strip(" -、,."), text, sign, place, suffix, others, assumed)


def read_lots(text: str) -> tuple[Lot, ...]:
    """All lot numbers of a text: 582番1・582番2. A bare number after a lot with a branch is a branch of it.

    582番1、2 may also mean lot 2: what was taken stands in `assumed`. A range (582番1から5) is not spelled
    out.

    >>> [lot.key for lot in read_lots("582番1・583番2")], [lot.key for lot in read_lots("５８２番１、２")]
    (['582-1', '583-2'], ['582-1', '582-2'])
    """
    pieces = [piece for piece in _SEPARATORS.split(text.strip()[: LONGEST * 10]) if piece]
    lots: list[Lot] = []
    for piece in pieces:
        lot = read_lot(piece)
        same = re.fullmatch(r"同(?:番|所)?(?:地)?(?:ノ)?(.*)", _fold(piece))
        before = lots[-1] if lots else None
        bare = before is not None and len(before.numbers) == 2 and _is_bare(lot)
        if before is not None and before.numbers and (same or (bare and _is_branch(lot, before))):
            branch = read_lot(same[1]) if same else lot
            said = f"{before.numbers[0]}番の枝番と読みました。"
            lot = Lot((*before.numbers[:1], *branch.numbers), branch.rest, piece, before.sign, before.place,
                      branch.suffix, branch.others, () if same else (said,))  # fmt: skip
        elif bare:
            lot = replace(lot, assumed=(*lot.assumed, "枝番ではなく地番と読みました。"))
        lots.append(lot)
    return tuple(lots)


def _is_bare(lot: Lot) -> bool:
    return len(lot.numbers) == 1 and plain_digits(lot.original.strip()).isdecimal()


def _is_branch(lot: Lot, before: Lot) -> bool:
    """Whether a bare number is small enough to be a branch of the lot before it."""
    number, first = lot.numbers[0], before.numbers[0]
    return isinstance(number, int) and isinstance(first, int) and number < min(first, _HIGHEST_BRANCH)


def lot_key(text: str) -> str:
    """The key of a lot number, quickly: equal for all writings of one lot.

    >>> lot_key("５８２番地１"), lot_key("582-1"), lot_key("五百八十二番の一")
    ('582-1', '582-1', '582-1')
    """
    plain = _PLAIN.fullmatch(text.translate(_TABLE))
    if plain is not None:
        first, branch = plain.groups()
        return str(first) if branch is None else f"{first}-{branch}"
    return _slow_key(text)


@lru_cache(maxsize=65_536)
def _slow_key(text: str) -> str:
    return read_lot(text).key
