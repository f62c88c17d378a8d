"""Records put into the forms that are compared; done once for each record, not once for each pair.

What was written stays beside its key: 渡邉 and 渡辺 have one key and are still two writings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from madoguchi.engines.matching.domain.model import Person
from madoguchi.lib.japanese.addresses import Parser, town_key
from madoguchi.lib.japanese.companies import corporate_key
from madoguchi.lib.japanese.dates import AnyDate, DateError, format_digits, format_wareki
from madoguchi.lib.japanese.name_keys import name_key
from madoguchi.lib.japanese.names import split_name
from madoguchi.lib.japanese.text import (
    TextError,
    fold_for_search,
    is_kana,
    normalise_width,
    remove_invisible,
)

MAX_LENGTH = 200
"""Characters of a name or an address that are compared; what is longer is no name."""

MOST_KEPT = 500_000
"""Values of each kind that a preparer remembers; a register of a region has fewer."""

_LATIN = re.compile(r"[A-Za-z][A-Za-z .,'’\-]*")
_VOWELS = {
    vowel: set(row)
    for vowel, row in {
        "ア": "アカガサザタダナハバパマヤラワ",
        "イ": "イキギシジチヂニヒビピミリエケゲセゼテデネヘベペメレ",
        "ウ": "ウクグスズツヅヌフブプムユルオコゴソゾトドノホボポモヨロヴ",
    }.items()
}
_O_ROW, _E_ROW = frozenset("オコゴソゾトドノホボポモヨロ"), frozenset("エケゲセゼテデネヘベペメレ")
_LENGTHENED = {kana: vowel for vowel, row in _VOWELS.items() for kana in row}


class NameForm(NamedTuple):
    """A person's name. Keys are reduced and folded; `kana` parts are reading keys; all may be empty."""

    family_written: str = ""
    given_written: str = ""
    family: str = ""
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    whole: str = ""
    whole_kana: str = ""
    former: tuple[str, ...] = ()
    kana_only: bool = False
    """Only the reading is known: kana stands where the name should."""


class BirthForm(NamedTuple):
    """A birth date: eight digits with 00 for what is unknown, and the seven of 和暦 where all is known."""

    western: str
    japanese: str
    said: str


class AddressForm(NamedTuple):
    """An address: `place` is municipality and town, `numbers` 582-1, `block` 582, `text` as written."""

    place: str
    code: str
    hamlet: str
    numbers: str
    block: str
    room: str
    text: str

    @property
    def house(self) -> str:
        """Place and numbers, the key of one house; empty without a number."""
        return f"{self.place}|{self.numbers}" if self.place and self.numbers else ""


NO_NAME = NameForm()
NO_BIRTH = BirthForm("", "", "")
NO_ADDRESS = AddressForm("", "", "", "", "", "", "")


class Prepared(NamedTuple):
    """A person in the forms that are compared."""

    key: str
    name: NameForm
    birth: BirthForm
    address: AddressForm
    former_houses: tuple[str, ...]
    sex: str
    corporate_written: str
    corporate: str

    @property
    def is_corporate(self) -> bool:
        """Whether this is a corporation; corporations and people are never the same."""
        return bool(self.corporate)


@lru_cache(maxsize=1)
def default_parser() -> Parser:
    """The parser of addresses of all Japan; made when it is first needed."""
    return Parser()


def reading_key(kana: str) -> str:
    """A reading as it is compared: kind and size of kana, ヂ, ヅ, ヲ, ー and how a long vowel is written.

    >>> reading_key("おおたユーコ") == reading_key("オータ　ユウコ")
    True
    """
    found: list[str] = []
    for character in fold_for_search(kana):
        before = found[-1] if found else ""
        if character == "ー":
            lengthened = _LENGTHENED.get(before, "")
            if lengthened:
                found.append(lengthened)
        elif character == "オ" and before in _O_ROW:
            found.append("ウ")
        elif character == "エ" and before in _E_ROW:
            found.append("イ")
        else:
            found.append(character)
    return "".join(found)


def _line(text: str) -> str:
    """One line in normal widths, ideographs as written, cut where nobody's name goes on."""
    return " ".join(remove_invisible(normalise_width(text[:MAX_LENGTH])).split())


class Preparer:
    """Puts people into their forms. Knows family names, so that joined names are split as the data does.

    One preparer may serve many threads once it has `met` its names.
    """

    def __init__(self, parser: Parser | None = None) -> None:
        self._parser = parser
        self._families: dict[str, set[str]] = defaultdict(set)
        self._given: set[str] = set()
        self._addresses: dict[tuple[str, str], AddressForm] = {}
        self._parts: dict[str, str] = {}
        self._readings: dict[str, str] = {}
        self._names: dict[tuple[str, str, tuple[str, ...]], NameForm] = {}

    def meet(self, people: Iterable[Person]) -> None:
        """Learn the family and given names of people whose names are written apart."""
        seen: set[tuple[str, str]] = set()
        for person in people:
            if (person.name, person.kana) in seen or _LATIN.fullmatch(person.name):
                continue
            seen.add((person.name, person.kana))
            parts = _line(person.name).split(" ", 1)
            if len(parts) < 2:
                continue
            readings = _line(person.kana).split(" ", 1)
            known = self._families[self._key(parts[0])]
            if len(readings) == 2:
                known.add(reading_key(readings[0]))
            self._given.add(self._key(parts[1]))

    def person(self, person: Person) -> Prepared:
        """The forms of one person. Never raises: what cannot be read is not known."""
        former = [self.address(one, person.municipality_code).house for one in person.former_addresses]
        return Prepared(
            person.key,
            NO_NAME if person.corporate else self.name(person.name, person.kana, person.former_families),
            birth_form(person.birth_date),
            self.address(person.address, person.municipality_code),
            tuple(filter(None, former)),
            person.sex,
            _line(person.corporate),
            corporate_key(person.corporate) if person.corporate else "",
        )

    def name(self, name: str, kana: str = "", former: tuple[str, ...] = ()) -> NameForm:
        """The forms of a name and its reading."""
        asked = (name, kana, former)
        known = self._names.get(asked)
        if known is None:
            known = self._read_name(name, kana, former)
            if len(self._names) < MOST_KEPT:
                self._names[asked] = known
        return known

    def _read_name(self, name: str, kana: str, former: tuple[str, ...]) -> NameForm:
        line, reading = _line(name), _line(kana)
        formers = tuple(self._key(_line(one)) for one in former if one)
        if not line or is_kana(line):
            return self._of_kana(line or reading, formers)
        if _LATIN.fullmatch(line):
            return self._of_latin(line, reading, formers)
        family, given = self._split(line)
        family_key, given_key = self._key(family), self._key(given)
        family_kana, given_kana = self._split_reading(reading, family_key)
        return NameForm(
            family, given, family_key, given_key, family_kana, given_kana,
            family_key + given_key, self._whole_reading(reading, family_kana, given_kana), formers,
        )  # fmt: skip

    def address(self, text: str, municipality_code: str = "") -> AddressForm:
        """The forms of an address, read inside a municipality where one is told."""
        if not text:
            return NO_ADDRESS
        known = self._addresses.get((text, municipality_code))
        if known is None:
            known = self._read_address(text, municipality_code)
            if len(self._addresses) < MOST_KEPT:
                self._addresses[text, municipality_code] = known
        return known

    def _read_address(self, text: str, municipality_code: str) -> AddressForm:
        parser = self._parser or default_parser()
        line = text[:MAX_LENGTH]
        municipality = parser.places.municipalities.get(municipality_code)
        if municipality is not None and not line.startswith((municipality.prefecture, municipality.name)):
            line = municipality.prefecture + municipality.name + line
        read = parser.parse(line)
        town = town_key(read.town or read.unknown)
        numbers = "-".join(filter(None, (str(read.section or ""), read.block, read.number)))
        return AddressForm(
            f"{read.code}|{town}" if town or (read.code and numbers) else "",
            read.code,
            town_key(read.hamlet),
            numbers,
            f"{read.section}|{read.block}" if read.block else "",
            fold_for_search(read.building + read.room),
            text,
        )

    def _key(self, text: str) -> str:
        known = self._parts.get(text)
        if known is None:
            known = name_key(text)
            if len(self._parts) < MOST_KEPT:
                self._parts[text] = known
        return known

    def _split(self, line: str) -> tuple[str, str]:
        family, space, given = line.partition(" ")
        if space:
            return family, given
        best: tuple[int, str, str] | None = None
        for end in range(1, len(line)):
            head, rest = line[:end], line[end:]
            if self._key(head) in self._families:
                score = 2 * (self._key(rest) in self._given) + 1
                if best is None or score >= best[0]:
                    best = (score, head, rest)
            elif best is None and self._key(rest) in self._families and self._key(head) in self._given:
                best = (0, head, rest)  # 誠佐藤: the given name stands first
        if best is not None:
            return best[1], best[2]
        return _split_unknown(line)

    def _reading(self, kana: str) -> str:
        known = self._readings.get(kana)
        if known is None:
            known = reading_key(kana)
            if len(self._readings) < MOST_KEPT:
                self._readings[kana] = known
        return known

    def _whole_reading(self, reading: str, family: str, given: str) -> str:
        """The key of the whole; where the parts meet a vowel may lengthen the other part's last."""
        if family and given and given[0] not in "オエー":
            return family + given
        return self._reading(reading)

    def _split_reading(self, reading: str, family_key: str) -> tuple[str, str]:
        family, space, given = reading.partition(" ")
        if space or not reading:
            return self._reading(family), self._reading(given)
        joined = self._reading(reading)
        for known in sorted(self._families.get(family_key, ()), key=len, reverse=True):
            if known and joined.startswith(known) and len(joined) > len(known):
                return known, joined[len(known) :]
        return "", ""

    def _of_kana(self, reading: str, former: tuple[str, ...]) -> NameForm:
        family, space, given = reading.partition(" ")
        if not space:
            family = given = ""
        return NameForm(
            family, given, "", "", reading_key(family), reading_key(given), "", reading_key(reading), former,
            kana_only=True,
        )  # fmt: skip

    def _of_latin(self, line: str, reading: str, former: tuple[str, ...]) -> NameForm:
        """A name in roman letters: which part stands first differs from paper to paper."""
        family, _, given = line.partition(" ")
        family_kana, _, given_kana = reading.partition(" ")
        whole = "".join(sorted(self._key(part) for part in line.split(" ")))
        return NameForm(
            family, given, self._key(family), self._key(given), reading_key(family_kana),
            reading_key(given_kana), whole, reading_key(reading), former,
        )  # fmt: skip


@lru_cache(maxsize=8_192)
def _split_unknown(line: str) -> tuple[str, str]:
    try:
        split = split_name(line)
    except TextError:
        return line, ""
    return split.family, split.given


@lru_cache(maxsize=65_536)
def birth_form(birth: AnyDate | None) -> BirthForm:
    """The forms of a birth date."""
    if birth is None:
        return NO_BIRTH
    if isinstance(birth, date):
        try:
            japanese, said = format_digits(birth), format_wareki(birth)
        except DateError:  # before 明治
            japanese, said = "", birth.isoformat()
        return BirthForm(f"{birth.year:04d}{birth.month:02d}{birth.day:02d}", japanese, said)
    return BirthForm(f"{birth.year:04d}{birth.month or 0:02d}00", "", format_wareki(birth))
