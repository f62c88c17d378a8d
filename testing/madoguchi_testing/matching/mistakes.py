"""Records as they come in about people of a register: how papers, programs and memories write them.

Each record knows of whom it is (`truth`, None for somebody who is not in the register) and which mistakes
were made. The same seed makes the same records.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from madoguchi.engines.matching.api import Person
from madoguchi.lib.japanese.dates import PartialDate
from madoguchi.lib.japanese.text import to_half_width_kana, to_hiragana
from madoguchi_testing.matching.register import SyntheticRegister
from madoguchi_testing.population.names import NameBook


@dataclass(frozen=True, slots=True)
class Asked:
    """A record, whom it is of, and what was done to it."""

    person: Person
    truth: str | None
    kind: str


_OTHER_FORMS = {
    "辺": "邉邊", "斎": "齋斉齊", "高": "髙", "崎": "﨑嵜", "沢": "澤", "浜": "濱", "島": "嶋", "広": "廣",
    "国": "國", "恵": "惠", "真": "眞", "桜": "櫻", "滝": "瀧", "富": "冨", "関": "關", "塩": "鹽",
    "渋": "澁", "竜": "龍", "実": "實", "徳": "德", "吉": "𠮷", "柳": "栁", "桑": "桒", "曽": "曾",
    "斉": "齊", "黒": "黑", "栄": "榮", "寿": "壽", "静": "靜", "凛": "凜", "遥": "遙", "豊": "豐",
    "学": "學", "聡": "聰", "礼": "禮",
}  # fmt: skip
_USUAL = {form: usual for usual, forms in _OTHER_FORMS.items() for form in forms}
_LOOKALIKE = {
    "藤": "籐", "田": "由", "木": "本", "子": "予", "大": "太", "美": "実", "雄": "男", "夫": "男",
    "一": "二", "郎": "朗", "井": "伊", "村": "林", "池": "地", "紀": "記", "裕": "祐", "和": "知",
}  # fmt: skip

Change = Callable[[Person, random.Random], Person]


def _plain(person: Person, source: random.Random) -> Person:
    return person


def _other_kanji(person: Person, source: random.Random) -> Person:
    """Every character that has another form is written in it: 渡辺 as 渡邉, 髙橋 as 高橋."""
    name = "".join(
        source.choice(_OTHER_FORMS[one]) if one in _OTHER_FORMS else _USUAL.get(one, one)
        for one in person.name
    )
    return replace(person, name=name)


def _joined(person: Person, source: random.Random) -> Person:
    """Family and given name without a space, the reading too."""
    return replace(person, name=person.name.replace(" ", ""), kana=person.kana.replace(" ", ""))


def _wrongly_split(person: Person, source: random.Random) -> Person:
    """The space stands one character off."""
    joined = person.name.replace(" ", "")
    place = min(max(person.name.find(" ") + source.choice((-1, 1)), 1), len(joined) - 1)
    return replace(person, name=f"{joined[:place]} {joined[place:]}")


def _kana_only(person: Person, source: random.Random) -> Person:
    """Only the reading, in hiragana, half width or with other small kana."""
    kana = source.choice((to_hiragana, to_half_width_kana, _loose_kana))(person.kana)
    return replace(person, name=source.choice(("", kana)), kana=kana)


def _loose_kana(kana: str) -> str:
    table = str.maketrans("ヅヂャュョッ", "ズジヤユヨツ")
    return kana.translate(table).replace("ユウ", "ユー").replace("オオ", "オウ")


def _without_reading(person: Person, source: random.Random) -> Person:
    return replace(person, kana="")


def _swapped(person: Person, source: random.Random) -> Person:
    """Given name first, as forms of other countries ask."""

    def turned(text: str) -> str:
        family, _, given = text.partition(" ")
        return f"{given} {family}" if given else text

    return replace(person, name=turned(person.name), kana=turned(person.kana))


def _typed_wrong(person: Person, source: random.Random) -> Person:
    """One character of the name is a look-alike, or left out."""
    places = [place for place, one in enumerate(person.name) if one in _LOOKALIKE]
    if not places:
        return person
    place = source.choice(places)
    return replace(
        person, name=person.name[:place] + _LOOKALIKE[person.name[place]] + person.name[place + 1 :]
    )


def _birth_slip(person: Person, source: random.Random) -> Person:
    """A digit, the era, or month and day are wrong; or the day is not known."""
    birth = person.birth_date
    if not isinstance(birth, date):
        return person
    kind = source.randrange(5)
    try:
        if kind == 0:
            return replace(person, birth_date=birth.replace(month=birth.day, day=birth.month))
        if kind == 1:
            return replace(
                person, birth_date=birth.replace(year=birth.year + source.choice((-1, 1, -10, 10)))
            )
        if kind == 2:
            return replace(person, birth_date=birth.replace(year=birth.year + source.choice((-63, 63, 30))))
        if kind == 3:
            return replace(person, birth_date=PartialDate(birth.year, source.choice((birth.month, None))))
        return replace(person, birth_date=birth + timedelta(days=source.choice((-1, 1, 10, -10))))
    except ValueError:
        return replace(person, birth_date=birth + timedelta(days=1))


def _address_otherwise(person: Person, source: random.Random) -> Person:
    """大字 and 字 left out or put in, full width, hyphens, the house without its building."""
    address = person.address.split(" ")[0].replace("番地", source.choice(("-", "－", "の", "番地の")))
    address = address.rstrip("-－の").removesuffix("番地")
    address = address.replace("大字", "") if source.random() < 0.5 else address
    return replace(person, address=address)


class _Movers:
    """Moves people into houses of others."""

    def __init__(self, register: SyntheticRegister) -> None:
        self.people = register.people

    def moved(self, person: Person, source: random.Random) -> Person:
        """A new address, somebody else's house; the old one is not written."""
        other = source.choice(self.people)
        return replace(person, address=other.address, municipality_code=other.municipality_code)

    def moved_saying_whence(self, person: Person, source: random.Random) -> Person:
        """A new address, and the one before."""
        return replace(self.moved(person, source), former_addresses=(_whole(person),))

    def married(self, person: Person, source: random.Random) -> Person:
        """Another family name, the old one as 旧氏."""
        family, _, given = person.name.partition(" ")
        new = _BOOK.family(source)
        _, _, given_kana = person.kana.partition(" ")
        if new.written == family or not given:
            return person
        return replace(
            person, name=f"{new.written} {given}", kana=f"{new.kana} {given_kana}", former_families=(family,)
        )


def _whole(person: Person) -> str:
    from madoguchi.lib.japanese.addresses import places_of_japan

    municipality = places_of_japan().municipalities.get(person.municipality_code)
    return (f"{municipality.prefecture}{municipality.name}" if municipality else "") + person.address


_BOOK = NameBook()


def _notice(person: Person, source: random.Random) -> Person:
    """A registry notice: name and address, no reading, no birth date, no sex."""
    return replace(
        _address_otherwise(person, source), name=person.name.replace(" ", source.choice(("", " "))), kana="",
        birth_date=None, sex="",
    )  # fmt: skip


def _name_and_birth(person: Person, source: random.Random) -> Person:
    return replace(person, address="", municipality_code="", sex="")


_CHANGES: dict[str, Change] = {
    "plain": _plain,
    "other_kanji": _other_kanji,
    "joined": _joined,
    "wrongly_split": _wrongly_split,
    "kana_only": _kana_only,
    "without_reading": _without_reading,
    "swapped_names": _swapped,
    "typed_wrong": _typed_wrong,
    "birth_slip": _birth_slip,
    "address_otherwise": _address_otherwise,
    "notice": _notice,
    "name_and_birth": _name_and_birth,
}
_OF_MOVERS = ("moved", "moved_saying_whence", "married")
_ABSENT = ("stranger", "exchanged_given_names")
_HARD = (
    "twin", "father_and_son", "namesake", "twin_absent", "father_and_son_absent", "namesake_absent",
)  # fmt: skip
KINDS = (*_CHANGES, *_OF_MOVERS, "two_mistakes", *_ABSENT, *_HARD)
"""Every kind of record. `…_absent` ask for the one of a pair who is not in the register."""


_OFTEN: tuple[tuple[str, float], ...] = (
    ("address_otherwise", 0.5), ("without_reading", 0.2), ("joined", 0.12), ("other_kanji", 0.1),
    ("moved", 0.1), ("moved_saying_whence", 0.04), ("kana_only", 0.04), ("birth_slip", 0.03),
    ("married", 0.015), ("typed_wrong", 0.015), ("wrongly_split", 0.005), ("swapped_names", 0.005),
)  # fmt: skip
"""How often a paper has each mistake: guesses, for learning weights that fit many papers."""
_SHARE_STRANGERS = 0.12
_SHARE_WITHOUT_BIRTH = 0.25
_SHARE_WRONG_SEX = 0.002


def incoming(register: SyntheticRegister, count: int, *, seed: int) -> Iterator[Asked]:
    """Records as a mixed pile of papers brings them: most with few mistakes, some with several."""
    source = random.Random(f"{seed}/incoming")
    movers = _Movers(register)
    changes = dict(_CHANGES) | {name: getattr(movers, name) for name in _OF_MOVERS}
    for _ in range(count):
        if source.random() < _SHARE_STRANGERS:
            yield Asked(_stranger(register, source), None, "stranger")
            continue
        person = of = source.choice(register.people)
        for kind, often in _OFTEN:
            if source.random() < often:
                person = changes[kind](person, source)
        if source.random() < _SHARE_WITHOUT_BIRTH:
            person = replace(person, birth_date=None, sex="")
        elif source.random() < _SHARE_WRONG_SEX:
            person = replace(person, sex="male" if person.sex == "female" else "female")
        yield Asked(replace(person, key="?"), of.key, "incoming")


def ask_for(register: SyntheticRegister, count: int, *, seed: int) -> Iterator[Asked]:
    """About `count` records of all kinds, the hard ones as far as the register has them."""
    source = random.Random(f"{seed}/asked")
    movers = _Movers(register)
    changes = dict(_CHANGES)
    changes |= {name: getattr(movers, name) for name in _OF_MOVERS}
    each = max(count // (len(changes) + 4), 1)
    for kind, change in changes.items():
        for _ in range(each):
            person = source.choice(register.people)
            yield Asked(replace(change(person, source), key="?"), person.key, kind)
    for _ in range(2 * each):
        person = source.choice(register.people)
        first, second = source.sample(sorted(changes), 2)
        changed = changes[second](changes[first](person, source), source)
        yield Asked(replace(changed, key="?"), person.key, "two_mistakes")
    for _ in range(each):
        yield Asked(_stranger(register, source), None, "stranger")
    yield from _exchanged(register, each, source)
    yield from _hard(register, each, source)


def _stranger(register: SyntheticRegister, source: random.Random) -> Person:
    """Somebody new: a drawn name, another birth date, a house that may be somebody's."""
    one, other = source.choice(register.people), source.choice(register.people)
    born = date(source.randint(1930, 2024), source.randint(1, 12), source.randint(1, 28))
    given = _BOOK.given(source, born.year, one.sex or "female")
    family = _BOOK.family(source)
    return Person(
        "?", f"{family.written} {given.written}", f"{family.kana} {given.kana}", born, other.address,
        one.sex, municipality_code=other.municipality_code,
    )  # fmt: skip


def _exchanged(register: SyntheticRegister, count: int, source: random.Random) -> Iterator[Asked]:
    """The given name of one and the birth date of another of the same house: nobody, or either."""
    houses: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in register.people:
        houses[person.municipality_code, person.address].append(person)
    several = [people for people in houses.values() if len(people) > 1]
    for _ in range(count if several else 0):
        one, other = source.sample(source.choice(several), 2)
        if one.birth_date != other.birth_date and one.name != other.name:
            person = replace(one, key="?", birth_date=other.birth_date, sex=other.sex)
            yield Asked(person, None, "exchanged_given_names")


def _hard(register: SyntheticRegister, count: int, source: random.Random) -> Iterator[Asked]:
    present = (
        ("twin", register.twins),
        ("father_and_son", register.fathers_and_sons),
        ("namesake", register.namesakes),
    )
    for kind, pairs in present:
        for pair in source.sample(pairs, min(count, len(pairs))):
            person = source.choice(pair)
            change = _CHANGES[source.choice(("plain", "joined", "other_kanji", "address_otherwise"))]
            yield Asked(replace(change(person, source), key="?"), person.key, kind)
    for kind, pair in source.sample(register.absent, min(3 * count, len(register.absent))):
        yield Asked(replace(pair.other, key="?"), None, f"{kind}_absent")
