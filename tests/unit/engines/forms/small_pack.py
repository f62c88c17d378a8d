"""A municipality's pack in a few lines: enough items to ask, and procedures that ask them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.core.conditions import Kind, compile_expression
from madoguchi.core.packs.model import (
    Check,
    Concerns,
    ItemGroup,
    Municipality,
    MunicipalityPack,
    Procedure,
    Severity,
)
from madoguchi.core.vocabulary import Facts, Item, ItemType, Scope, Vocabulary, facts_from_json

TODAY = date(2026, 3, 19)


def item(key: str, kind: str, label: str, **more: Any) -> Item:
    return Item(key=key, type=ItemType(kind), label=label, **more)


RELATIONS = {
    "head": "世帯主",
    "spouse": "夫・妻",
    "child": "子",
    "parent": "父母",
    "sibling": "兄弟姉妹",
    "grandchild": "孫",
    "grandparent": "祖父母",
}

VOCABULARY = Vocabulary(
    [
        item(
            "move.kind", "code", "手続きの種類", choices={"move_in": "転入", "move_out": "転出"}, group="move"
        ),
        item("move.date", "date", "引越しの日", group="move", options={"can_not_know": False}),
        item("move.old_address", "address", "これまでの住所", group="move"),
        item(
            "move.old_postal_code", "postal_code", "前の郵便番号", group="move", options={"required": False}
        ),
        item("move.new_postal_code", "postal_code", "新しい住所の郵便番号", group="move"),
        item("move.new_town", "text", "新しい住所の町", group="move", options={"max_length": 60}),
        item("move.destination_address", "address", "引越し先の住所", group="move"),
        item(
            "household.joining",
            "code",
            "新しい家の世帯",
            choices={"new": "つくる", "join": "入る"},
            group="household",
        ),
        item("household.head_name", "name", "世帯主の氏名", group="household", options={"required": False}),
        item(
            "household.dogs", "integer", "飼っている犬", group="household", minimum=0, maximum=99, unit="頭"
        ),
        item("contact.phone", "phone", "電話番号", group="contact"),
        item("contact.email", "email", "メールアドレス", group="contact", options={"required": False}),
        item("person.relation", "code", "続柄", choices=RELATIONS, group="family"),
        item("person.is_applicant", "boolean", "届け出る人", group="family"),
        item("person.name", "name", "氏名", group="family"),
        item("person.name_kana", "kana", "氏名のフリガナ", group="family"),
        item("person.birth_date", "date", "生年月日", group="family", options={"partial": True}),
        item("person.age", "integer", "年齢", derived="age(person.birth_date, on=today)"),
        item("person.has_card", "boolean", "カード", group="family"),
        item(
            "person.card_pin_forgotten",
            "boolean",
            "暗証番号を忘れた",
            group="family",
            options={"visible_when": "person.has_card"},
        ),
        item(
            "person.languages",
            "code",
            "話すことば",
            choices={"ja": "日本語", "en": "英語", "vi": "ベトナム語"},
            multiple=True,
            options={"required": False},
        ),
    ]
)

HOUSEHOLD_ASKS = ("move.date", "move.new_postal_code", "move.new_town", "contact.phone", "contact.email")
PERSON_ASKS = ("person.name", "person.name_kana", "person.birth_date", "person.relation", "person.age")


def condition(source: str, scope: Scope = Scope.CASE) -> Any:
    return compile_expression(source, VOCABULARY, scope=scope)


def date_condition(source: str) -> Any:
    return compile_expression(source, VOCABULARY, scope=Scope.CASE, expects=Kind.DATE)


def procedure(key: str, asks: Iterable[str], **more: Any) -> Procedure:
    declared: dict[str, Any] = {
        "label": key,
        "concerns": Concerns.HOUSEHOLD,
        "applies_when": condition('move.kind == "move_in"'),
        "desk": "resident_register",
    }
    return Procedure(key=key, asks=tuple(asks), **(declared | more))


MOVE_IN = procedure(
    "move_in_notification",
    [*HOUSEHOLD_ASKS, *PERSON_ASKS],
    checks=(
        Check(
            say="引越しの日が先の日付です。",
            unless=condition("move.date <= today"),
            severity=Severity.MUST,
            items=("move.date",),
        ),
    ),
)
CARD = procedure(
    "card_change", ["person.name", "person.card_pin_forgotten", "contact.phone"], concerns=Concerns.PERSON
)


def pack() -> MunicipalityPack:
    municipality = Municipality(
        code="072028",
        name="会津若松市",
        kana="アイヅワカマツシ",
        prefecture="福島県",
        region="aizu",
        desks={},
        telephone="0242-00-0000",
        hours="平日",
    )
    return MunicipalityPack(
        municipality=municipality,
        procedures={one.key: one for one in (MOVE_IN, CARD)},
        events={},
        vocabulary=VOCABULARY,
        groups={
            "move": ItemGroup("move", "引越しの日と住所", 10),
            "household": ItemGroup("household", "世帯のこと", 20),
            "family": ItemGroup("family", "家族", 30),
            "contact": ItemGroup("contact", "連絡先", 100),
        },
        items_to_bring={},
        documents={},
        desk_roles={},
        fingerprint="small",
        begins=None,
        _as_of=lambda day: pack(),
        _in_language=lambda language: pack(),
    )


@dataclass(frozen=True)
class Deadline:
    date: date
    text: str
    begins: date = date(2026, 3, 4)


@dataclass(frozen=True)
class Entry:
    procedure: Procedure
    person: int | None = None
    deadline: Deadline | None = None
    status: str = "needed"


@dataclass(frozen=True)
class Plan:
    entries: tuple[Entry, ...] = field(default=(Entry(MOVE_IN),))


def facts(
    answers: Mapping[str, Any] | None = None, *members: Mapping[str, Any], today: date = TODAY
) -> Facts:
    given = {"move.kind": "move_in", "move.date": "2026-03-11", **(answers or {})}
    if members:
        given["members"] = [dict(member) for member in members]
    return facts_from_json(given, VOCABULARY, today)


HEAD = {"relation": "head", "name": "会津 十三蔵", "name_kana": "アイヅ トミゾウ", "birth_date": "1966-04-03"}
WIFE = {"relation": "spouse", "name": "会津 恵美子", "name_kana": "アイヅ エミコ", "birth_date": "1970-08-10"}
CHILD = {"relation": "child", "name": "会津 葵", "name_kana": "アイヅ アオイ", "birth_date": "2004-06-01"}
MOTHER = {"relation": "parent", "name": "会津 トメ", "name_kana": "アイヅ トメ", "birth_date": "1950-02-12"}
ADDRESS = {
    "move.new_postal_code": "965-0846",
    "move.new_town": "門田町大字飯寺字村西",
    "contact.phone": "090-0000-1234",
}
