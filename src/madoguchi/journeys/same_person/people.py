"""People of the register as the matching engine compares them, and as a clerk sees them."""

from __future__ import annotations

import re

from madoguchi.core.clock import today
from madoguchi.engines.matching.api import Person, Record, RecordField
from madoguchi.engines.residents.api import ResidentRecord

_WEEKDAY = re.compile(r"（[日月火水木金土]）$")
"""Left out: it only says once more that two days differ."""


def person_of(record: ResidentRecord, *, with_address: bool = True) -> Person:
    """A row of the register, to be compared."""
    return Person(
        key=str(record.uuid),
        name=record.name,
        kana=record.name_kana,
        birth_date=record.birth_date,
        address=record.address if with_address else "",
        sex=record.sex,
        municipality_code=record.municipality_code,
    )


def record_of(record: ResidentRecord, *, guarded: bool) -> Record:
    """A row of the register, to be shown. What changes by itself (age, status) decides nothing."""
    status = "" if record.status.value == "resident" else record.status.label
    return Record(
        key=f"resident:{record.uuid}",
        title=record.name,
        fields=(
            RecordField("name", "氏名", record.name),
            RecordField("kana", "フリガナ", record.name_kana),
            RecordField("birth", "生年月日", _WEEKDAY.sub("", record.birth_date_text)),
            RecordField("sex", "性別", record.sex_label),
            RecordField("address", "住所", record.address, guarded=guarded or record.protected),
            RecordField("household", "世帯番号", record.household_number, counts=False),
            RecordField("relation", "続柄", record.relation_label, counts=False),
            RecordField("age", "年齢", record.age_text(today()), counts=False),
            RecordField("status", "状態", status, counts=False),
            RecordField("number", "宛名番号", record.resident_number, counts=False),
        ),
    )
