"""Why an application waits for a person: it has arrived, nothing of it is lost, but no desk has it yet."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from madoguchi.core.vocabulary import Facts
from madoguchi.journeys.online_application.domain.comparing import (
    acts_from_outside,
    addresses_of,
    compared_address,
    compared_agent,
    may_be_signer,
)
from madoguchi.lib.japanese.dates import AnyDate
from madoguchi.lib.jpki import BasicInformation

NEWBORN = timedelta(days=366)
"""How long a child may be applied for before the register knows it."""


class HoldReason(StrEnum):
    """What a person has to clear."""

    IDENTITY = "identity"
    OTHER_IN_FORM = "other_in_form"
    ON_BEHALF = "on_behalf"
    OTHER_AGENT = "other_agent"
    OTHER_ADDRESS = "other_address"
    NOT_IN_FORM = "not_in_form"
    OTHER_HOUSEHOLD = "other_household"
    NOT_IN_REGISTER = "not_in_register"
    LEFT = "left"
    REVOKED_IN_REGISTER = "revoked_in_register"
    AUTHORITY_MISSING = "authority_missing"
    SENT_ANEW = "sent_anew"

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
    HoldReason.ON_BEHALF: "本人ではなく、代わりの人が申請しています。",
    HoldReason.OTHER_AGENT: "申請書に書かれた代わりの人が、電子証明書の持ち主と違います。",
    HoldReason.OTHER_ADDRESS: "申請書の住所が、電子証明書の住所と違います。",
    HoldReason.NOT_IN_FORM: "電子証明書の持ち主が、申請書の中にいません。",
    HoldReason.OTHER_HOUSEHOLD: "申請した人とは別の世帯の人についての申請です。",
    HoldReason.NOT_IN_REGISTER: "申請書の人が、住民の台帳に見つかりません。",
    HoldReason.LEFT: "申請した人は、いまはこの市町村の住民ではありません。",
    HoldReason.REVOKED_IN_REGISTER: "この電子証明書は、台帳では失効しています。",
    HoldReason.AUTHORITY_MISSING: "電子証明書の発行元の証明書が、この庁内にありません。",
    HoldReason.SENT_ANEW: "前の申請の出し直しとして届きましたが、前の申請は補正を待っていません。",
}
_WHAT_NOW: Mapping[HoldReason, str] = {
    HoldReason.IDENTITY: "下の候補から選ぶか、住民を探して決めてください。",
    HoldReason.OTHER_IN_FORM: "だれの申請かを本人に確かめてください。",
    HoldReason.ON_BEHALF: (
        "だれが、どの立場で申請したかを確かめてください。"
        "委任状などは、受け付けたあと案件の画面で確かめて記録します。"
    ),
    HoldReason.OTHER_AGENT: "だれが申請したかを、本人と代わりの人の両方に確かめてください。",
    HoldReason.OTHER_ADDRESS: "引っ越したばかりではないか、どちらに住んでいるか、本人に確かめてください。",
    HoldReason.NOT_IN_FORM: "代わりに申請してよい人か（家族・委任状）を確かめてください。",
    HoldReason.OTHER_HOUSEHOLD: "代わりに申請してよい人か（家族・委任状）を確かめてください。",
    HoldReason.NOT_IN_REGISTER: "氏名と生年月日の間違いがないか、台帳を探して確かめてください。",
    HoldReason.LEFT: "転出・死亡などの異動の日と、申請の内容を確かめてください。",
    HoldReason.REVOKED_IN_REGISTER: "失効した日と申請の日を確かめ、本人に連絡してください。",
    HoldReason.AUTHORITY_MISSING: (
        "情報担当が MADOGUCHI_JPKI_ANCHORS に足りない世代を加えたら、もう一度確かめてください。"
    ),
    HoldReason.SENT_ANEW: "前の申請と見比べ、申請した人に、どちらを進めるか確かめてください。",
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
    """The same text for the same name, reading and birth date (and address, where that is the reason), in
    which none of them can be read.
    """
    if hold.person is None:
        return ""
    said = [str(facts.get(f"person.{item}", hold.person)) for item in ("name", "name_kana", "birth_date")]
    said += addresses_of(facts) if hold.reason is HoldReason.OTHER_ADDRESS else ()
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def signer_in_form(
    signer: BasicInformation, facts: Facts, municipality: str
) -> tuple[int | None, tuple[Hold, ...]]:
    """Who of the answers' people has signed, and what is wrong with it.

    The person who is marked as the applicant must be the signer and live where the card says; where nobody is
    marked, somebody must be the signer. Who acts for all of them is none of them: a person looks at it,
    whether the card is theirs or not. `municipality` is the name that addresses here leave out.
    """
    if acts_from_outside(facts):
        reason = HoldReason.OTHER_AGENT if compared_agent(signer, facts).differs else HoldReason.ON_BEHALF
        return None, (Hold(reason),)
    marked = facts.applicant()
    if marked is not None:
        if not may_be_signer(signer, facts, marked):
            return marked, (Hold(HoldReason.OTHER_IN_FORM, marked),)
        elsewhere = compared_address(signer, facts, municipality).differs
        return marked, (Hold(HoldReason.OTHER_ADDRESS, marked),) if elsewhere else ()
    named = [one for one in facts.persons() if isinstance(facts.get("person.name", one), str)]
    if not named:
        return None, ()
    found = next((one for one in named if may_be_signer(signer, facts, one)), None)
    return found, () if found is not None else (Hold(HoldReason.NOT_IN_FORM),)


def is_newborn(birth: AnyDate | None, on: date) -> bool:
    """Whether the register may not know the child yet."""
    return isinstance(birth, date) and birth <= on and on - birth <= NEWBORN
