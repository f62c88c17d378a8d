"""The form in which the names of places are compared; what was written is never changed by it.

One character of a line becomes one character of its comparing form wherever that is possible, so that a
place found in the one is a place in the other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from madoguchi.lib.japanese.dates import kanji_number
from madoguchi.lib.japanese.kanji import reduce_character
from madoguchi.lib.japanese.text import normalise_width

KANJI_DIGITS = "〇一二三四五六七八九"

_HYPHENS = "-─━‐‑‒–—―−﹣－～〜~"
_ONE_FOR_ANOTHER = {
    **dict.fromkeys(_HYPHENS, "-"),
    # 霞ケ関, 霞ヶ関 and 霞が関; 丸の内, 丸ノ内 and 丸之内.
    **dict.fromkeys("ヶケがガヵ箇", "ケ"),
    **dict.fromkeys("ノのﾉ之乃", "ノ"),
    **dict.fromkeys("零○◯", "〇"),
    "ヱ": "エ",
    "ヰ": "イ",
    "\u3000": " ",
    "\u00a0": " ",
    "\t": " ",
    # Characters of addresses that stay apart in the reduction of names.
    "條": "条", "藪": "薮", "蘂": "蕊", "檮": "梼", "鰺": "鯵", "鶯": "鴬", "頸": "頚", "祗": "祇",
    "濱": "浜", "驒": "騨", "礪": "砺", "籠": "篭", "埜": "野", "舘": "館", "壺": "壷", "諫": "諌",
    "龍": "竜", "麩": "麸",
}  # fmt: skip
_LARGE_KANA = dict(zip("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ", strict=True))

# What is more than one character for one sign, or nothing to be seen.
_IRREGULAR = re.compile(
    "[\uff9e\uff9f\u3099\u309a\ufe00-\ufe0f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0100-\U000e01ef]"
)
_UNIT = re.compile("[\uff66-\uff9d][\uff9e\uff9f]?|.[\u3099\u309a]?", re.DOTALL)
_INVISIBLE = re.compile("[\ufe00-\ufe0f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0100-\U000e01ef]")


class _Table(dict[int, str]):
    """What `str.translate` puts for each character; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        wide = unicodedata.normalize("NFKC", character)
        if len(wide) == 1:
            character = wide
        if "\u3041" <= character <= "\u3096":
            character = chr(ord(character) + 0x60)
        character = _LARGE_KANA.get(character, character)
        character = _ONE_FOR_ANOTHER.get(character, character)
        reduced = reduce_character(character)
        if len(reduced) == 1:
            character = reduced
        self[code] = found = _ONE_FOR_ANOTHER.get(character, character)
        return found


_TABLE = _Table()


class Folded(NamedTuple):
    """A line in its comparing form; where each character stands in the line (None: at its own place)."""

    key: str
    positions: list[int] | None

    def original(self, index: int) -> int:
        """The place in the line of a place in the key; the end of the one is the end of the other."""
        return index if self.positions is None else self.positions[index]


def fold(text: str) -> Folded:
    """The comparing form of a line, character by character.

    >>> fold("霞が関１‐２").key
    '霞ケ関1-2'
    """
    if _IRREGULAR.search(text) is None:
        return Folded(text.translate(_TABLE), None)
    characters: list[str] = []
    positions: list[int] = []
    for unit in _UNIT.finditer(text):
        written = unit.group()
        if _INVISIBLE.match(written):
            continue
        folded = normalise_width(written).translate(_TABLE)
        characters.append(folded)
        positions += [unit.start()] * len(folded)
    positions.append(len(text))
    return Folded("".join(characters), positions)


_LEFT_OUT = re.compile("大字|小字|字| +")


def compact(key: str) -> tuple[str, list[int] | None]:
    """The comparing form without spaces and the words 大字, 小字, 字; and the place of each character.

    >>> compact("門田町大字飯寺 1")
    ('門田町飯寺1', [0, 1, 2, 5, 6, 8, 9])
    """
    if " " not in key and "字" not in key:
        return key, None
    pieces: list[str] = []
    positions: list[int] = []
    begin = 0
    for left_out in _LEFT_OUT.finditer(key):
        end = left_out.start()
        if end > begin:
            pieces.append(key[begin:end])
            positions.extend(range(begin, end))
        begin = left_out.end()
    pieces.append(key[begin:])
    positions.extend(range(begin, len(key) + 1))
    return "".join(pieces), positions


@lru_cache(maxsize=65_536)
def place_key(name: str) -> str:
    """The name of a place as it is compared: 大字 and 字 left out, widths and variants as one.

    >>> place_key("門田町大字飯寺"), place_key("霞ヶ関") == place_key("霞が関")
    ('門田町飯寺', True)
    """
    return compact(fold(name).key)[0]


_LOOSE = str.maketrans("ニハロエタカト", "二八口工夕力卜", "ケノツ")


def loose_key(key: str) -> str:
    """A key without what is put in or left out between two parts of a name, and with look-alikes as one.

    虎ノ門 and 虎門, 四ツ谷 and 四谷; the kana ニ and the kanji 二.
    """
    return key.translate(_LOOSE)


_COUNTED = re.compile("(?:[0-9]+|[〇一二三四五六七八九十百]+)(?=[条線区番号町丁地軒ノ])")
_MOST_COUNTED = 3
"""Each number has up to four spellings, which multiply."""
_LONGEST_NUMBER = 7
"""Characters of a number that is counted."""


def number_spellings(key: str) -> list[str]:
    """All spellings of a name in which numbers are counted; the name itself comes first.

    A name with more than three such numbers is no name of a place: it is left as it is.

    >>> number_spellings("北二十三条西")
    ['北二十三条西', '北23条西', '北二三条西']
    """
    if _COUNTED.search(key) is None:
        return [key]
    numbers = list(islice(_COUNTED.finditer(key), _MOST_COUNTED + 1))
    if len(numbers) > _MOST_COUNTED:
        return [key]
    found = [""]
    end = 0
    for number in numbers:
        before, end = key[end : number.start()], number.end()
        found = [front + before + written for front in found for written in _writings(number.group())]
    return [front + key[end:] for front in found]


@lru_cache(maxsize=1024)
def _writings(written: str) -> tuple[str, ...]:
    """A number as it stands, in digits, in kanji and digit by digit in kanji; each once."""
    if len(written) > _LONGEST_NUMBER:
        return (written,)
    number = int(written) if written.isdigit() else kanji_number(written)
    by_digit = "".join(KANJI_DIGITS[int(digit)] for digit in str(number))
    return tuple(dict.fromkeys((written, str(number), in_kanji(number) or written, by_digit)))


def in_kanji(number: int) -> str:
    """A number below ten thousand in kanji: 23 gives 二十三; nothing for a larger one."""
    if number == 0:
        return "〇"
    if number >= 10_000:
        return ""
    written = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, number = divmod(number, unit)
        if count:
            written += (KANJI_DIGITS[count] if count > 1 or unit == 1 else "") + sign
    return written if len(written) <= 7 else ""
