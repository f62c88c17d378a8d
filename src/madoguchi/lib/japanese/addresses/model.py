"""What an address says, part by part, and how far that is certain."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any, NamedTuple


class Level(IntEnum):
    """How far an address is known without a gap. From HAMLET on it is as written; no table has it all."""

    NOTHING = 0
    PREFECTURE = 1
    MUNICIPALITY = 2
    TOWN = 3
    HAMLET = 4
    """小字, or the 線 and 地割 of a countryside laid out in squares."""
    SECTION = 5
    """丁目"""
    BLOCK = 6
    """番地 or 番"""
    NUMBER = 7
    """号, or the branch of a 番地"""


class Certainty(Enum):
    """Whether something had to be worked out that is not written."""

    EXACT = "exact"
    """As far as `level` says, every name is written and stands in the tables (小字 at least after 字), and
    every number is named or stands where only one can."""
    INFERRED = "inferred"
    """Only one reading fits, but something of it is not written; `Address.inferred` says what."""
    AMBIGUOUS = "ambiguous"
    """Several readings fit, or the postal code says something else; `Address.candidates` are all of them."""
    UNKNOWN = "unknown"
    """Not even the municipality is known."""


class Inferred(Enum):
    """What is not written as it is given."""

    PREFECTURE = "prefecture"
    MUNICIPALITY = "municipality"
    """Left out: the town is in only one municipality (of the prefecture, where that is written)."""
    WARD = "ward"
    """The ward of a designated city, or the city of a ward, is left out."""
    FORMER = "former"
    """A municipality is named that is no longer; the one of today is given."""
    SPELLING = "spelling"
    """The name of the town differs by a ケ, ノ or ツ from that of the table."""
    NO_TOWN = "no_town"
    """The number follows the municipality; no town is written."""
    HAMLET = "hamlet"
    """What stands between town and number is taken for a 小字; no 字 is written, and no table has it."""
    SECTION = "section"
    """The first of several numbers is taken for the 丁目."""
    NUMBERS = "numbers"
    """Bare numbers, one more than the town should have, or one alone where it may be the 丁目."""
    ROOM = "room"
    """The last of several numbers is taken for the room."""


class Part(NamedTuple):
    """One part of the line as written, spaces and signs before it included."""

    kind: str
    text: str


class Candidate(NamedTuple):
    """A municipality, and where it is known the town, that may be meant."""

    code: str
    prefecture: str
    municipality: str
    town: str


class Address(NamedTuple):
    """An address read. What is not there is empty; `parts` hold every character of `text`.

    Names are those of the tables (today's municipality, without variants); numbers are ASCII digits;
    `hamlet`, `building`, `room` and `care_of` are as written, in normal widths.
    """

    text: str
    level: Level
    certainty: Certainty
    spans: tuple[tuple[str, int], ...]
    """Kind of each part and where it ends in `text`; it begins where the one before ends."""
    postal_code: str = ""
    code: str = ""
    """Municipality or ward: six digits, check digit included."""
    prefecture: str = ""
    municipality: str = ""
    """The whole name: 余市郡余市町, 札幌市中央区."""
    district: str = ""
    city: str = ""
    """The city of a ward: 札幌市."""
    street: str = ""
    """Kyoto: 今出川通烏丸東入."""
    town: str = ""
    hamlet: str = ""
    section: int = 0
    block: str = ""
    number: str = ""
    suffix: str = ""
    """地先, 外2筆 …"""
    building: str = ""
    room: str = ""
    care_of: str = ""
    """様方, 気付"""
    unknown: str = ""
    """What is written and names no place: the name of several municipalities, a town that no table has."""
    inferred: tuple[Inferred, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The line in its parts; joined they are the line, character by character."""
        found, begin = [], 0
        for kind, end in self.spans:
            found.append(Part(kind, self.text[begin:end]))
            begin = end
        return tuple(found)

    @property
    def place(self) -> str:
        """Prefecture, municipality and town in one line, as far as they are known."""
        return f"{self.prefecture}{self.municipality}{self.town}"

    @property
    def normal(self) -> str:
        """The address in one writing; what was inferred of numbers is not put in words.

        `Parser.normal_form` is the same for every line of a form that is in use, and holds for scraps too.
        """
        if Inferred.SECTION in self.inferred:
            section = f"{self.section}-" if self.block else str(self.section)
        else:
            section = f"{self.section}丁目" if self.section else ""
        # 字 marks a name; 第23地割 and 西1線北25号 are none.
        named = self.hamlet and not any(character.isdigit() for character in self.hamlet)
        hamlet = f"字{self.hamlet}" if named else self.hamlet
        number = f"-{self.number}" if self.number and self.block else self.number
        head = f"{self.prefecture}{self.municipality}{self.unknown}{self.street}{self.town}"
        numbers = f"{hamlet}{section}{self.block}{number}{self.suffix}"
        return " ".join(filter(None, (head + numbers, self.building, self.room, self.care_of)))

    def as_json(self) -> dict[str, Any]:
        """What is there, for JSON; parts included."""
        found: dict[str, Any] = {
            "text": self.text, "level": self.level.name.lower(), "certainty": self.certainty.value,
        }  # fmt: skip
        for name in _WRITTEN_OUT:
            value = getattr(self, name)
            if value:
                found[name] = value
        if self.inferred:
            found["inferred"] = [one.value for one in self.inferred]
        if self.candidates:
            found["candidates"] = [one._asdict() for one in self.candidates]
        found["normal"] = self.normal
        found["parts"] = [[part.kind, part.text] for part in self.parts]
        return found


_WRITTEN_OUT = (
    "postal_code", "code", "prefecture", "municipality", "district", "city", "street", "town", "hamlet",
    "section", "block", "number", "suffix", "building", "room", "care_of", "unknown",
)  # fmt: skip
