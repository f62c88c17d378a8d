"""People who move away and tell it from home: in the register, with a card, and with all answers ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import rsa

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import Municipality
from madoguchi.engines.residents.api import (
    LoadCertificates,
    LoadCertificatesInput,
    NewHousehold,
    NewResident,
    ResidentRecord,
)
from madoguchi.lib.jpki import Purpose
from madoguchi_testing.jpki import Authority, Holder, IssuedCard
from madoguchi_testing.jpki.authority import new_key
from madoguchi_testing.jpki.holders import birth_date_code, substituted
from madoguchi_testing.online.register import certificate_lines

EVENT, PROCEDURES = "moving_out", ("move_out_notification",)
_FAMILIES = (("例示", "レイジ"), ("見本", "ミホン"), ("仮名", "カナ"), ("架空", "カクウ"), ("試験", "シケン"))
_GIVEN = (("花", "ハナ"), ("一郎", "イチロウ"), ("さくら", "サクラ"), ("健", "ケン"), ("みどり", "ミドリ"))
_SEXES = {"male": "1", "female": "2"}


@dataclass(frozen=True, slots=True)
class Mover:
    """A fictional person who lives alone at an address (without the municipality's name)."""

    resident_number: str
    name: str
    name_kana: str
    birth_date: date
    sex: str
    address: str

    @classmethod
    def made_up(cls, number: int) -> Mover:
        """The person of that number, who is always the same."""
        family, given = _FAMILIES[number % 5], _GIVEN[number // 5 % 5]
        return cls(
            f"{number + 1:010d}",
            f"{family[0]} {given[0]}",
            f"{family[1]} {given[1]}",
            date(1960, 1, 1) + timedelta(days=137 * number),
            "female" if number % 2 else "male",
            f"例示町{number // 25 + 1}番{number % 25 + 1}号",
        )

    @classmethod
    def of(cls, record: ResidentRecord) -> Mover:
        """Somebody of the register whose birth date is known. Raises ValueError."""
        if not isinstance(record.birth_date, date):
            raise ValueError("of this person the birth date is not wholly known")
        return cls(
            record.resident_number,
            record.name,
            record.name_kana,
            record.birth_date,
            record.sex,
            record.address,
        )

    def household(self) -> NewHousehold:
        """As the register is to know them."""
        family, _, given = self.name.partition(" ")
        family_kana, _, given_kana = self.name_kana.partition(" ")
        person = NewResident(
            uuid4(),
            self.resident_number,
            family,
            given,
            family_kana,
            given_kana,
            self.birth_date,
            sex=self.sex,
            relation="head",
        )
        return NewHousehold(uuid4(), self.resident_number, "9650000", self.address, "", "", "", (person,))

    def holder(self, place: Municipality) -> Holder:
        """As their card has it."""
        name, substitutes = substituted("　".join(self.name.split()))
        address, address_substitutes = substituted(place.prefecture + place.name + self.address)
        return Holder(
            name,
            _SEXES.get(self.sex, "3"),
            birth_date_code(self.birth_date.isoformat()),
            address,
            substitutes,
            address_substitutes,
        )

    def answers(self, place: Municipality, today: date, *, phone: str) -> dict[str, Any]:
        """Everything that the form asks, as JSON by item: they leave in ten days."""
        leaves = today + timedelta(days=10)
        return {
            "move.date": leaves.isoformat(),
            "move.to_kind": "other_prefecture",
            "move.old_address": place.name + self.address,
            "move.destination_address": "東京都世田谷区例示二丁目8番18号",
            "move.whole_household": "all",
            "move.protected": False,
            "household.situations": ["none"],
            "contact.visitor": "member",
            "contact.phone": phone,
            "reservation.certificate": True,
            "reservation.date": (leaves + timedelta(days=2)).isoformat(),
            "reservation.time": "morning",
            "reservation.consent": True,
            "members": [
                {
                    "relation": "head",
                    "birth_date": self.birth_date.isoformat(),
                    "name": self.name,
                    "name_kana": self.name_kana,
                    "sex": self.sex,
                    "is_applicant": True,
                    "has_my_number_card": True,
                    "health_insurance": "employer",
                }
            ],
        }


def cards_of(movers: Sequence[Mover], place: Municipality, authority: Authority) -> list[IssuedCard]:
    """A card for each; one pair of keys serves all of them, because making keys takes long."""
    keys: Mapping[Purpose, rsa.RSAPrivateKey] = {purpose: new_key() for purpose in Purpose}
    return [authority.issue_card(mover.holder(place), keys=keys) for mover in movers]


def make_known(code: str, movers: Sequence[Mover], cards: Sequence[IssuedCard]) -> None:
    """Tell the office's register whose cards these are. For the office zone."""

    def lines() -> Iterator[str]:
        for place, (mover, card) in enumerate(zip(movers, cards, strict=True)):
            yield from list(certificate_lines(mover.resident_number, card))[min(place, 1) :]

    context = Context(code, Actor.system("madoguchi certificates load"), purpose="紐付情報の最新化")
    run(LoadCertificates(), context, LoadCertificatesInput(list(lines())))
