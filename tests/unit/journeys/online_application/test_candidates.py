"""Who may be the owner of a certificate, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from madoguchi.engines.residents.api import ResidentRecord, Status
from madoguchi.journeys.online_application.domain.candidates import scored
from madoguchi.lib.jpki import BasicInformation, Likeness, Sex

PLACE = "福島県会津若松市"
ADDRESS = "門田町大字飯寺字村西582番地1"
BORN = date(1966, 4, 3)
OWNER = BasicInformation("髙橋　十三蔵", "", Sex.MALE, BORN, "319660403", PLACE + ADDRESS, "")


def resident(number: int, name: str = "髙橋 十三蔵", **more: Any) -> ResidentRecord:
    values: dict[str, Any] = {
        "uuid": UUID(int=number),
        "household_uuid": UUID(int=1),
        "municipality_code": "072028",
        "resident_number": f"{number:010d}",
        "household_number": "1",
        "name": name,
        "name_kana": "タカハシ トミゾウ",
        "birth_date": BORN,
        "sex": "male",
        "relation": "head",
        "nationality_kind": "japanese",
        "status": Status.RESIDENT,
        "address": ADDRESS,
    }
    rest = {
        key: "" if kind in ("str", str) else None
        for key, kind in ResidentRecord.__annotations__.items()
        if key not in values
    }
    return ResidentRecord(**(rest | {"protected": False, "care_insured": False} | values | more))


def names(owner: BasicInformation, *people: ResidentRecord) -> list[int]:
    return [one.resident.uuid.int for one in scored(owner, people, PLACE)]


def test_whoever_has_the_given_name_stands_before_a_twin_of_the_house() -> None:
    twin = resident(1, "髙橋 十四蔵", name_kana="タカハシ トシゾウ")
    assert names(OWNER, twin, resident(2)) == [2, 1]


def test_the_address_of_a_namesake_does_not_outweigh_the_birth_date() -> None:
    namesake = resident(1, birth_date=date(1981, 12, 24))
    moved = resident(2, address="一箕町大字八幡字墓料1番地")
    assert names(OWNER, namesake, moved) == [2, 1]


def test_a_character_that_the_card_cannot_write_costs_nothing() -> None:
    (written,) = scored(OWNER, [resident(1)], PLACE)
    unwritten = replace(OWNER, name="某橋　十三蔵", name_substitutes="100000")
    (substituted,) = scored(unwritten, [resident(1)], PLACE)
    assert substituted.name is Likeness.SUBSTITUTED
    assert substituted.match.weight == written.match.weight


def test_for_whom_too_little_speaks_is_not_shown_whatever_the_weight() -> None:
    assert names(OWNER, resident(1, "佐藤 花", birth_date=date(1950, 1, 1), sex="female", address="")) == []


def test_every_candidate_says_what_speaks_for_it() -> None:
    (one,) = scored(OWNER, [resident(1)], PLACE)
    assert {evidence.field.label for evidence in one.match.evidence} >= {
        "氏",
        "名",
        "生年月日",
        "住所",
        "性別",
    }
    assert one.score == 100
