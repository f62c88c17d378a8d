"""A fictional family, a small plan and a pack around the real layouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from madoguchi.core.conditions import Expression
from madoguchi.core.packs import (
    Concerns,
    Desk,
    DocumentDefinition,
    Municipality,
    MunicipalityPack,
    Per,
    Procedure,
)
from madoguchi.core.vocabulary import Facts, Item, ItemType, Value, Vocabulary

PACKS = Path(__file__).parents[4] / "packs"
TODAY = date(2026, 3, 19)

DESKS = {
    "resident_register": Desk("resident_register", "1番", "市民課", "1階", "red", order=1, example=True),
    "health_insurance": Desk("health_insurance", "4番", "国保年金課", "1階", "blue", order=2),
    "long_term_care": Desk("long_term_care", "12番", "高齢福祉課", "2階", "green", order=3),
}


@dataclass(frozen=True)
class Entry:
    procedure: Procedure
    person: int | None = None
    status: str = "needed"
    at_home: bool = False


@dataclass(frozen=True)
class Plan:
    entries: Sequence[Entry]


def vocabulary() -> Vocabulary:
    items = []
    for file in sorted((PACKS / "common" / "vocabulary").glob("*.yaml")):
        for key, declared in (yaml.safe_load(file.read_text(encoding="utf-8")).get("items") or {}).items():
            choices = {str(value): str(label) for value, label in (declared.get("choices") or {}).items()}
            items.append(
                Item(
                    key=key,
                    type=ItemType(declared["type"]),
                    label=declared["label"],
                    choices=choices,
                    unit=declared.get("unit", ""),
                )
            )
    return Vocabulary(items)


def documents() -> Mapping[str, DocumentDefinition]:
    found = {}
    for file in sorted((PACKS / "common" / "documents").glob("*/document.yaml")):
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
        found[declared["key"]] = DocumentDefinition(
            key=declared["key"],
            label=declared["label"],
            template=file.parent / declared["template"],
            per=Per(declared["per"]),
            slots=tuple(declared["slots"]),
        )
    return found


def pack() -> MunicipalityPack:
    def refuse(_: date) -> Any:
        raise NotImplementedError

    return MunicipalityPack(
        municipality=Municipality(
            code="072028",
            name="会津若松市",
            kana="アイヅワカマツシ",
            prefecture="福島県",
            region="aizu",
            desks=DESKS,
            telephone="0242-00-0000",
            hours="平日 8時30分から17時15分まで",
        ),
        procedures=MappingProxyType({}),
        events=MappingProxyType({}),
        vocabulary=vocabulary(),
        groups=MappingProxyType({}),
        items_to_bring=MappingProxyType({}),
        documents=documents(),
        desk_roles=MappingProxyType({}),
        fingerprint="test",
        begins=None,
        _as_of=refuse,
        _in_language=refuse,
    )


def procedure(
    key: str, label: str, document: str | None, asks: Sequence[str] = (), concerns: str = "person"
) -> Procedure:
    always: Expression = None  # type: ignore[assignment]  # documents never ask whether a procedure applies
    return Procedure(
        key=key,
        label=label,
        concerns=Concerns(concerns),
        applies_when=always,
        desk="resident_register",
        document=document,
        asks=tuple(asks),
    )


def person(name: str, kana: str, birth: date, sex: str, relation: str, **more: Value) -> dict[str, Value]:
    return {
        "person.name": name,
        "person.name_kana": kana,
        "person.birth_date": birth,
        "person.sex": sex,
        "person.relation": relation,
        **{f"person.{key}": value for key, value in more.items()},
    }


FAMILY: tuple[dict[str, Value], ...] = (
    person("会津 十三蔵", "アイヅ トミゾウ", date(1966, 4, 3), "male", "head", is_applicant=True,
           has_my_number_card=True, health_insurance="national"),
    person("会津 恵美子", "アイヅ エミコ", date(1970, 8, 1), "female", "spouse", has_my_number_card=True,
           health_insurance="national"),
    person("会津 葵", "アイヅ アオイ", date(2004, 9, 3), "female", "child", has_my_number_card=False),
    person("会津 紬", "アイヅ ツムギ", date(2009, 11, 13), "female", "child", has_my_number_card=False,
           former_school="世田谷区立例示中学校"),
    person("会津 トメ", "アイヅ トメ", date(1950, 2, 12), "female", "parent", has_my_number_card=True,
           care_level="care_2", health_insurance="late_elderly"),
)  # fmt: skip

CASE: dict[str, Value] = {
    "move.kind": "move_in",
    "move.date": date(2026, 3, 11),
    "move.new_postal_code": "9650844",
    "move.new_town": "門田町大字飯寺字村西",
    "move.new_block": "582番地1",
    "move.old_postal_code": "1550031",
    "move.old_address": "東京都世田谷区北沢二丁目8番18号",
    "move.old_head_name": "会津 十三蔵",
    "contact.phone": "090-0000-1234",
    "household.dogs": 1,
}


def facts(members: Sequence[Mapping[str, Value]] = FAMILY, **case: Value) -> Facts:
    return Facts(case={**CASE, **case}, members=tuple(members), today=TODAY)


def plan() -> Plan:
    """The ten or so documents of the family that moves in."""
    insurance = procedure("national_health_insurance", "国民健康保険への加入", "national_health_insurance")
    return Plan(
        (
            Entry(
                procedure(
                    "move_in_notification", "転入届", "resident_change_notification", concerns="household"
                )
            ),
            Entry(procedure("my_number_card_change", "マイナンバーカードの住所変更", "card_change"), 0),
            Entry(procedure("my_number_card_change", "マイナンバーカードの住所変更", "card_change"), 1),
            Entry(insurance, 0),
            Entry(insurance, 1),
            Entry(procedure("late_elderly", "後期高齢者医療の加入", "late_elderly"), 4),
            Entry(
                procedure("care_certification_transfer", "要介護認定の引継ぎ", "care_certification_transfer"),
                4,
            ),
            Entry(procedure("child_allowance", "児童手当", "child_allowance"), 3),
            Entry(procedure("child_medical", "子ども医療費", "child_medical"), 3),
            Entry(procedure("pension", "国民年金", "pension"), 1),
            Entry(procedure("seal_registration", "印鑑登録", "seal_registration"), 0),
            Entry(
                procedure(
                    "dogs", "犬の登録事項の変更", "generic_application", ["household.dogs"], "household"
                )
            ),
            Entry(procedure("garbage", "ごみの出し方", None, concerns="household")),
        )
    )
