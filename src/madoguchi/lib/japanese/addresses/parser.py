"""Reading a line: prefecture, municipality, town by the tables; then what follows by its form."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from madoguchi.lib.japanese.addresses.folding import compact, fold
from madoguchi.lib.japanese.addresses.heads import FoundTown, Head, HeadReader, Line, candidate
from madoguchi.lib.japanese.addresses.model import Address, Candidate, Certainty, Inferred, Level
from madoguchi.lib.japanese.addresses.places import Municipality, Places, places_of_japan
from madoguchi.lib.japanese.addresses.tails import Tail, read_tail
from madoguchi.lib.japanese.text import normalise_width, remove_invisible

_POSTAL_CODE = re.compile(r"\s*(?:〒\s*(\d{3})\s?-?\s?(\d{4})|(\d{3})-(\d{4})|(\d{3})(\d{4}))(?![\d-])")
_BEFORE_POSTAL_CODE = "〒0123456789 "
_IN_ORDER = re.compile("[\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff々A-Za-z0-9]+")
"""What stands in normal widths already; most names do."""
_NOWHERE = ("", "", "", "")


class _Written(NamedTuple):
    """The line, and where the characters of its key stand in it."""

    text: str
    positions: list[int] | None

    def at(self, span: tuple[int, int]) -> str:
        """What is written at a place of the key, in normal widths."""
        begin, end = span
        if self.positions is not None:
            begin, end = self.positions[begin], self.positions[end]
        return self.of_line(begin, end)

    def of_line(self, begin: int, end: int) -> str:
        """What is written from one place of the line to another, in normal widths."""
        written = self.text[begin:end]
        if _IN_ORDER.fullmatch(written):
            return written
        return remove_invisible(" ".join(normalise_width(written).split())).strip(" -")


class Parser:
    """Reads addresses with the tables that it is given; those of Japan Post unless told otherwise.

    One parser serves many threads; towns are read when an address of their municipality first comes.

    >>> address = Parser().parse("伊達市保原町大字上保原字村西５８２番地１")
    >>> address.prefecture, address.municipality, address.town, address.hamlet, address.block, address.number
    ('福島県', '伊達市', '保原町上保原', '村西', '582', '1')
    >>> address.level.name, address.certainty.value, [one.value for one in address.inferred]
    ('NUMBER', 'inferred', ['prefecture'])
    """

    def __init__(self, places: Places | None = None) -> None:
        self.places = places_of_japan() if places is None else places
        self._heads = HeadReader(self.places)

    def parse(self, text: str) -> Address:
        """Read one line. Never raises for a string; what is not understood is in `unknown` or `building`."""
        key, positions = fold(text)
        at, postal_code = 0, ""
        spans: list[tuple[str, int]] = []
        posted = _POSTAL_CODE.match(key) if key[:1] in _BEFORE_POSTAL_CODE else None
        if posted is not None:
            postal_code = "".join(filter(None, posted.groups()))
            at = posted.end()
            spans.append(("postal_code", at))
        rest = key[at:] if at else key
        flat, where = compact(rest)
        head = self._heads.read(Line(flat, _marks(rest, where), postal_code))
        # Where the parts of the compact key end in the key.
        start = at
        if head.prefecture_end > 0:
            end = head.prefecture_end
            at = start + (end if where is None else where[end - 1] + 1)
            spans.append(("prefecture", at))
        if head.municipality_end > 0:
            end = head.municipality_end
            at = start + (end if where is None else where[end - 1] + 1)
            spans.append(("municipality", at))
        street = None
        found = head.town
        if found is not None:
            if found.street_end:
                end = start + (found.street_end if where is None else where[found.street_end - 1] + 1)
                street = (at, end)
                spans.append(("street", end))
            end = found.end
            at = start + (end if where is None else where[end - 1] + 1)
            if key.startswith("字", at) and found.town.name.endswith("字"):
                at += 1  # 十文字: here it is part of the name
            spans.append(("town", at))
        tail = read_tail(key, at, None if found is None else found.town)
        spans += tail.spans
        if not spans or spans[-1][1] < len(key):
            spans.append(("unknown", len(key)))
        if positions is not None:
            spans = [(kind, positions[end]) for kind, end in spans]
            spans[-1] = (spans[-1][0], len(text))
        return self._address(_Written(text, positions), head, tail, spans, street, postal_code)

    def normal_form(self, text: str) -> str:
        """One writing for all writings of an address; that of a normal form is itself.

        >>> Parser().normal_form("福島市　五老内町　３番１号")
        '福島県福島市五老内町3-1'
        """
        seen: list[str] = []
        normal = self.parse(text).normal
        # A writing in good order is done at once; scraps may read differently once they are put in order.
        while normal not in seen:
            seen.append(normal)
            normal = self.parse(normal).normal
        return min(seen[seen.index(normal) :])

    def _address(
        self,
        written: _Written,
        head: Head,
        tail: Tail,
        spans: list[tuple[str, int]],
        street: tuple[int, int] | None,
        postal_code: str,
    ) -> Address:
        municipality, found, inferred = head.municipality, head.town, head.inferred
        if tail.inferred:
            inferred += tail.inferred
        unknown = written.at(tail.unknown) if tail.unknown else ""
        if municipality is None and head.municipality_end > 0:
            # The name that several have stays as it is written.
            place = [kind for kind, _ in spans].index("municipality")
            begin = spans[place - 1][1] if place else 0
            unknown = written.of_line(begin, spans[place][1]) + unknown
        hamlet = tail.hamlet
        if not hamlet and tail.hamlet_span is not None:
            hamlet = _without_word(written.at(tail.hamlet_span))
        if municipality is None:
            level = Level.PREFECTURE if head.prefecture else Level.NOTHING
        elif found is not None:
            level = _depth(tail, hamlet, Level.TOWN)
        elif tail.block and not unknown and tail.building is None:
            level = _depth(tail, hamlet, Level.MUNICIPALITY)
            inferred += (Inferred.NO_TOWN,)
        else:
            level = Level.MUNICIPALITY
        candidates = head.candidates
        if postal_code and municipality is not None and not candidates:
            candidates = self._contradicting(postal_code, municipality, found)
        if candidates:
            certainty = Certainty.AMBIGUOUS
        elif municipality is None:
            certainty = Certainty.UNKNOWN
        else:
            certainty = Certainty.INFERRED if inferred else Certainty.EXACT
        code, name, district, city = _NOWHERE if municipality is None else (
            municipality.code, municipality.name, municipality.district, municipality.city,
        )  # fmt: skip
        return Address(
            written.text,
            level,
            certainty,
            tuple(spans),
            postal_code,
            code,
            head.prefecture,
            name,
            district,
            city,
            written.at(street) if street else "",
            "" if found is None else found.town.name,
            hamlet,
            tail.section,
            tail.block,
            tail.number,
            written.at(tail.suffix) if tail.suffix else "",
            written.at(tail.building) if tail.building else "",
            written.at(tail.room) if tail.room else tail.room_number,
            written.at(tail.care_of) if tail.care_of else "",
            unknown,
            inferred,
            candidates,
        )

    def _contradicting(
        self, postal_code: str, municipality: Municipality, town: FoundTown | None
    ) -> tuple[Candidate, ...]:
        """Both sides where a postal code that is in the table belongs to other municipalities."""
        codes = self.places.of_postal_code(postal_code)
        if not codes or municipality.code in codes:
            return ()
        name = "" if town is None else town.town.name
        others = (self.places.municipalities[code] for code in codes)
        return (candidate(municipality, name), *(candidate(other, "") for other in others))


def _marks(key: str, where: list[int] | None) -> tuple[int, ...]:
    if where is None or "字" not in key:
        return ()
    marks = []
    place = key.find("字")
    while place >= 0:
        marks.append(bisect_left(where, place))
        place = key.find("字", place + 1)
    return tuple(marks)


def _depth(tail: Tail, hamlet: str, least: Level) -> Level:
    if tail.number:
        return Level.NUMBER
    if tail.block:
        return Level.BLOCK
    if tail.section:
        return Level.SECTION
    return Level.HAMLET if hamlet else least


def _without_word(name: str) -> str:
    for word in ("大字", "小字", "字"):
        if name.startswith(word) and len(name) > len(word):
            return name[len(word) :]
    return name
