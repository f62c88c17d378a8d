"""A household's answers as rows of the resident register: one row per person, with the register's columns.

The columns and codes are those of the register export that a municipality uses (Memuro, MADO-packages, MIT);
the official code lists of 異動事由 and 異動区分 were not found, so these columns are left out and 引渡種別
says what it is. 個人番号 is no column: the platform has no such item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from madoguchi.engines.handover.domain.parcels import Parcel

KEY_COLUMN = "引渡番号"
KIND_COLUMN = "引渡種別"
PROTECTED_COLUMN = "引用符を付けた列"
TABLE = "table"
"""Part of a payload that is no household: `{"columns": […], "rows": [[…], …]}`, all of it text."""

COLUMNS: tuple[str, ...] = (
    KEY_COLUMN,
    KIND_COLUMN,
    "市区町村コード",
    "記載順位",
    "住民種別",
    "異動年月日",
    "異動年月日_不詳フラグ",
    "異動届出年月日",
    "氏名",
    "氏名_フリガナ",
    "氏名_フリガナ確認状況",
    "性別",
    "性別表記",
    "生年月日",
    "生年月日_不詳フラグ",
    "続柄コード1",
    "続柄表記",
    "世帯主氏名",
    "住所_市区町村コード",
    "住所_町字",
    "住所_番地号表記",
    "住所_方書",
    "住所_郵便番号",
    "転入前住所_町字",
    "転入前住所_郵便番号",
    "転出予定年月日",
    "転出先住所（確定）_町字",
    "転出先住所（確定）_方書",
    "転出先住所（確定）_郵便番号",
    "電話番号",
)
"""In this order in every file. 引渡番号, 引渡種別, 電話番号 are ours, the others columns of the register."""

_SEX = {"male": ("1", "男"), "female": ("2", "女")}
_RELATION_WORDS = {
    "head": "世帯主",
    "child": "子",
    "grandchild": "孫",
    "other_relative": "縁故者",
    "cohabitant": "同居人",
    "sibling": "兄弟姉妹",
}
_RELATION_BY_SEX = {
    "spouse": {"male": ("11", "夫"), "female": ("12", "妻")},
    "parent": {"male": ("51", "父"), "female": ("52", "母")},
    "grandparent": {"male": ("", "祖父"), "female": ("", "祖母")},
}
_RELATION_CODES = {"head": "02", "child": "20", "other_relative": "96", "cohabitant": "99"}


def register_rows(parcel: Parcel) -> list[dict[str, str]]:
    """The rows of a parcel, every column present; what was not answered is empty."""
    payload = parcel.payload
    answers: Mapping[str, Any] = payload.get("answers") or {}
    members: Sequence[Mapping[str, Any]] = answers.get("members") or []
    wanted = payload.get("persons")
    indexes = range(len(members)) if wanted is None else [i for i in wanted if 0 <= i < len(members)]
    head = next((_text(_of(m, "name")) for m in members if _of(m, "relation") == "head"), "")
    household = _household(parcel, answers, head or _text(answers.get("household.head_name")))
    situations = answers.get("household.situations")
    japanese = situations is not None and "foreign" not in situations
    return [
        dict.fromkeys(COLUMNS, "") | household | _person(members[index], index, all_japanese=japanese)
        for index in indexes
    ] or [dict.fromkeys(COLUMNS, "") | household]


def _household(parcel: Parcel, answers: Mapping[str, Any], head: str) -> dict[str, str]:
    def text(key: str) -> str:
        return _text(answers.get(key))

    moved_out = answers.get("move.kind") == "move_out"
    happened = ("move.date", "household.change_date", "deceased.date")
    day, unknown = _date(next((answers[key] for key in happened if answers.get(key)), None))
    return {
        KEY_COLUMN: str(parcel.key),
        KIND_COLUMN: f"{parcel.target}.{parcel.kind}",
        "市区町村コード": parcel.municipality_code,
        "異動年月日": day,
        "異動年月日_不詳フラグ": unknown,
        "異動届出年月日": _text(parcel.payload.get("filed_on")),
        "世帯主氏名": head,
        "住所_市区町村コード": "" if moved_out else parcel.municipality_code,
        "住所_町字": text("move.new_town") or text("household.address"),
        "住所_番地号表記": text("move.new_block"),
        "住所_方書": text("move.new_building"),
        "住所_郵便番号": text("move.new_postal_code"),
        "転入前住所_町字": " ".join(filter(None, (text("move.old_address"), text("move.old_building")))),
        "転入前住所_郵便番号": text("move.old_postal_code"),
        "転出予定年月日": day if moved_out else "",
        "転出先住所（確定）_町字": text("move.destination_address"),
        "転出先住所（確定）_方書": text("move.destination_building"),
        "転出先住所（確定）_郵便番号": text("move.destination_postal_code"),
        "電話番号": text("contact.phone"),
    }


def _person(member: Mapping[str, Any], index: int, *, all_japanese: bool) -> dict[str, str]:
    # Nobody is asked for a nationality where the household said that nobody is a foreigner.

    sex_code, sex_word = _SEX.get(_text(_of(member, "sex")), ("", ""))
    relation = _text(_of(member, "relation"))
    relation_code, relation_word = _RELATION_BY_SEX.get(relation, {}).get(
        _text(_of(member, "sex")), (_RELATION_CODES.get(relation, ""), _RELATION_WORDS.get(relation, ""))
    )
    birth, unknown = _date(_of(member, "birth_date"))
    nationality = _of(member, "nationality_kind") or ("japanese" if all_japanese else "")
    return {
        "記載順位": str(index + 1),
        "住民種別": "2" if nationality == "foreign" else "1" if nationality == "japanese" else "",
        "氏名": _text(_of(member, "name")),
        "氏名_フリガナ": _text(_of(member, "name_kana")),
        "性別": sex_code,
        "性別表記": sex_word,
        "生年月日": birth,
        "生年月日_不詳フラグ": unknown,
        "続柄コード1": relation_code,
        "続柄表記": relation_word,
    }


def _of(member: Mapping[str, Any], short_key: str) -> Any:
    """An answer about a member; the prefix may be left out in the JSON form."""
    return member.get(f"person.{short_key}", member.get(short_key))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _date(value: Any) -> tuple[str, str]:
    """A date and its 不詳フラグ: 00 stands for what is not known, as in the JSON form of the facts."""
    text = _text(value)
    if not text:
        return "", ""
    return text, "1" if "-00" in text else "0"
