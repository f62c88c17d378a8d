"""Writes addresses of all Japan, each with the truth about it, and with the mistakes that people make.

Towns are those of the tables (Japan Post, and where given a table of 小字); numbers, buildings and names are
invented. A mistake is a function that changes a draft and says whether it found something to change.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import jaconv

from madoguchi.lib.japanese.addresses import PlaceRow, town_key
from madoguchi.lib.japanese.addresses.folding import in_kanji
from madoguchi.lib.japanese.addresses.sources import former_municipalities, japan_post

HAMLETS = (
    "前田",
    "川原",
    "上ノ台",
    "村西",
    "中島",
    "宮ノ前",
    "道下",
    "北原",
    "屋敷添",
    "西ノ沢",
    "大坪",
    "向山",
)
BUILDINGS = (
    "コーポ山田",
    "メゾン・ド・桜",
    "第２鈴木ビル",
    "県営住宅３号棟",
    "サンハイツ",
    "グリーンパレス東",
    "佐藤荘",
)
STREETS = ("寺町通御池上る", "今出川通烏丸東入", "烏丸通五条下る", "新町通四条上ル", "丸太町通河原町西入")
HYPHENS = "-‐‑‒–—―−－ー～"
OLD_FORMS = dict(
    zip(
        "沢浜辺崎高島桜国広竜鉄恵会条滝富塩学円万豊芸徳栄峰檜",
        "澤濱邊﨑髙嶋櫻國廣龍鐵惠會條瀧冨鹽學圓萬豐藝德榮峯桧",
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """A line, the mistakes that are in it, and what it means."""

    line: str
    mistakes: tuple[str, ...]
    code: str
    prefecture: str
    town: str
    hamlet: str
    section: int
    block: str
    number: str


@dataclass(slots=True)
class _Draft:
    row: PlaceRow
    prefecture: str
    municipality: str
    town: str
    hamlet: str
    section: int
    block: int
    number: int
    numbers: str = ""
    before: str = ""
    street: str = ""
    after: str = ""
    whole: list[Callable[[str], str]] = field(default_factory=list)
    """Changes of the whole line, made at the end."""


Mistake = Callable[[_Draft, random.Random], bool]


def _prefecture_left_out(draft: _Draft, _: random.Random) -> bool:
    draft.prefecture = ""
    return True


def _district_left_out(draft: _Draft, _: random.Random) -> bool:
    found = re.match("(?:.{1,5}?郡|三宅島|八丈島)(?=..*[町村]$)", draft.municipality)
    if found is None or not draft.prefecture:
        return False
    draft.municipality = draft.municipality[found.end() :]
    return True


def _city_of_ward_left_out(draft: _Draft, _: random.Random) -> bool:
    found = re.fullmatch("(.+市)(.+区)", draft.municipality)
    if found is None or not draft.prefecture:
        return False
    draft.municipality = found[2]
    return True


def _ward_left_out(draft: _Draft, _: random.Random) -> bool:
    found = re.fullmatch("(.+市)(.+区)", draft.municipality)
    if found is None:
        return False
    draft.municipality = found[1]
    return True


def _municipality_left_out(draft: _Draft, _: random.Random) -> bool:
    if len(draft.town) < 3:
        return False
    draft.municipality = ""
    return True


def _former_municipality(draft: _Draft, generator: random.Random) -> bool:
    known = [one for one in former_municipalities() if one.code == draft.row.code and one.prefix]
    fitting = [
        one for one in known if draft.town.startswith(one.prefix) and len(draft.town) > len(one.prefix)
    ]
    if not fitting:
        return False
    one = generator.choice(fitting)
    draft.municipality, draft.town = one.name, draft.town.removeprefix(one.prefix)
    return True


def _section_word(draft: _Draft, _: random.Random) -> bool:
    """大字 before the town, or after the 町 with which it begins."""
    if "大字" in draft.town or draft.section:
        return False
    draft.town = re.sub("^(.+?町)?(?=.{2,}$)", r"\1大字", draft.town, count=1)
    return True


def _ke(draft: _Draft, generator: random.Random) -> bool:
    return _swapped(draft, generator, "ケヶが", "ケヶが")


def _no(draft: _Draft, generator: random.Random) -> bool:
    return _swapped(draft, generator, "ノの之", "ノの之")


def _particle_left_out(draft: _Draft, _: random.Random) -> bool:
    found = re.sub("(?<=[一-龠])[ケヶノの](?=[一-龠])", "", draft.town)
    if found == draft.town or len(found) < 3:
        return False
    draft.town = found
    return True


def _swapped(draft: _Draft, generator: random.Random, signs: str, others: str) -> bool:
    places = [
        index for index, sign in enumerate(draft.town) if sign in signs and 0 < index < len(draft.town) - 1
    ]
    if not places:
        return False
    index = generator.choice(places)
    other = generator.choice([sign for sign in others if sign != draft.town[index]])
    draft.town = draft.town[:index] + other + draft.town[index + 1 :]
    return True


def _old_kanji(draft: _Draft, _: random.Random) -> bool:
    def old(text: str) -> str:
        return "".join(OLD_FORMS.get(sign, sign) for sign in text)

    changed = old(draft.municipality) + old(draft.town)
    if changed == draft.municipality + draft.town:
        return False
    draft.municipality, draft.town = old(draft.municipality), old(draft.town)
    return True


def _kanji_numbers(draft: _Draft, _: random.Random) -> bool:
    section = f"{in_kanji(draft.section)}丁目" if draft.section else ""
    unit, end = ("番", "号") if draft.section else ("番地", "")
    draft.numbers = f"{section}{in_kanji(draft.block)}{unit}{in_kanji(draft.number)}{end}"
    return True


def _hyphens(draft: _Draft, generator: random.Random) -> bool:
    """Only numbers, with any of the signs that look like a hyphen."""
    numbers = [draft.section, draft.block, draft.number] if draft.section else [draft.block, draft.number]
    draft.numbers = generator.choice(HYPHENS).join(map(str, numbers))
    return True


def _no_between(draft: _Draft, generator: random.Random) -> bool:
    section = f"{draft.section}丁目" if draft.section else ""
    draft.numbers = f"{section}{draft.block}{generator.choice(('番地の', 'の', '番の', 'ノ'))}{draft.number}"
    return True


def _numbered_town(draft: _Draft, _: random.Random) -> bool:
    """北一条西 as 北1条西, and the other way round."""

    def other(found: re.Match[str]) -> str:
        written = jaconv.z2h(found.group(), digit=True)
        if written.isdecimal():
            return in_kanji(int(written))
        values = {in_kanji(number): number for number in range(1, 100)}
        return str(values.get(written, written))

    changed = re.sub("[一二三四五六七八九十０-９]+(?=[条線])", other, draft.town)
    if changed == draft.town:
        return False
    draft.town = changed
    return True


def _kyoto_street(draft: _Draft, generator: random.Random) -> bool:
    if not draft.municipality.startswith("京都市"):
        return False
    draft.street = generator.choice(STREETS)
    return True


def _postal_code(draft: _Draft, generator: random.Random) -> bool:
    digits = draft.row.postal_code
    if not digits:
        return False
    written = (f"〒{digits[:3]}-{digits[3:]} ", f"{digits[:3]}－{digits[3:]}　", f"〒{digits}")
    draft.before = generator.choice(written)
    return True


def _building(draft: _Draft, generator: random.Random) -> bool:
    space = generator.choice(("", " ", "　"))
    room = generator.choice(("", "１０２号室", "203", "３０１号", "2F"))
    draft.after = f"{space}{generator.choice(BUILDINGS)}{room}"
    return True


def _care_of(draft: _Draft, generator: random.Random) -> bool:
    draft.after = generator.choice((" 会津様方", "　十三蔵様方", " 会津商店気付"))
    return True


def _spaces(draft: _Draft, generator: random.Random) -> bool:
    space = generator.choice((" ", "　"))
    draft.prefecture += space if draft.prefecture else ""
    draft.municipality += space if draft.municipality else ""
    draft.town += space
    return True


def _wide(draft: _Draft, _: random.Random) -> bool:
    draft.whole.append(lambda line: str(jaconv.h2z(line, digit=True, ascii=True)))
    return True


def _narrow_kana(draft: _Draft, _: random.Random) -> bool:
    if not re.search("[ァ-ヴ]", draft.municipality + draft.town):
        return False
    draft.whole.append(lambda line: str(jaconv.z2h(line, kana=True, digit=True, ascii=True)))
    return True


def _hamlet_without_word(draft: _Draft, _: random.Random) -> bool:
    if not draft.hamlet.startswith("字"):
        return False
    draft.hamlet = draft.hamlet.removeprefix("字")
    return True


MISTAKES: dict[str, Mistake] = {
    "都道府県の省略": _prefecture_left_out,
    "郡の省略": _district_left_out,
    "市の省略（区だけ）": _city_of_ward_left_out,
    "区の省略": _ward_left_out,
    "市町村の省略": _municipality_left_out,
    "旧市町村名": _former_municipality,
    "大字を書く": _section_word,
    "字を書かない": _hamlet_without_word,
    "ケヶが": _ke,
    "ノの之": _no,
    "ケ・ノの省略": _particle_left_out,
    "旧字体・異体字": _old_kanji,
    "漢数字": _kanji_numbers,
    "ハイフン各種": _hyphens,
    "番地の・の": _no_between,
    "条・線の数字": _numbered_town,
    "京都の通り名": _kyoto_street,
    "郵便番号つき": _postal_code,
    "建物と部屋": _building,
    "様方・気付": _care_of,
    "空白": _spaces,
    "全角": _wide,
    "半角カナ": _narrow_kana,
}
"""Mistakes by the name under which they are reported."""

_RARE = {
    "郡の省略": "郡",
    "市の省略（区だけ）": "市.+区 ",
    "区の省略": "市.+区 ",
    "京都の通り名": "^京都市",
    "条・線の数字": " .*[一二三四五六七八九十０-９][条線]",
    "ケヶが": " .*[ケヶが]",
    "ノの之": " .*[ノの之]",
    "ケ・ノの省略": " .*[一-龠][ケヶノの][一-龠]",
    "半角カナ": "[ァ-ヴ]",
}
"""Where municipality and town, with a space between them, fit to a mistake that few allow."""

_Prepared = tuple[list[PlaceRow], dict[str, list[PlaceRow]], dict[str, set[str]]]


def _prepare(tables: Sequence[Iterable[PlaceRow]]) -> _Prepared:
    """All towns, those for each rare mistake, and the keys of towns by municipality."""
    rows = [row for table in (japan_post(), *tables) for row in table if row.town]
    keys: dict[str, set[str]] = defaultdict(set)
    rare: dict[str, list[PlaceRow]] = {name: [] for name in (*_RARE, "旧市町村名")}
    fits = [(rare[name], re.compile(pattern)) for name, pattern in _RARE.items()]
    prefixes: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for one in former_municipalities():
        prefixes[one.code] += (one.prefix,) if one.prefix else ()
    for row in rows:
        keys[row.code].add(town_key(row.town))
        place = f"{row.municipality} {row.town}"
        for found, pattern in fits:
            if pattern.search(place):
                found.append(row)
        if row.code in prefixes and row.town.startswith(prefixes[row.code]):
            rare["旧市町村名"].append(row)
    return rows, rare, keys


@lru_cache(maxsize=1)
def _prepared() -> _Prepared:
    return _prepare(())


def write_addresses(
    count: int, *, seed: int, tables: Sequence[Iterable[PlaceRow]] = ()
) -> Iterator[WrittenAddress]:
    """`count` lines, the same for the same seed and tables; every town of Japan is as likely as any other.

    One line in seven has no mistake, the others one to three. A mistake that only few towns allow is given
    such a town, so that each kind is met.
    """
    generator = random.Random(seed)
    rows, rare, keys = _prepared() if not tables else _prepare(tables)
    names = list(MISTAKES)
    for _ in range(count):
        wanted = generator.sample(names, generator.choice((0, 1, 1, 1, 2, 2, 3)))
        special = next((name for name in wanted if name in rare), None)
        draft = _draft(generator.choice(rare[special] if special else rows), generator, keys)
        made = tuple(name for name in names if name in wanted and MISTAKES[name](draft, generator))
        yield _written(draft, made)


def _draft(row: PlaceRow, generator: random.Random, keys: dict[str, set[str]]) -> _Draft:
    section = generator.randint(1, 8) if row.has_sections and generator.random() < 0.8 else 0
    hamlet = f"字{row.hamlet}" if row.hamlet else ""
    if not hamlet and not section and not row.has_sections and generator.random() < 0.15:
        name = generator.choice(HAMLETS)
        # Where the list has town and 小字 as one name, nobody could say which was meant.
        if town_key(row.town + name) not in keys[row.code]:
            hamlet = f"字{name}"
    block, number = generator.randint(1, 40 if section else 3_000), generator.randint(1, 30)
    numbers = f"{section}丁目{block}番{number}号" if section else f"{block}番地{number}"
    return _Draft(row, row.prefecture, row.municipality, row.town, hamlet, section, block, number, numbers)


def _written(draft: _Draft, mistakes: tuple[str, ...]) -> WrittenAddress:
    line = (
        f"{draft.before}{draft.prefecture}{draft.municipality}{draft.street}{draft.town}{draft.hamlet}"
        f"{draft.numbers}{draft.after}"
    )
    for change in draft.whole:
        line = change(line)
    row = draft.row
    return WrittenAddress(
        line, mistakes, row.code, row.prefecture, row.town, draft.hamlet.removeprefix("字"),
        draft.section, str(draft.block), str(draft.number),
    )  # fmt: skip
