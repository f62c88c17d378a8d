"""Residents and households as the rest of the house sees them: frozen, complete, free of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from madoguchi.engines.residents.domain.codes import RELATIONS, SEXES, Status, UnknownPart
from madoguchi.lib.japanese.dates import AnyDate, PartialDate, age_range_on, format_both, format_wareki

_PROTECTED = (
    "支援措置の対象者です。住所を本人のほかに伝えないでください。証明書は責任者に確かめてから出してください。"
)
_GONE = {
    Status.MOVED_OUT: ("転出しています", "いまはこの市町村の住民ではありません。"),
    Status.DECEASED: ("亡くなっています", "ご遺族への言葉に気をつけてください。"),
    Status.REMOVED: ("住民票が消除されています", "理由を確かめてください。"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a person that must not be overlooked. `kind` is a status or `protected`."""

    kind: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class ResidentRecord:
    """One person of the register. Codes are those of the vocabulary; dates may be partly unknown."""

    uuid: UUID
    household_uuid: UUID
    municipality_code: str
    resident_number: str
    household_number: str
    name: str = field(repr=False)
    name_kana: str = field(repr=False)
    birth_date: AnyDate = field(repr=False)
    sex: str
    relation: str
    nationality_kind: str
    status: Status
    status_changed_on: date | None
    protected: bool
    address: str = field(repr=False)
    postal_code: str = field(repr=False)
    destination: str = field(repr=False)
    became_resident_on: date | None
    address_since: date | None
    health_insurance: str
    pension_kind: str
    care_insured: bool
    care_level: str
    child_allowance: bool
    has_my_number_card: bool

    @property
    def relation_label(self) -> str:
        """世帯主, 夫・妻 …"""
        return RELATIONS.get(self.relation, self.relation)

    @property
    def sex_label(self) -> str:
        """男 or 女, empty where the register does not say."""
        return SEXES.get(self.sex, "")

    @property
    def birth_date_text(self) -> str:
        """1966年4月3日（昭和41年）（日）."""
        return format_both(self.birth_date)

    def age_text(self, on: date) -> str:
        """59歳; 75〜76歳 where the birth date is partly unknown."""
        low, high = age_range_on(self.birth_date, on)
        return f"{low}歳" if low == high else f"{low}〜{high}歳"

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Moved out, deceased, removed, 支援措置: a band that one cannot overlook; empty for most people."""
        found: list[Notice] = []
        if self.protected:
            found.append(Notice("protected", "支援措置", _PROTECTED))
        if self.status in _GONE:
            since = f"（{format_wareki(self.status_changed_on)}）" if self.status_changed_on else ""
            what, then = _GONE[self.status]
            found.append(Notice(self.status.value, self.status.label, f"{what}{since}。{then}"))
        return tuple(found)

    def as_answers(self) -> dict[str, Any]:
        """What the register already answers, by item key of the vocabulary, as JSON values."""
        answers: dict[str, Any] = {
            "person.name": self.name,
            "person.name_kana": self.name_kana,
            "person.birth_date": self.birth_date.isoformat(),
            "person.relation": self.relation,
            "person.nationality_kind": self.nationality_kind,
            "person.has_my_number_card": self.has_my_number_card,
        }
        known_to_some = {
            "person.sex": self.sex,
            "person.health_insurance": self.health_insurance,
            "person.pension_kind": self.pension_kind,
            "person.care_level": self.care_level,
        }
        return answers | {key: value for key, value in known_to_some.items() if value}


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """One household with its members in the order of the register; who left is listed apart."""

    uuid: UUID
    municipality_code: str
    household_number: str
    postal_code: str = field(repr=False)
    town: str = field(repr=False)
    block: str = field(repr=False)
    building: str = field(repr=False)
    phone: str = field(repr=False)
    members: tuple[ResidentRecord, ...]
    former_members: tuple[ResidentRecord, ...] = ()

    @property
    def address(self) -> str:
        """Town, block and building in one line, without prefecture and municipality."""
        return join_address(self.town, self.block, self.building)

    @property
    def head(self) -> ResidentRecord | None:
        """The head of the household; None where it has just left."""
        return next((member for member in self.members if member.relation == "head"), None)

    @property
    def protected(self) -> bool:
        """Whether any member stands under 支援措置: the address of all is then guarded."""
        return any(member.protected for member in self.members)

    def as_answers(self) -> dict[str, Any]:
        """The members' answers, as a journey starts with them: `{"members": [{…}, …]}`."""
        return {"members": [member.as_answers() for member in self.members]}


def join_address(town: str, block: str, building: str) -> str:
    """門田町大字飯寺字村西582番地1 会津コーポ101."""
    return f"{town}{block} {building}".strip()


def birth_date_of(known_from: date, unknown: str) -> AnyDate:
    """The birth date as stored: its first possible day, and which part is unknown."""
    if unknown == UnknownPart.DAY:
        return PartialDate(known_from.year, known_from.month)
    if unknown == UnknownPart.MONTH_AND_DAY:
        return PartialDate(known_from.year)
    return known_from


def stored_birth_date(birth: AnyDate) -> tuple[date, UnknownPart]:
    """The other way round: first possible day and unknown part."""
    if isinstance(birth, PartialDate):
        return birth.earliest, UnknownPart.DAY if birth.month else UnknownPart.MONTH_AND_DAY
    return birth, UnknownPart.NONE
