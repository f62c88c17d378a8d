"""Why an application waits for a person: it has arrived, nothing of it is lost, but no desk has it yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from madoguchi.core.vocabulary import Facts
from madoguchi.lib.japanese.dates import AnyDate, PartialDate
from madoguchi.lib.jpki import BasicInformation, Likeness, compare_addresses, compare_names

NEWBORN = timedelta(days=366)
"""How long a child may be applied for before the register knows it."""


class HoldReason(StrEnum):
    """What a person has to clear."""

    IDENTITY = "identity"
    OTHER_IN_FORM = "other_in_form"
    NOT_IN_FORM = "not_in_form"
    OTHER_HOUSEHOLD = "other_household"
    NOT_IN_REGISTER = "not_in_register"
    LEFT = "left"
    REVOKED_IN_REGISTER = "revoked_in_register"
    AUTHORITY_MISSING = "authority_missing"

    @property
    def label(self) -> str:
        """What is wrong, as staff read it."""
        return _LABELS[self]

    @property
    def what_now(self) -> str:
        """What to do about it."""
        return _WHAT_NOW[self]


_LABELS: Mapping[HoldReason, str] = {
    HoldReason.IDENTITY: "電子証明書のシリアル番号から、申請した人が分かりません。",
    HoldReason.OTHER_IN_FORM: "申請書に書かれた申請者が、電子証明書の持ち主と違います。",
    HoldReason.NOT_IN_FORM: "電子証明書の持ち主が、申請書の中にいません。",
    HoldReason.OTHER_HOUSEHOLD: "申請した人とは別の世帯の人についての申請です。",
    HoldReason.NOT_IN_REGISTER: "申請書の人が、住民の台帳に見つかりません。",
    HoldReason.LEFT: "申請した人は、いまはこの市町村の住民ではありません。",
    HoldReason.REVOKED_IN_REGISTER: "この電子証明書は、台帳では失効しています。",
    HoldReason.AUTHORITY_MISSING: "電子証明書の発行元の証明書が、この庁内にありません。",
}
_WHAT_NOW: Mapping[HoldReason, str] = {
    HoldReason.IDENTITY: "下の候補から選ぶか、住民を探して決めてください。",
    HoldReason.OTHER_IN_FORM: "だれの申請かを本人に確かめてください。",
    HoldReason.NOT_IN_FORM: "代わりに申請してよい人か（家族・委任状）を確かめてください。",
    HoldReason.OTHER_HOUSEHOLD: "代わりに申請してよい人か（家族・委任状）を確かめてください。",
    HoldReason.NOT_IN_REGISTER: "氏名と生年月日の間違いがないか、台帳を探して確かめてください。",
    HoldReason.LEFT: "転出・死亡などの異動の日と、申請の内容を確かめてください。",
    HoldReason.REVOKED_IN_REGISTER: "失効した日と申請の日を確かめ、本人に連絡してください。",
    HoldReason.AUTHORITY_MISSING: (
        "情報担当が MADOGUCHI_JPKI_ANCHORS に足りない世代を加えたら、もう一度確かめてください。"
    ),
}


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason, and whom it is about: the place in the answers' people, None for the application."""

    reason: HoldReason
    person: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"reason": self.reason.value, "person": self.person}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored."""
        return cls(HoldReason(stored["reason"]), stored["person"])


def cleared_rows(holds: Iterable[Hold], facts: Facts) -> list[dict[str, Any]]:
    """What a person has cleared, as it is stored: the reason, and of whom it was true (`who`)."""
    return [{"reason": one.reason.value, "who": _who(one, facts)} for one in holds]


def not_cleared(
    holds: Iterable[Hold], facts: Facts, cleared: Iterable[Mapping[str, Any]]
) -> tuple[Hold, ...]:
    """Of the holds those that nobody has cleared for the same person, wherever that person stands now."""
    known = {(one["reason"], one["who"]) for one in cleared}
    return tuple(one for one in holds if (one.reason.value, _who(one, facts)) not in known)


def _who(hold: Hold, facts: Facts) -> str:
    """The same text for the same name, reading and birth date, in which none of them can be read."""
    if hold.person is None:
        return ""
    said = [str(facts.get(f"person.{item}", hold.person)) for item in ("name", "name_kana", "birth_date")]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing of the certificate beside what the form says; empty where the form does not ask for it."""

    label: str
    certified: str
    typed: str
    likeness: Likeness


def signer_in_form(signer: BasicInformation, facts: Facts) -> tuple[int | None, tuple[Hold, ...]]:
    """Who of the answers' people has signed, and what is wrong with it.

    The person who is marked as the applicant must be the signer; where nobody is, somebody must be.
    """
    marked = facts.applicant()
    if marked is not None:
        return marked, () if _may_be(signer, facts, marked) else (Hold(HoldReason.OTHER_IN_FORM, marked),)
    named = [one for one in facts.persons() if isinstance(facts.get("person.name", one), str)]
    if not named:
        return None, ()
    found = next((one for one in named if _may_be(signer, facts, one)), None)
    return found, () if found is not None else (Hold(HoldReason.NOT_IN_FORM),)


def compared_with_form(signer: BasicInformation, facts: Facts, person: int | None) -> tuple[Compared, ...]:
    """氏名, 生年月日 and 住所 of the certificate beside those of the form."""
    name = _text(facts.get("person.name", person)) if person is not None else ""
    birth = facts.get("person.birth_date", person) if person is not None else None
    typed_birth = birth if isinstance(birth, date | PartialDate) else None
    address = address_in_form(facts)
    rows = [
        ("氏名", signer.name, name, compare_names(signer.name, name, signer.name_substitutes)),
        (
            "生年月日",
            signer.birth_date.isoformat() if signer.birth_date else "",
            typed_birth.isoformat() if typed_birth else "",
            Likeness.SAME if same_birth(signer.birth_date, typed_birth) else Likeness.DIFFERENT,
        ),
        (
            "住所",
            signer.address,
            address,
            compare_addresses(signer.address, address, signer.address_substitutes),
        ),
    ]
    return tuple(Compared(*row) for row in rows)


def address_in_form(facts: Facts) -> str:
    """Where the applicant lives according to the form: before a move, the old address."""
    for keys in (("move.old_address", "move.old_building"), ("household.address", "household.building")):
        found = [_text(facts.case.get(key)) for key in keys]
        if found[0]:
            return " ".join(filter(None, found))
    return ""


def same_birth(certified: AnyDate | None, typed: AnyDate | None) -> bool:
    """Whether two birth dates may be one, where parts are not known."""
    if certified is None or typed is None:
        return certified is typed
    first, second = _span(certified), _span(typed)
    return first[0] <= second[1] and second[0] <= first[1]


def is_newborn(birth: AnyDate | None, on: date) -> bool:
    """Whether the register may not know the child yet."""
    return isinstance(birth, date) and birth <= on and on - birth <= NEWBORN


def _may_be(signer: BasicInformation, facts: Facts, person: int) -> bool:
    """Whether name and birth date of the form, as far as it asks for them, are the signer's."""
    name = _text(facts.get("person.name", person))
    birth = facts.get("person.birth_date", person)
    if name and compare_names(signer.name, name, signer.name_substitutes) is Likeness.DIFFERENT:
        return False
    if isinstance(birth, date | PartialDate) and signer.birth_date is not None:
        return same_birth(signer.birth_date, birth)
    return True


def _span(birth: AnyDate) -> tuple[date, date]:
    return (birth.earliest, birth.latest) if isinstance(birth, PartialDate) else (birth, birth)


def _text(given: object) -> str:
    return given.strip() if isinstance(given, str) else ""
