"""What was entered reaches the tax system: one table for what was entered together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from madoguchi.core.actions import Context
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.api import NewHandover, record_handovers
from madoguchi.engines.tax_ledger.api import DESK, Change

TARGET, KIND = "property_tax", "ledger_changes"
COLUMNS: Final = (
    "市区町村コード", "異動番号", "訂正する異動番号", "通知番号", "異動の事由", "原因年月日",
    "通知受領年月日", "入力年月日", "資産番号", "資産種別", "所在_町字", "所在_小字", "地番", "家屋番号",
    "地目", "地積", "用途", "構造", "床面積", "資産の状態", "所有者_宛名番号", "所有者_持分",
    "宛名番号", "宛名_姓", "宛名_名", "宛名_法人名", "宛名_フリガナ", "宛名_住所", "宛名_住登外",
    "評価の見直し",
)  # fmt: skip
"""In this order in every file. Several owners are separated by ; as in the file of assets."""


def hand_over(context: Context, changes: Sequence[Change]) -> None:
    """Promise the hand-over of changes, in the transaction that enters them."""
    if not changes:
        return
    table = {"columns": list(COLUMNS), "rows": [row_of(one) for one in changes]}
    key = uuid5(NAMESPACE_OID, "ledger changes " + " ".join(str(one.uuid) for one in changes))
    new = NewHandover(TARGET, KIND, {"table": table}, key, HandoverMethod.FILE, desk=DESK)
    record_handovers(context, [new])
    Change.objects.filter(pk__in=[one.pk for one in changes]).update(handover=key)


def row_of(change: Change) -> list[str]:
    """A change as the tax system reads it: the asset and the 宛名 as they stand after it."""
    asset, owner, notice = change.asset, change.owner, change.notice
    holders: list[dict[str, Any]] = change.after.get("holders", [])
    told = [
        change.municipality_code,
        str(change.uuid),
        str(change.counters.uuid) if change.counters is not None else "",
        notice.number,
        change.event,
        change.happened_on.isoformat() if change.happened_on else "",
        notice.received_on.isoformat() if notice.received_on else "",
        change.entered_at.date().isoformat(),
    ]
    if asset is None:
        told += [""] * 12
    else:
        area = "" if asset.area_m2 is None else f"{asset.area_m2:f}"
        told += [
            asset.number, asset.kind, asset.town, asset.koaza, asset.lot, asset.building_number,
            asset.land_category, area, asset.use, asset.structure, asset.floor_areas, asset.state.label,
        ]  # fmt: skip
    told += [";".join(one["number"] for one in holders), ";".join(one["share"] for one in holders)]
    if owner is None:
        told += [""] * 7
    else:
        told += [
            owner.number, owner.family_name, owner.given_name, owner.corporate_name, owner.name_kana,
            owner.address, "1" if owner.from_outside else "",
        ]  # fmt: skip
    return [*told, asset.valuation_due if asset is not None else ""]
