"""The tax ledger as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.engines.tax_ledger.api import (
    FIELDS,
    AssetState,
    Change,
    Notice,
    NoticeState,
    field_text,
    holders_text,
)

NOTICE_BADGES: Mapping[NoticeState, str] = {
    NoticeState.RECEIVED: "key",
    NoticeState.ENTERED: "success",
    NoticeState.WAITING: "warning",
    NoticeState.DISMISSED: "",
}
ASSET_BADGES: Mapping[AssetState, str] = {
    AssetState.PRESENT: "success",
    AssetState.MERGED: "",
    AssetState.LOST: "",
    AssetState.WITHDRAWN: "error",
}
COLUMNS: Mapping[str, str] = {
    "notice_id": "通知番号",
    "received_on": "受け取った日",
    "kind": "種類",
    "event": "異動の事由",
    "location": "所在",
    "lot_number": "地番",
    "building_number": "家屋番号",
    "land_category": "地目",
    "area_m2": "地積",
    "use": "用途",
    "structure": "構造",
    "floor_areas": "床面積",
    "cause_date": "原因の日",
    "owner_name": "所有者",
    "owner_address": "所有者の住所",
    "share": "持分",
    "previous_owner_name": "前の所有者",
    "previous_owner_address": "前の所有者の住所",
}
"""The columns of a notice file, in their order."""
AGREEMENTS: Mapping[str, tuple[str, str]] = {
    "same": ("同じ", "success"),
    "alike": ("書き方がちがう", "key"),
    "open": ("片方にない", ""),
    "other": ("ちがう", "error"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing before and after a change."""

    label: str
    before: str
    after: str


def differences(change: Change) -> list[Difference]:
    """What a change did, field by field; nothing that is empty on both sides."""
    found = []
    for part in ("asset", "owner"):
        before, after = change.before.get(part, {}), change.after.get(part, {})
        for name, label in FIELDS.items():
            old, new = field_text(name, before.get(name, "")), field_text(name, after.get(name, ""))
            if name in after and (old or new):
                found.append(Difference(label, old, new))
    if "holders" in change.after:
        found.append(
            Difference(
                "所有者",
                holders_text(change.before.get("holders", [])),
                holders_text(change.after["holders"]),
            )
        )
    return found


def in_short(change: Change) -> str:
    """What a change did, in one line."""
    found = differences(change)
    if not change.before.get("asset") and "asset" in change.after and change.counters_id is None:
        return f"新しい資産：{holders_text(change.after.get('holders', [])) or '所有者はこれから'}"
    return "、".join(
        f"{one.label} {one.before or '（なし）'} → {one.after or '（なし）'}" for one in found[:3]
    ) + ("ほか" if len(found) > 3 else "")


def about(notice: Notice) -> str:
    """What a notice is about, in one line: the place as it is written."""
    content = notice.content
    place = f"{content.get('location', '')}{content.get('lot_number', '')}"
    house = content.get("building_number", "")
    return f"{place}　家屋番号 {house}" if house and notice.kind == "家屋" else place


def compared(notice: Notice) -> list[tuple[str, str, str, str, str]]:
    """Column, notice, ledger, and how far both agree (words and badge)."""
    stored = notice.evidence if isinstance(notice.evidence, dict) else {}
    lines = []
    for column, told, known, agreement in stored.get("compared", ()):
        if told or known:
            words, badge = AGREEMENTS.get(agreement, ("", ""))
            lines.append((COLUMNS.get(column, column), told, known, words, badge))
    return lines


def candidates_of(notice: Notice) -> list[str]:
    """Numbers of the assets that come into question, the best first."""
    stored = notice.evidence if isinstance(notice.evidence, dict) else {}
    return [str(number) for number in stored.get("assets", ())]
