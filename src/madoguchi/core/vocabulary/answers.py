"""Facts as JSON: the answers file of `madoguchi plan`, the payload of the sealed code, the scenarios.

    {"move.kind": "move_in", "move.date": "2026-03-11",
     "members": [{"relation": "head", "person.birth_date": "1966-04-03"}]}

Inside `members` the prefix `person.` may be left out. `null` is 「わからない」. A date of which a part is not
known has zeros for it: "1943-05-00", "1943-00-00".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from madoguchi.core.vocabulary.facts import Facts
from madoguchi.core.vocabulary.items import (
    CELL_MARK,
    MEMBERS,
    PERSON_PREFIX,
    Item,
    ItemType,
    Scope,
    Vocabulary,
    nearest,
)
from madoguchi.core.vocabulary.values import DONT_KNOW, PartialDate, Unknown, Value

MOST_MEMBERS = 99
"""A household has fewer members; institutions are not filed through one form."""

MOST_ROWS = 20
"""Of an item that does not say how many rows it takes."""

LONGEST_TEXT = 1000
LARGEST_NUMBER = 10**12
FIRST_YEAR, LAST_YEAR = 1868, 2199

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class AnswersError(ValueError):
    """回答の内容を読み取れませんでした。

    `item` is the key of the item (as far as it is one), `person` the index of the member. The message never
    repeats the value: it may be personal, and it may be an attack.
    """

    def __init__(self, message: str, *, item: str = "", person: int | None = None) -> None:
        self.message = message
        self.item = item
        self.person = person
        where = f"{person + 1}人目の" if person is not None else ""
        super().__init__(f"{where}「{_printable(item)}」: {message}" if item else message)


def facts_from_json(answers: object, vocabulary: Vocabulary, today: date) -> Facts:
    """Read facts from a decoded JSON object; raises AnswersError at the first thing that is wrong."""
    if not isinstance(answers, Mapping):
        raise AnswersError("回答は「項目: 値」の組（JSON のオブジェクト）で書いてください。")
    case: dict[str, Value] = {}
    members: tuple[Mapping[str, Value], ...] | None = None
    for key, given in answers.items():
        if key == MEMBERS:
            members = _read_members(given, vocabulary)
            continue
        item = _item(key, vocabulary, Scope.CASE, None)
        case[item.key] = value_from_json(item, given)
    return Facts(case=case, members=members, today=today)


def facts_to_json(facts: Facts) -> dict[str, object]:
    """The facts as a JSON object that `facts_from_json` reads back as the same facts."""
    answers: dict[str, object] = {key: value_to_json(value) for key, value in facts.case.items()}
    if facts.members is not None:
        answers[MEMBERS] = [
            {key: value_to_json(value) for key, value in member.items()} for member in facts.members
        ]
    return answers


def value_to_json(value: Value) -> object:
    """One value as JSON: dates as ISO text with zeros for unknown parts, 「わからない」 as null."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, PartialDate):
        return f"{value.year:04d}-{value.month or 0:02d}-00"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def value_from_json(item: Item, given: object, *, person: int | None = None) -> Value:
    """Read the value of one item; raises AnswersError with the reason in Japanese."""
    if given is None:
        return DONT_KNOW

    match item.type:
        case ItemType.BOOLEAN:
            if not isinstance(given, bool):
                raise AnswersError(
                    "はい・いいえは true か false で書いてください。", item=item.key, person=person
                )
            return given
        case ItemType.INTEGER:
            return _integer(item, given, refuse_with=person)
        case ItemType.DATE:
            if not isinstance(given, str):
                raise AnswersError(
                    "日付は「2026-03-11」のような文字列で書いてください。", item=item.key, person=person
                )
            return _date(item, given, person)
        case ItemType.CODE:
            return _code(item, given, person)
        case ItemType.ROWS:
            return _rows(item, given, person)
    return _text(item, given, person)


def _text(item: Item, given: object, person: int | None) -> str:
    if not isinstance(given, str):
        raise AnswersError("文字列で書いてください。", item=item.key, person=person)
    if len(given) > LONGEST_TEXT:
        raise AnswersError(
            f"長すぎます。{LONGEST_TEXT}文字までにしてください。", item=item.key, person=person
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in given):
        raise AnswersError(
            "改行などの制御文字は使えません。取り除いてください。", item=item.key, person=person
        )
    return given


def _rows(item: Item, given: object, person: int | None) -> tuple[str, ...]:
    if not isinstance(given, list | tuple):
        raise AnswersError("行を並び（配列）で書いてください。", item=item.key, person=person)
    if len(given) > (item.maximum or MOST_ROWS):
        raise AnswersError(f"行は{item.maximum or MOST_ROWS}行までです。", item=item.key, person=person)
    rows = tuple(_text(item, row, person) for row in given)
    if any(row.count(CELL_MARK) != len(item.columns) - 1 for row in rows):
        labels = CELL_MARK.join(column.label for column in item.columns.values())
        raise AnswersError(f"1行は「{labels}」の順に書いてください。", item=item.key, person=person)
    return rows


def _read_members(given: object, vocabulary: Vocabulary) -> tuple[Mapping[str, Value], ...] | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple):
        raise AnswersError("世帯の人は並び（配列）で書いてください。", item=MEMBERS)
    if len(given) > MOST_MEMBERS:
        raise AnswersError(f"世帯の人数は{MOST_MEMBERS}人までです。", item=MEMBERS)
    return tuple(_read_member(index, member, vocabulary) for index, member in enumerate(given))


def _read_member(index: int, given: object, vocabulary: Vocabulary) -> Mapping[str, Value]:
    if not isinstance(given, Mapping):
        raise AnswersError("世帯の人は「項目: 値」の組で書いてください。", item=MEMBERS, person=index)
    member: dict[str, Value] = {}
    for key, value in given.items():
        item = _item(key, vocabulary, Scope.PERSON, index)
        if item.key in member:
            raise AnswersError("同じ項目が二度書かれています。", item=item.key, person=index)
        member[item.key] = value_from_json(item, value, person=index)
    return member


def _item(key: object, vocabulary: Vocabulary, scope: Scope, person: int | None) -> Item:
    if not isinstance(key, str):
        raise AnswersError("項目の名前は文字列で書いてください。", person=person)
    full_key = key
    if scope is Scope.PERSON and not key.startswith(PERSON_PREFIX):
        full_key = PERSON_PREFIX + key
    item = vocabulary.get(full_key)
    if item is None and scope is Scope.PERSON and key in vocabulary:
        raise AnswersError("世帯全体の項目です。members の外に書いてください。", item=key, person=person)
    if item is None:
        raise AnswersError(
            "この項目は語彙にありません。" + _did_you_mean(full_key, vocabulary), item=key, person=person
        )
    if item.scope is not scope:
        raise AnswersError("一人ひとりの項目です。members の中に書いてください。", item=key)
    if item.derived is not None:
        raise AnswersError("ほかの項目から計算される項目なので、書けません。", item=key, person=person)
    return item


def _did_you_mean(key: str, vocabulary: Vocabulary) -> str:
    found = nearest(key, [*vocabulary, MEMBERS])
    return f"「{found}」ではありませんか。" if found else ""


def _integer(item: Item, given: object, *, refuse_with: int | None) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise AnswersError("整数で書いてください。", item=item.key, person=refuse_with)
    low = -LARGEST_NUMBER if item.minimum is None else item.minimum
    high = LARGEST_NUMBER if item.maximum is None else item.maximum
    if not low <= given <= high:
        raise AnswersError(f"{low}から{high}までの数で書いてください。", item=item.key, person=refuse_with)
    return given


def _date(item: Item, given: str, person: int | None) -> date | PartialDate:
    found = _DATE.fullmatch(given)
    if found is None:
        raise AnswersError(
            "日付は「2026-03-11」のように書いてください。月や日が不詳なら「1943-00-00」です。",
            item=item.key,
            person=person,
        )
    year, month, day = (int(part) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise AnswersError(
            f"年は{FIRST_YEAR}から{LAST_YEAR}までで書いてください。", item=item.key, person=person
        )
    try:
        if day == 0:
            return PartialDate(year, month or None)
        return date(year, month, day)
    except ValueError:
        raise AnswersError(
            "暦にない日付です。月と日を確かめてください。", item=item.key, person=person
        ) from None


def _code(item: Item, given: object, person: int | None) -> Value:
    if item.multiple:
        if not isinstance(given, list | tuple):
            raise AnswersError("選んだものを並び（配列）で書いてください。", item=item.key, person=person)
        codes = tuple(_one_code(item, one, person) for one in given)
        if len(set(codes)) != len(codes):
            raise AnswersError("同じ選択肢が二度書かれています。", item=item.key, person=person)
        return codes
    return _one_code(item, given, person)


def _one_code(item: Item, given: object, person: int | None) -> str:
    if isinstance(given, str) and given in item.choices:
        return given
    found = nearest(given, item.choices) if isinstance(given, str) else None
    choices = "、".join(item.choices)
    remedy = f"「{found}」ではありませんか。" if found else f"次のどれかにしてください: {choices}"
    raise AnswersError("選択肢にない値です。" + remedy, item=item.key, person=person)


def _printable(key: str) -> str:
    """A key as it may be shown: short, on one line, nothing that a terminal would obey."""
    clean = "".join(character if character.isprintable() else "?" for character in key)
    return clean if len(clean) <= 60 else clean[:60] + "…"
