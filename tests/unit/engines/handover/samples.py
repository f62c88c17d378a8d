"""A parcel of a fictional family."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.core import clock
from madoguchi.engines.handover.domain.parcels import Parcel

KEY = UUID("6e1f6f3a-7d55-4b7e-9a6c-2f1f4a0c9b11")
ANSWERS: dict[str, Any] = {
    "move.kind": "move_in",
    "move.date": "2026-03-11",
    "move.new_town": "門田町大字飯寺字村西",
    "move.new_block": "582番地1",
    "move.old_address": "東京都世田谷区北沢二丁目8番18号",
    "contact.phone": "090-0000-1234",
    "members": [
        {"person.name": "会津 十三蔵", "person.name_kana": "アイヅ トミゾウ",
         "person.birth_date": "1966-04-03", "person.sex": "male", "person.relation": "head"},
        {"name": "会津 トメ", "name_kana": "アイヅ トメ", "birth_date": "1950-02-00", "sex": "female",
         "relation": "parent"},
    ],
}  # fmt: skip


def parcel(answers: dict[str, Any] | None = None, **changes: Any) -> Parcel:
    return Parcel(
        key=changes.get("key", KEY),
        municipality_code=changes.get("municipality_code", "072028"),
        target=changes.get("target", "resident_register"),
        kind=changes.get("kind", "move_in"),
        recorded_at=datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO),
        payload={
            "answers": ANSWERS if answers is None else answers,
            "persons": changes.get("persons"),
            "filed_on": "2026-03-19",
        },
    )
