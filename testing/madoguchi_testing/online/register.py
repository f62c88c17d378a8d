"""The register as it knows the family of a scenario, and the certificates of its cards."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from madoguchi.core.packs import Packs, Scenario
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.residents.api import NewHousehold, NewResident
from madoguchi.lib.japanese.dates import parse_date
from madoguchi.lib.jpki import ReadCertificate
from madoguchi.lib.jpki.certificates import Purpose
from madoguchi_testing.jpki import IssuedCard

_PURPOSES = {Purpose.SIGNING: "署名用", Purpose.AUTHENTICATION: "利用者証明用"}
_MUNICIPALITY = re.compile(r"^.{2,3}県(?:.+?郡)?.+?[市町村]")
"""What the register leaves out of its addresses."""

HEAD = "宛名番号,証明書種別,発行者,シリアル番号,有効期間開始,有効期間終了,失効日時\n"


def childcare_scenario(packs: Packs, code: str) -> Scenario:
    """A family of the municipality that applies for a nursery, with everything filled in."""
    return next(
        one
        for one in packs.scenarios
        if one.event == "childcare" and one.municipality == code and one.journey
    )


def household_of_scenario(scenario: Scenario, *, first_number: int = 1, town: str = "") -> NewHousehold:
    """The family of a scenario at its address; resident numbers count from `first_number`."""
    members: list[Mapping[str, Any]] = list(scenario.answers.get(MEMBERS) or ())
    people = tuple(_resident(member, f"{first_number + place:010d}") for place, member in enumerate(members))
    address = str(scenario.answers.get("household.address") or scenario.answers.get("move.old_address") or "")
    place = town or _MUNICIPALITY.sub("", address)
    return NewHousehold(uuid.uuid4(), f"{first_number:010d}", "9650000", place, "", "", "", people)


def certificate_lines(number: str, card: IssuedCard) -> Iterator[str]:
    """The lines of the register's file about a card, the line of the names first."""
    yield HEAD
    for purpose, der in card.certificates.items():
        read = ReadCertificate.read(der)
        days = f"{read.valid_from:%Y-%m-%d},{read.valid_until:%Y-%m-%d}"
        yield f'{number},{_PURPOSES[purpose]},"{read.identity.issuer}",{read.identity.serial_text},{days},\n'


def _resident(member: Mapping[str, Any], number: str) -> NewResident:
    family, _, given = str(member["name"]).partition(" ")
    family_kana, _, given_kana = str(member.get("name_kana", "")).partition(" ")
    return NewResident(
        uuid.uuid4(),
        number,
        family,
        given,
        family_kana,
        given_kana,
        parse_date(str(member["birth_date"])),
        sex=str(member.get("sex", "")),
        relation=str(member["relation"]),
    )
