"""What follows the town: 小字, 丁目, 番地, 番, 号, building, room, 様方.

Works on the comparing form (see `folding`): digits are ASCII, every hyphen is `-`, の is ノ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from madoguchi.lib.japanese.addresses.folding import compact
from madoguchi.lib.japanese.addresses.model import Inferred
from madoguchi.lib.japanese.addresses.places import Town
from madoguchi.lib.japanese.dates import kanji_number

_KANJI = "[〇一二三四五六七八九十百千]"
_SIGN = (
    "[甲乙丙丁戊己庚辛壬癸左右"
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰオクヤマケフコエテアサキユメミシヱヒモセス]"
)
_COMPASS = "[東西南北]"
_UNIT = "(?:丁目|番地割|地割|番地|番耕地|番[町丁]|番|号線|線|号)"
# A number of a floor, a room or a house of an estate belongs to the building.
_NOT_OF_BUILDING = r"(?![\d.]|\s*(?:階|F|号室|号棟|号館|棟|室|街区|合))"
_NUMBER = rf"\d+{_NOT_OF_BUILDING}"


def _chain(number: str, first_unit: str) -> re.Pattern[str]:
    """Numbers joined by their units or by hyphens; spaces only where a unit or a hyphen stands too."""
    before = rf"(?:第(?=\d+(?:番地割|地割|線|号線))|{_COMPASS}(?=\d+(?:線|号|番))|{_SIGN}[ノ-]?)?"
    # Behind 号 only a hyphen or の joins: what else follows is a room.
    joined = rf"(?:\s*(?!号){_UNIT}\s*[-ーノ]?\s*|号線?[-ーノ]|号(?=[東西南北])|\s*[-ー]\s*|ノ)"
    return re.compile(
        rf"\s*(?:字|ノ)?{before}{number}{first_unit}(?:{joined}{before}{number})*"
        rf"(?:\s*{_UNIT}(?!室|棟|館|車|沿))?"
    )


_CHAIN = _chain(_NUMBER, "")
_KANJI_CHAIN = _chain(f"(?:{_NUMBER}|{_KANJI}+)", r"(?=番|号|[-ー]\d)")
_ITEM = re.compile(rf"({_COMPASS}|{_SIGN})?[ノ-]?(\d+|{_KANJI}+)\s*({_UNIT})?")
_SECTION = re.compile(rf"\s*第?(\d{{1,3}}|{_KANJI}{{1,4}})(?:丁目|丁(?=[\d\s-]|$))(?:\s*[-ーノ](?=\s*\d))?")
# Nine of ten lines end like this: 1丁目2-3, 1-2-3, 2番3号, 582番地の1.
_PLAIN = re.compile(
    r"(?:(\d{1,2}|[一二三四五六七八九十]{1,3})丁目|(\d{1,2})[-ー](?=\d+[-ー]))?"
    r"(\d+)(?:(?:番地?ノ?|[-ー])(\d+)号?|番地?)?$"
)
_NO_NUMBER = re.compile(r"\s*(?:無番地|番外地|番外|番地(?:ナシ|無シ?)|無地番)")
_HAMLET = re.compile(
    r"\s*(?P<word>大字|小字|字)?(?P<name>[^\d\s\-,、()「」]{1,24}?)"
    rf"(?=\s*(?:第?{_NUMBER}|{_COMPASS}\d+(?:線|号)|{_KANJI}{{1,4}}丁目|{_KANJI}{{1,7}}番地?"
    r"|無番地|番外地|番地(?:ナシ|無))|(?(word)(?:\s|$)|(?!)))"
)
# 門田町飯寺村西, where the number stands in another column.
_HAMLET_ALONE = re.compile(r"(?P<word>(?!))?(?P<name>[^\d\s\-,、()「」]{1,12})$")
_BUILDING_WORD = re.compile(
    "ビル|マンシヨン|アパト|アパート|コポ|コーポ|ハイツ|ハウス|センター|タワー|プラザ|パーク|レジデンス|[ア-ンー]{5,}"
    "|荘$|団地|住宅|寮$|公園|学校|病院|役場|市役所|庁舎|会館|株式会社|\\(株\\)|内$"
)
_SUFFIX = re.compile(
    r"(?:\s*(?:地先|先(?![^\s]{3})|地内|ノ各?一部|(?:外|他|ホカ)\s*\d*\s*筆?(?=\s|$)|\([^()]{1,20}\)(?=\s*$)"
    r"|(?:[、,・]|及ビ)(?:同番)?\s*[\d-]+番?地?))+"
)
_CARE_OF = re.compile(r"(?:(?<=[\s\d室号F階)])|^)[^\s\d]{1,40}(?:様方|気付|様|(?<=[^\s\d]{2})方)\s*$")
_HOST_WORDS = ("様方", "様", "気付", "方")
_LAST_OF_ROOM = re.compile(r"[\dA-Za-z号室階]\s*$")
_ROOM = re.compile(
    r"(?:\s*[-ー]\s*|\s*)(?<![\d第])(?:[A-Z]-?)?\d{1,6}(?:-\d{1,4})?[A-Z]?(?:\s*(?:号室?|室|階|F))?(?:\s*\d{1,5}\s*(?:号室?|室))?\s*$",
    re.IGNORECASE,
)

_SQUARES = frozenset({"地割", "番地割", "番耕地", "番町", "番丁", "線", "号線"})
_HIGHEST_SECTION = 60
"""No 丁目 is higher, with some room; a larger number is a 番地."""


@dataclass(slots=True)
class Tail:
    """What was read after the town; `spans` as in `Address`, in places of the key."""

    spans: list[tuple[str, int]]
    hamlet: str = ""
    section: int = 0
    block: str = ""
    number: str = ""
    suffix: tuple[int, int] | None = None
    building: tuple[int, int] | None = None
    room: tuple[int, int] | None = None
    care_of: tuple[int, int] | None = None
    hamlet_span: tuple[int, int] | None = None
    unknown: tuple[int, int] | None = None
    inferred: tuple[Inferred, ...] = ()
    room_number: str = ""


def read_tail(key: str, start: int, town: Town | None) -> Tail:
    """Read a key from the end of its town on; `town` is None where none was found."""
    plain = _PLAIN.match(key, start)
    if plain is not None:
        tail = _plain(plain, town)
        if tail is not None:
            return tail
    tail = Tail([])
    at = start
    if town is not None and town.hamlets:
        at = _known_hamlet(tail, key, at, town)
    at, found = _numbers(tail, key, at, town)
    if not found and not tail.section and tail.hamlet_span is None:
        further = _hamlet(tail, key, at, has_town=town is not None)
        if further > at:
            at, found = _numbers(tail, key, further, town)
    if found:
        suffix = _SUFFIX.match(key, at)
        if suffix is not None:
            tail.suffix = (at, suffix.end())
            at = suffix.end()
            tail.spans.append(("suffix", at))
    if at < len(key):
        if town is None and not found and not tail.section:
            tail.unknown = (at if tail.unknown is None else tail.unknown[0], len(key))
            tail.spans.append(("unknown", len(key)))
        else:
            _rest(tail, key, at)
    return tail


def _plain(found: re.Match[str], town: Town | None) -> Tail | None:
    """The tail of a line that ends with one or two plain numbers; None where more must be thought of."""
    section, hyphened, block, number = found.groups()
    if section is None and town is not None and (town.sections or town.hamlets):
        return None
    spans: list[tuple[str, int]] = []
    tail = Tail(spans)
    if section is not None:
        tail.section = int(section) if section.isdecimal() else kanji_number(section)
        spans.append(("section", found.start(3)))
    elif hyphened is not None:
        if town is None or not town.has_sections or not 0 < int(hyphened) <= _HIGHEST_SECTION:
            return None
        tail.section = int(hyphened)
        tail.inferred = (Inferred.SECTION,)
        spans.append(("section", found.end(2)))
    elif town is not None and town.has_sections:
        if number is not None:
            return None
        if not found.group().endswith(("番", "地")):
            tail.inferred = (Inferred.NUMBERS,)
    tail.block = str(int(block))
    if number is None:
        spans.append(("block", found.end()))
    else:
        tail.number = str(int(number))
        spans.append(("block", found.start(4)))
        spans.append(("number", found.end()))
    return tail


def _known_hamlet(tail: Tail, key: str, start: int, town: Town) -> int:
    flat, where = compact(key[start:])
    for end in range(min(len(flat), 24), 0, -1):
        hamlet = town.hamlets.get(flat[:end])
        if hamlet is not None and not (flat[end - 1].isdigit() and flat[end : end + 1].isdigit()):
            at = start + (end if where is None else where[end - 1] + 1)
            tail.hamlet = hamlet
            tail.hamlet_span = (start, at)
            tail.spans.append(("hamlet", at))
            return at
    return start


def _numbers(tail: Tail, key: str, start: int, town: Town | None) -> tuple[int, bool]:
    """丁目 and what is joined to it; returns where it ends and whether a 番地 was found."""
    at = start
    section = _SECTION.match(key, at)
    if section is not None:
        written = section[1]
        tail.section = int(written) if written.isdecimal() else kanji_number(written)
        at = section.end()
        tail.spans.append(("section", at))
    chain = _CHAIN.match(key, at) or _KANJI_CHAIN.match(key, at)
    if chain is not None:
        _read_chain(tail, chain, town)
        return chain.end(), True
    without = _NO_NUMBER.match(key, at)
    if without is not None:
        tail.block = without.group().strip()
        tail.spans.append(("block", without.end()))
        return without.end(), True
    return at, False


def _read_chain(tail: Tail, chain: re.Match[str], town: Town | None) -> None:
    begin = chain.start()
    items: list[tuple[str, str, str, int]] = []
    for item in _ITEM.finditer(chain.group()):
        sign, digits, unit = item.groups()
        number = str(int(digits)) if digits.isdecimal() else str(kanji_number(digits))
        items.append((sign or "", number, unit or "", begin + item.end()))
    # The number that the chain ends with may have a sign behind it that is no item of its own.
    last = items[-1]
    items[-1] = (last[0], last[1], last[2], chain.end())
    squares = 0
    for index, (sign, _, unit, _) in enumerate(items):
        if unit in _SQUARES or (sign in "東西南北" and sign and unit == "号"):
            squares = index + 1
    if squares:
        end = items[squares - 1][3]
        if tail.hamlet_span is not None and tail.spans and tail.spans[-1][0] == "hamlet":
            tail.spans.pop()
            tail.hamlet_span = (tail.hamlet_span[0], end)
        else:
            tail.hamlet_span = (begin, end)
        tail.hamlet = ""
        tail.spans.append(("hamlet", end))
        items = items[squares:]
    if items and items[0][2] == "丁目" and not tail.section:
        tail.section = int(items[0][1])
        tail.spans.append(("section", items[0][3]))
        items = items[1:]
    elif _begins_with_section(tail, items, town):
        tail.section = int(items[0][1])
        tail.inferred += (Inferred.SECTION,)
        tail.spans.append(("section", items[0][3]))
        items = items[1:]
    if not items:
        return
    sign, number, _, end = items[0]
    tail.block = sign + number
    tail.spans.append(("block", end))
    rest = items[1:]
    if not rest:
        return
    if len(rest) > 1 and not tail.section and not any(unit for _, _, unit, _ in items):
        tail.inferred += (Inferred.NUMBERS,)
    # Four numbers with a 丁目, or three without: the last is the room where it looks like one.
    has_room = len(rest) > 1 and not rest[-1][2] and len(rest[-1][1]) >= 3 and not rest[-1][0]
    numbers = rest[:-1] if has_room else rest
    tail.number = "-".join(sign + number for sign, number, _, _ in numbers)
    tail.spans.append(("number", numbers[-1][3]))
    if has_room:
        tail.room_number = rest[-1][1]
        tail.inferred += (Inferred.ROOM,)
        tail.spans.append(("room", rest[-1][3]))


def _begins_with_section(tail: Tail, items: list[tuple[str, str, str, int]], town: Town | None) -> bool:
    """Whether the first of several bare numbers stands for the 丁目 of a town that has them."""
    if tail.section or town is None or not town.has_sections or len(items) < 2:
        return False
    sign, number, unit, _ = items[0]
    if sign or unit or len(number) > 2 or tail.hamlet_span is not None:
        return False
    if town.sections:
        return int(number) in town.sections
    return 0 < int(number) <= _HIGHEST_SECTION


def _hamlet(tail: Tail, key: str, start: int, *, has_town: bool) -> int:
    """What stands before the first number: a 小字, or where no town is known something unknown."""
    found = _HAMLET.match(key, start)
    if found is None and has_town:
        found = _HAMLET_ALONE.match(key, start)
    if found is None:
        return start
    if not found["word"] and has_town and _BUILDING_WORD.search(found["name"]):
        return start
    if not has_town:
        tail.unknown = (start, found.end())
        tail.spans.append(("unknown", found.end()))
        return found.end()
    tail.hamlet_span = (start, found.end())
    tail.spans.append(("hamlet", found.end()))
    if not found["word"]:
        tail.inferred += (Inferred.HAMLET,)
    return found.end()


def _rest(tail: Tail, key: str, start: int) -> None:
    """Building, room, 様方, from the end of the numbers to the end of the line."""
    end = len(key)
    rest = key[start:]
    # Most lines have neither; a search is dear.
    care_of = _CARE_OF.search(rest) if rest.rstrip().endswith(_HOST_WORDS) else None
    if care_of is not None:
        tail.care_of = (start + care_of.start(), end)
        end = start + care_of.start()
        rest = key[start:end]
    may_have_room = not tail.room_number and _LAST_OF_ROOM.search(rest) is not None
    room = _ROOM.search(rest) if may_have_room else None
    building_end = end if room is None else start + room.start()
    if building_end > start:
        if key[start:building_end].strip(" -"):
            tail.building = (start, building_end)
            tail.spans.append(("building", building_end))
        elif room is None and care_of is None:
            # Only spaces or a hyphen are left: they belong to what they follow.
            kind = tail.spans.pop()[0] if tail.spans else "unknown"
            tail.spans.append((kind, end))
            return
    if room is not None:
        tail.room = (building_end, end)
        tail.spans.append(("room", end))
    if care_of is not None:
        tail.spans.append(("care_of", len(key)))
