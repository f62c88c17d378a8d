"""Numbers, shares and areas as registers, deeds and ledgers write them.

Digits of any width, kanji (二十五, 二五, 弐拾伍), shares (持分２分の１), areas in square metres as the land
register prints them (１２３：４５) and in the old measures (坪, 反畝歩). Nothing here raises: what cannot
be read is None, what had to be assumed stands in `assumed`.

Sources: 不動産登記規則第100条 and 第115条 (areas to the hundredth of a square metre, the rest cut off),
計量法施行法 and 度量衡法 (一坪 is 400/121 m², 一畝 30坪, 一反 10畝, 一町 10反).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_DIGITS |= dict(zip("零○◯壱壹弌弐貳貮弍参參弎肆伍陸漆捌玖", map(int, "0001112222333456789"), strict=True))
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "阡": 1000, "仟": 1000}
_LARGE_UNITS = {"万": 10**4, "萬": 10**4, "億": 10**8}
_SIGNS = "".join((*_DIGITS, *_SMALL_UNITS, *_LARGE_UNITS))
_RUN = re.compile(f"[0-9{_SIGNS}]*[{_SIGNS}][0-9{_SIGNS}]*")
_WRITTEN = re.compile(f"[0-9{_SIGNS}廿卅]+")
_COMMAS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONGEST = 40
"""Characters; a number with more is none."""


def plain_digits(text: str) -> str:
    """The text in half width, kanji numbers as digits, without the commas of thousands; ㎡ stays ㎡.

    For texts that are about numbers: in a name 千葉 becomes 1000葉.

    >>> plain_digits("弐拾伍番地の一"), plain_digits("１，２３４㎡")
    ('25番地の1', '1234㎡')
    """
    if text.isascii():
        return _COMMAS.sub("", text) if "," in text else text
    folded = unicodedata.normalize("NFKC", text.replace("㎡", "\ue0f1")).replace("\ue0f1", "㎡")
    folded = _COMMAS.sub("", folded.replace("廿", "二十").replace("卅", "三十"))
    return _RUN.sub(lambda run: _as_digits(run.group()), folded)


def _as_digits(run: str) -> str:
    if any(sign in _SMALL_UNITS or sign in _LARGE_UNITS for sign in run):
        value = _value(run)
        return run if value is None else str(value)
    return "".join(sign if sign.isascii() else str(_DIGITS[sign]) for sign in run)


def _value(run: str) -> int | None:
    """The value of digits and units of kanji; None where they stand in no order that counts."""
    total, section, current = 0, 0, None
    small, large = 10**4, 10**12
    for sign in run:
        if sign in _SMALL_UNITS:
            unit = _SMALL_UNITS[sign]
            if unit >= small or current == 0 or (current or 1) >= 10:
                return None
            section += (current or 1) * unit
            small, current = unit, None
        elif sign in _LARGE_UNITS:
            unit = _LARGE_UNITS[sign]
            section += current or 0
            if unit >= large or not section:
                return None
            total += section * unit
            small, large, section, current = 10**4, unit, 0, None
        else:
            current = (current or 0) * 10 + (int(sign) if sign.isascii() else _DIGITS[sign])
    if current is not None and current >= min(small, large):
        return None
    return total + section + (current or 0)


def read_number(text: str) -> int | None:
    """A whole number in any writing; None where the text is anything else.

    >>> read_number("１，２３４"), read_number("弐拾五"), read_number("二〇六"), read_number("10万")
    (1234, 25, 206, 100000)
    >>> read_number("十百") is None
    True
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    plain = plain_digits(text)
    return int(plain) if plain.isascii() and plain.isdecimal() else None


# --- shares --------------------------------------------------------------------------------------------

_SHARE = re.compile(
    r"(?:(?:所有権|共有)?持分(?:割合)?[:の]?)?(?:(?P<below>[0-9]+万?)分の(?P<above>[0-9]+)|(?P<first>[0-9]+)[/⁄∕](?P<second>[0-9]+))"
)


def read_share(text: str) -> Fraction | None:
    """The share of a joint owner, as written: it may be above one, which the caller has to refuse.

    None for what is no share, also for one of nothing (0分の1), and for 持分全部, which names no number.

    >>> read_share("持分２分の１"), read_share("三分の二"), read_share(" 1/2 "), read_share("持分全部")
    (Fraction(1, 2), Fraction(2, 3), Fraction(1, 2), None)
    """
    if len(text) > _LONGEST:
        return None
    plain = re.sub(r"\s+", "", plain_digits(text)).strip("()")
    found = _SHARE.fullmatch(plain)
    if found is None:
        return None
    if found["below"]:
        below, above = read_number(found["below"]) or 0, int(found["above"])
    else:
        above, below = int(found["first"]), int(found["second"])
    return Fraction(above, below) if above and below else None


def share_in_words(share: Fraction) -> str:
    """The share as the register writes it.

    >>> share_in_words(Fraction(1, 2))
    '２分の１'
    """
    return wide_digits(f"{share.denominator}分の{share.numerator}")


_WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def wide_digits(text: str) -> str:
    """Digits, points and hyphens in full width, as the register prints them."""
    return text.translate(_WIDE)


# --- areas ---------------------------------------------------------------------------------------------

_HUNDREDTH = Decimal("0.01")
_TSUBO = Fraction(400, 121)
_METRIC_UNIT = r"(?:㎡|m2|M2|平方メートル|平方メ-トル|平米|平方米|m\^2)"
_METRIC = re.compile(
    rf"(?P<whole>\d{{1,10}})(?:(?P<point>[.:・]|{_METRIC_UNIT}|\s+)(?P<part>\d{{0,4}}))?\s*{_METRIC_UNIT}?"
)
_OLD = re.compile(
    r"(?:(?P<cho>\d+)町歩?)?(?:(?P<tan>\d+)[反段]歩?)?(?:(?P<se>\d+)畝歩?)?"
    r"(?:(?P<tsubo>\d+(?:\.\d+)?)(?:歩|坪)(?P<tail>\d{1,2}(?!\d|合|勺))?)?(?:(?P<go>\d+)合)?(?:(?P<shaku>\d+)勺)?"
)
_LARGE_METRIC = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ha|HA|ヘクタール|町歩|a|A|アール)")
_IN_TSUBO = {
    "cho": Fraction(3000), "tan": Fraction(300), "se": Fraction(30),
    "tsubo": Fraction(1), "go": Fraction(1, 10), "shaku": Fraction(1, 100),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """An area in square metres, cut off after the hundredth; `original` is what was written.

    `unit` is ㎡, 坪 (also 反, 畝, 歩) or ha. `assumed` says in Japanese what is not written so: empty when
    all is.
    """

    square_metres: Decimal
    unit: str
    original: str
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether the area is written as it is given here."""
        return not self.assumed

    @property
    def normal(self) -> str:
        """With two decimals: 123.45."""
        return f"{self.square_metres:.2f}"

    @property
    def as_register(self) -> str:
        """As the land register prints it: １２３：４５, and １２３ where there is no part."""
        whole, part = self.normal.split(".")
        return wide_digits(whole) + ("" if part == "00" else f"：{wide_digits(part)}")


def read_area(text: str) -> Area | None:
    """An area in square metres or an old measure; None where the text is anything else.

    >>> read_area("１２３：４５").normal, read_area("123㎡45").normal, read_area("１反２畝３歩").normal
    ('123.45', '123.45', '1200.00')
    >>> read_area("123 45").assumed
    ('空白を小数点と読みました。',)
    """
    written = text.strip()
    if not written or len(written) > _LONGEST:
        return None
    plain = plain_digits(written)
    metric = _METRIC.fullmatch(plain)
    if metric is not None:
        return _metric(metric, text)
    packed = re.sub(r"\s+", "", plain)
    large = _LARGE_METRIC.fullmatch(packed)
    if large is not None and large["unit"] != "町歩":
        per_unit = 10_000 if large["unit"].lower() == "ha" or large["unit"] == "ヘクタール" else 100
        return Area(_cut_off(Decimal(large["number"]) * per_unit), "ha", text)
    old = _OLD.fullmatch(packed)
    return _old_measure(old, text) if old is not None and packed else None


def _metric(found: re.Match[str], text: str) -> Area | None:
    point, part = found["point"] or "", found["part"] or ""
    assumed: tuple[str, ...] = ()
    if point.isspace() and point:
        if len(part) not in (0, 2):
            return None
        assumed = ("空白を小数点と読みました。",) if part else ()
    if point == ":" and len(part) == 1:
        assumed = ("小数第1位だけが書かれています。",)
    if len(part) > 2:
        assumed += ("小数第3位より下は切り捨てました。",)
    return Area(_cut_off(Decimal(f"{found['whole']}.{part or 0}")), "㎡", text, assumed)


def _old_measure(found: re.Match[str], text: str) -> Area:
    tsubo = Fraction(0)
    for name, worth in _IN_TSUBO.items():
        if found[name]:
            tsubo += Fraction(found[name]) * worth
    if found["tail"]:
        tsubo += Fraction(int(found["tail"]), 10 ** len(found["tail"]))
    square_metres = tsubo * _TSUBO
    exact = Decimal(square_metres.numerator) / Decimal(square_metres.denominator)
    unit = "反" if found["cho"] or found["tan"] or found["se"] else "坪"
    return Area(_cut_off(exact), unit, text, ("1坪を121分の400平方メートルとして換算しました。",))


def _cut_off(number: Decimal) -> Decimal:
    return number.quantize(_HUNDREDTH, rounding=ROUND_DOWN)


# --- areas of floors -----------------------------------------------------------------------------------

_FLOOR = re.compile(
    rf"(?:(?P<kind>地下|地階|中|塔屋|屋階)?\s*(?:(?P<number>\d{{1,3}})\s*(?:階(?:部分|建)?|F)|(?<=地階|塔屋|屋階)))?"
    rf"[\s:=、,/;・]*(?P<area>\d{{1,7}}(?:[.:㎡]\d{{0,2}})?(?![\d階F]))\s*{_METRIC_UNIT}?"
)
_TOTAL = re.compile(
    rf"(?:延べ?床?面積|延べ?|合計|計)\s*[:=]?\s*(?P<area>\d{{1,7}}(?:[.:㎡]\d{{1,2}})?)\s*{_METRIC_UNIT}?"
)
_KANJI_POINT = re.compile(r"(?<=階)(\s*\d+)・(?=\d\d(?![\d.:]))")
_BETWEEN_FLOORS = " \t\u3000、,/;・()"


@dataclass(frozen=True, slots=True)
class FloorArea:
    """One floor: 1, 2, … above ground, -1, -2, … below; 0 for what has no number (塔屋). `name` as the
    register says.
    """

    floor: int
    name: str
    square_metres: Decimal


@dataclass(frozen=True, slots=True)
class FloorAreas:
    """The floors of a building with their areas; `unknown` is what could not be read, `assumed` in
    Japanese.
    """

    floors: tuple[FloorArea, ...]
    original: str
    unknown: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        """The sum of all floors, in square metres."""
        return sum((floor.square_metres for floor in self.floors), Decimal("0.00"))

    @property
    def certain(self) -> bool:
        """Whether everything was read, and as it is written."""
        return not self.unknown and not self.assumed

    @property
    def normal(self) -> str:
        """As the register prints it: １階　５０．１２　２階　３０．００."""
        return "\u3000".join(
            f"{floor.name}\u3000{wide_digits(f'{floor.square_metres:.2f}')}" for floor in self.floors
        )


def read_floor_areas(text: str) -> FloorAreas | None:
    """The areas of the floors of a building; None where no area is written.

    A single area is that of the first floor. Several without floors are taken from the first floor upwards,
    which `assumed` says.

    >>> read_floor_areas("1階 ５０．１２ ２階 ３０：００").normal
    '１階　５０．１２　２階　３０．００'
    """
    if len(text) > 1_000:
        return None
    plain = _KANJI_POINT.sub(r"\1.", plain_digits(text))
    stated = _TOTAL.search(plain)
    if stated is not None:
        plain = plain[: stated.start()] + plain[stated.end() :]
    floors: list[FloorArea] = []
    left: list[str] = []
    begin = 0
    unnamed = 0
    for found in _FLOOR.finditer(plain):
        left.append(plain[begin : found.start()])
        begin = found.end()
        area = _hundredths(found["area"])
        if found["kind"] is None and found["number"] is None:
            unnamed += 1
            floors.append(_floor("", str(len(floors) + 1), area))
        else:
            floors.append(_floor(found["kind"] or "", found["number"] or "", area))
    left.append(plain[begin:])
    if not floors:
        if stated is None:
            return None
        alone = FloorArea(0, "延べ", _hundredths(stated["area"]))
        return FloorAreas((alone,), text, _left_over(left), ("階ごとの床面積が書かれていません。",))
    read = FloorAreas(tuple(floors), text, _left_over(left), _about_floors(floors, unnamed))
    if stated is not None and _hundredths(stated["area"]) != read.total:
        said = "書かれた延べ床面積と、階ごとの合計が合いません。"
        return FloorAreas(read.floors, text, read.unknown, (*read.assumed, said))
    return read


def _hundredths(written: str) -> Decimal:
    return _cut_off(Decimal(re.sub(r"[:㎡]", ".", written)))


def _left_over(pieces: list[str]) -> str:
    return " ".join(filter(None, (piece.strip(_BETWEEN_FLOORS) for piece in pieces)))


def _about_floors(floors: list[FloorArea], unnamed: int) -> tuple[str, ...]:
    said: list[str] = []
    if unnamed and len(floors) > 1:
        said.append("階が書かれていない床面積を、1階から順に読みました。")
    if len({floor.name for floor in floors}) < len(floors):
        said.append("同じ階が二度書かれています。")
    return tuple(said)


def _floor(kind: str, number: str, area: Decimal) -> FloorArea:
    if kind in ("塔屋", "屋階"):
        return FloorArea(0, kind, area)
    if kind in ("地下", "地階"):
        below = int(number or 1)
        return FloorArea(-below, f"地下{wide_digits(str(below))}階", area)
    if kind == "中":
        return FloorArea(0, f"中{wide_digits(number)}階", area)
    return FloorArea(int(number), f"{wide_digits(str(int(number)))}階", area)
