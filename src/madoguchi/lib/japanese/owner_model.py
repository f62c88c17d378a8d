"""What an owner is: kind, name in its parts, title, share, and what had to be assumed to read it so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from madoguchi.lib.japanese.companies import corporate_key
from madoguchi.lib.japanese.kanji import reduction
from madoguchi.lib.japanese.name_keys import name_key


class OwnerKind(Enum):
    """What an owner is."""

    PERSON = "person"
    CORPORATION = "corporation"
    GROUP = "group"
    """自治会, 共有地, 大字 and others without a form of their own."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OwnerName:
    """One owner. What is not written is empty.

    `family` and `given` are as written (a name of one word that could not be split has all in `family`).
    `kana` is katakana. `alias` is a 通称, `roman` the name in roman letters. `title` is 代表取締役,
    相続財産清算人 …, and `representative` who has it, where the owner is named before. `share` may be above
    one: refuse it. `notes` is what stood in brackets and was not understood. `assumed` says in Japanese
    what is not written so; `certain` is false whenever it says anything, or when the kind is unknown.
    """

    kind: OwnerKind
    original: str
    family: str = ""
    given: str = ""
    kana: str = ""
    former_family: str = ""
    alias: str = ""
    roman: str = ""
    corporate_name: str = ""
    company_form: str = ""
    form_is_first: bool = False
    branch: str = ""
    title: str = ""
    representative: str = ""
    deceased: bool = False
    share: Fraction | None = None
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether all of it is as written."""
        return not self.assumed and not self.notes and self.kind is not OwnerKind.UNKNOWN

    @property
    def name(self) -> str:
        """The name in one line: 山田 太郎, 株式会社山田建設."""
        if not self.corporate_name:
            return f"{self.family} {self.given}".strip()
        if self.form_is_first:
            return f"{self.company_form}{self.corporate_name}"
        return f"{self.corporate_name}{self.company_form}"

    @property
    def key(self) -> str:
        """What is compared: `name_key` of a person, `corporate_key` of all others."""
        return corporate_key(self.name) if self.corporate_name else name_key(self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys under which the owner may be known: name, former name, 通称, roman letters; each once."""
        names = [self.name, self.alias, self.roman]
        if self.former_family:
            names.append(f"{self.former_family}{self.given}")
        found = [self.key, *(name_key(name) for name in names[1:] if name)]
        return tuple(dict.fromkeys(filter(None, found)))

    def as_json(self) -> dict[str, Any]:
        """What is there, for JSON: a share as 1/2; how the kanji are reduced, and which of them are
        doubtful.
        """
        said: dict[str, Any] = {"kind": self.kind.value, "name": self.name, "certain": self.certain}
        said |= {name: getattr(self, name) for name in _WRITTEN_OUT if getattr(self, name)}
        if self.share is not None:
            said["share"] = str(self.share)
        said |= {name: list(getattr(self, name)) for name in ("notes", "assumed") if getattr(self, name)}
        kanji = reduction(self.name)
        said |= {"reduced": kanji.reduced, "key": self.key}
        said |= {
            name: getattr(kanji, name) for name in ("unsure", "unreadable", "joined") if getattr(kanji, name)
        }
        return said


_WRITTEN_OUT = (
    "family", "given", "kana", "former_family", "alias", "roman", "corporate_name", "company_form", "branch",
    "title", "representative", "deceased",
)  # fmt: skip
