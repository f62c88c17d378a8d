"""Whom a card for tests belongs to: made up, or a person of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.core.packs import Scenario
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.lib.japanese.dates import PartialDate, era_of, parse_date
from madoguchi.lib.japanese.kanji import reduce_character

_SEX_CODES = {"male": "1", "female": "2"}


class HolderUnknownError(LookupError):
    """この場面には、カードを作れる人がいません（氏名、生年月日、住所が要ります）。"""


@dataclass(frozen=True, slots=True)
class Holder:
    """What stands in the certificate: the codes and texts as JPKI writes them, positions of substitutes
    as 0 and 1.
    """

    name: str
    sex: str
    birth_date: str
    address: str
    name_substitutes: str = ""
    address_substitutes: str = ""


def holder_of(scenario: Scenario, name: str | None = None) -> Holder:
    """The person of a scenario with that name, or its applicant, with the address before the move.

    Raises HolderUnknownError where the scenario lacks the person, the birth date or an address.
    """
    members: list[Mapping[str, Any]] = list(scenario.answers.get(MEMBERS) or ())
    wanted = [
        member
        for member in members
        if (member.get("name") == name if name else member.get("is_applicant", True))
    ]
    address = scenario.answers.get("move.old_address") or scenario.answers.get("household.address")
    if not wanted or not wanted[0].get("name") or not wanted[0].get("birth_date") or not address:
        raise HolderUnknownError(HolderUnknownError.__doc__)
    member = wanted[0]
    building = scenario.answers.get("move.old_building") or ""
    written, substitutes = substituted("　".join(str(member["name"]).split()))
    place, place_substitutes = substituted(f"{address}　{building}".strip("　"))
    return Holder(
        name=written,
        sex=_SEX_CODES.get(str(member.get("sex")), "3"),
        birth_date=birth_date_code(str(member["birth_date"])),
        address=place,
        name_substitutes=substitutes,
        address_substitutes=place_substitutes,
    )


def birth_date_code(text: str) -> str:
    """EYYYYMMDD for a date as people write it; unknown parts are zeros. Raises DateError."""
    read = parse_date(text)
    if isinstance(read, PartialDate):
        return f"{era_of(read.latest).digit}{read.year:04d}{read.month or 0:02d}00"
    return f"{era_of(read).digit}{read:%Y%m%d}"


def substituted(text: str) -> tuple[str, str]:
    """The text with a substitute for each character that certificates do not know, and where they are."""
    written, marks = "", ""
    for character in text:
        if _is_known(character):
            written, marks = written + character, marks + "0"
            continue
        substitute = reduce_character(character)
        written += substitute if _is_known(substitute) else "？"
        marks += "1"
    return written, marks


def _is_known(character: str) -> bool:
    """Whether JIS X 0208 or 0212 has it; Python's EUC-JP is exactly these two."""
    try:
        # There and back: ¥ would become a backslash.
        return character.encode("euc_jp").decode("euc_jp") == character
    except UnicodeEncodeError:
        return False
