"""What is compared and what comes out: people, evidence for each field, matches, verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from madoguchi.lib.japanese.dates import AnyDate


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as one record has them. Whatever is not known stays empty; an empty field says nothing.

    `name` is written 「氏 名」 where the split is known, else as it stands. `kana` likewise. `address` is a
    whole address, or without its municipality where `municipality_code` (six digits) says which it is.
    `sex` is `female`, `male` or empty. A corporation has only `corporate`, `kana` and `address`.
    """

    key: str
    name: str = field(default="", repr=False)
    kana: str = field(default="", repr=False)
    birth_date: AnyDate | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    sex: str = ""
    former_families: tuple[str, ...] = field(default=(), repr=False)
    """旧氏: family names that the person had before, or that the household still uses."""
    former_addresses: tuple[str, ...] = field(default=(), repr=False)
    municipality_code: str = ""
    corporate: str = field(default="", repr=False)
    """The name of a corporation, its form included: （株）見本."""


class Field(Enum):
    """What is compared. One field is one independent piece of evidence: a name comes with its reading."""

    FAMILY = "family"
    GIVEN = "given"
    BIRTH = "birth"
    ADDRESS = "address"
    SEX = "sex"
    CORPORATE = "corporate"

    @property
    def label(self) -> str:
        """The field in Japanese."""
        return _FIELD_LABELS[self]


_FIELD_LABELS = {
    Field.FAMILY: "氏",
    Field.GIVEN: "名",
    Field.BIRTH: "生年月日",
    Field.ADDRESS: "住所",
    Field.SEX: "性別",
    Field.CORPORATE: "法人の名称",
}


class Agreement(Enum):
    """What a level of a field means for a decision, whatever its weight."""

    AGREES = "agrees"
    OPEN = "open"
    """A slip of the pen, or another person: never enough by itself."""
    SILENT = "silent"
    """Says nothing: one side does not know, or people change it (an address)."""
    CONTRADICTS = "contradicts"
    """Another person unless somebody explains it."""


class Evidence(NamedTuple):
    """One field of a pair: its level (`levels.LEVELS`), what that means, and its weight in bits.

    `left` and `right` are as written in the two records.
    """

    field: Field
    level: str
    agreement: Agreement
    weight: float
    left: str
    right: str
    label: str

    def as_json(self) -> dict[str, Any]:
        """For JSON; holds what both records say."""
        return {
            "field": self.field.value, "level": self.level, "agreement": self.agreement.value,
            "weight": round(self.weight, 2), "left": self.left, "right": self.right, "label": self.label,
        }  # fmt: skip


class Match(NamedTuple):
    """A pair and how strongly it is the same person.

    `weight` is the sum of the evidence in bits (log2 of the Bayes factor); `probability` also counts how many
    others it might be: all of the register that was asked, its other candidates included.
    """

    key: str
    weight: float
    probability: float
    evidence: tuple[Evidence, ...]

    def of(self, field: Field) -> Evidence | None:
        """The evidence of one field, or None where it was not compared."""
        return next((one for one in self.evidence if one.field is field), None)

    @property
    def contradictions(self) -> tuple[Evidence, ...]:
        """The fields that speak for another person."""
        return tuple(one for one in self.evidence if one.agreement is Agreement.CONTRADICTS)

    def as_json(self) -> dict[str, Any]:
        """For JSON; holds what both records say."""
        return {
            "key": self.key, "weight": round(self.weight, 2), "probability": round(self.probability, 6),
            "evidence": [one.as_json() for one in self.evidence],
        }  # fmt: skip


class Verdict(Enum):
    """What may be done with an answer."""

    SURE = "sure"
    """The best match is the person; a program may act on it."""
    HUMAN = "human"
    """Somebody looks at the matches."""
    NONE = "none"
    """Nobody in the register is like this."""


class Reason(Enum):
    """Why a verdict is what it is."""

    CLEAR = "clear"
    CONTRADICTED = "contradicted"
    SEVERAL = "several"
    THIN = "thin"
    MOVED = "moved"
    DOUBTFUL = "doubtful"
    UNLIKELY = "unlikely"
    NOBODY = "nobody"
    NOTHING_TO_COMPARE = "nothing_to_compare"


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on one person and the matches, best first; `said` is the reason in Japanese."""

    verdict: Verdict
    matches: tuple[Match, ...]
    reason: Reason
    said: str = field(repr=False)

    @property
    def best(self) -> Match | None:
        """The best match, whatever the verdict."""
        return self.matches[0] if self.matches else None

    @property
    def sure_key(self) -> str | None:
        """The key of the person where the answer is sure, else None."""
        return self.matches[0].key if self.verdict is Verdict.SURE else None

    def as_json(self) -> dict[str, Any]:
        """For JSON; holds what the records say."""
        return {
            "verdict": self.verdict.value, "reason": self.reason.value, "said": self.said,
            "matches": [one.as_json() for one in self.matches],
        }  # fmt: skip
