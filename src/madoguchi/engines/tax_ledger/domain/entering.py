"""What a notice does to an asset, its owners and their 宛名, and what takes that back.

A state is plain text by field, so that before and after can be kept, compared and handed over as they are.
Everything that is not certain raises NotEnterableError with the reason that a person reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from madoguchi.engines.tax_ledger.domain.notices import Event
from madoguchi.engines.tax_ledger.domain.states import AssetState

OF_OWNERS: Final = frozenset({Event.NEW_ADDRESS, Event.NEW_NAME})
"""Events that change a 宛名 and leave the asset as it is."""
VALUED_ANEW: Final[Mapping[str, str]] = {
    Event.CATEGORY: "地目が変わりました",
    Event.AREA: "地積が変わりました",
    Event.SPLIT: "分筆されました",
    Event.MERGE: "合筆されました",
    Event.BUILT: "新築されました",
    Event.LOST: "滅失しました",
}
"""Why a person looks at the value (評価) after an event."""
ASSET_FIELDS: Final = (
    "kind", "town", "koaza", "lot", "building_number", "land_category", "area_m2", "use", "structure",
    "floor_areas", "status", "ended_on",
)  # fmt: skip
_LARGEST_DENOMINATOR: Final = 2**63 - 1
"""What the ledger holds; no share of the land register comes near it."""
OWNER_FIELDS: Final = (
    "family_name", "given_name", "corporate_name", "name_kana", "address", "birth_date",
)  # fmt: skip


class NotEnterableError(Exception):
    """この通知は、そのままでは台帳に入れられません。"""


@dataclass(frozen=True, slots=True)
class Holder:
    """An owner by key, with the share; None where nobody told it (alone: the whole)."""

    owner: str
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says, read: texts as written, empty or None where it says nothing.

    `owners` are the new owners by key of their 宛名, with the share of the whole that each gets (None for
    one alone who gets all); `previous` is who had it, `all_of_previous`: what moved is all that they had
    (持分全部移転).
    `owner_fields` are the new parts of a 宛名 (OWNER_FIELDS).
    `area_m2` is a plain decimal, `cause_date` ISO.
    """

    event: str
    kind: str = ""
    lot: str = ""
    building_number: str = ""
    land_category: str = ""
    area_m2: str = ""
    use: str = ""
    structure: str = ""
    floor_areas: str = ""
    cause_date: str = ""
    owners: tuple[Holder, ...] = ()
    previous: str = ""
    all_of_previous: bool = False
    owner_fields: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: fields that change (by name), the owners where they change, why the value is to
    be looked at.
    """

    asset: Mapping[str, str] = field(default_factory=dict)
    holders: tuple[Holder, ...] | None = None
    owner: Mapping[str, str] = field(default_factory=dict, repr=False)
    valuation: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the ledger says all of it already."""
        return not self.asset and self.holders is None and not self.owner


def entry_of(
    told: Told, asset: Mapping[str, str], holders: Sequence[Holder], owner: Mapping[str, str]
) -> Entry:
    """What a notice changes in an asset that the ledger has.

    `asset` are its ASSET_FIELDS, `owner` the OWNER_FIELDS of the 宛名 concerned. Raises NotEnterableError.
    """
    if asset.get("status") != AssetState.PRESENT.value:
        raise NotEnterableError(
            f"この資産は「{AssetState(asset['status']).label}」です。別の資産でないか確かめてください。"
        )
    if told.event in OF_OWNERS:
        return _of_owner(told, owner)
    if told.event == Event.TRANSFER:
        after = transferred(holders, told)
        return Entry(holders=None if _same(after, holders) else after)
    changes = _of_asset(told)
    changed = {name: value for name, value in changes.items() if asset.get(name, "") != value}
    return Entry(asset=changed, valuation=VALUED_ANEW[told.event] if changed else "")


def _same(left: Sequence[Holder], right: Sequence[Holder]) -> bool:
    def shares(holders: Sequence[Holder]) -> dict[str, Fraction | None]:
        alone = len(holders) == 1
        return {one.owner: Fraction(1) if alone and one.share is None else one.share for one in holders}

    return shares(left) == shares(right)


def _of_owner(told: Told, owner: Mapping[str, str]) -> Entry:
    if not owner:
        raise NotEnterableError("宛名が決まっていません。だれのことか選んでください。")
    wanted = (
        ("address",) if told.event == Event.NEW_ADDRESS else ("family_name", "given_name", "corporate_name")
    )
    new = {name: told.owner_fields.get(name, "") for name in wanted}
    if not any(new.values()):
        missing = "新しい住所" if told.event == Event.NEW_ADDRESS else "新しい氏名"
        raise NotEnterableError(f"通知に{missing}がありません。")
    if told.event == Event.NEW_NAME:
        # The reading is that of the old name: nobody told the new one.
        new["name_kana"] = told.owner_fields.get("name_kana", "")
    changed = {name: value for name, value in new.items() if owner.get(name, "") != value}
    if set(changed) == {"name_kana"}:
        changed = {}
    return Entry(owner=changed)


def _of_asset(told: Told) -> dict[str, str]:
    if told.event == Event.CATEGORY:
        if not told.land_category:
            raise NotEnterableError("通知に新しい地目がありません。")
        # A change of category often comes with a newly measured area.
        return {"land_category": told.land_category} | ({"area_m2": told.area_m2} if told.area_m2 else {})
    if told.event in (Event.AREA, Event.SPLIT):
        if not told.area_m2:
            raise NotEnterableError("通知に新しい地積がありません。")
        return {"area_m2": told.area_m2}
    if told.event == Event.MERGE:
        if told.area_m2:
            return {"area_m2": told.area_m2}
        return {"status": AssetState.MERGED.value, "ended_on": _day(told)}
    if told.event == Event.LOST:
        return {"status": AssetState.LOST.value, "ended_on": _day(told)}
    raise NotEnterableError(f"「{told.event}」の通知ですが、同じ資産が台帳にもうあります。")


def _day(told: Told) -> str:
    if not told.cause_date:
        raise NotEnterableError("通知に原因の日がありません。")
    return told.cause_date


def new_asset(told: Told, place: Mapping[str, str]) -> Entry:
    """A house that was built, or the parcel that a split made; `place` are town and koaza of the ledger.

    Raises NotEnterableError.
    """
    if told.event not in (Event.BUILT, Event.SPLIT):
        raise NotEnterableError("この資産は台帳にありません。所在と地番を確かめてください。")
    if not told.lot or not place.get("town"):
        raise NotEnterableError("所在か地番が分からないので、新しい資産をつくれません。")
    if told.event == Event.SPLIT and not told.area_m2:
        raise NotEnterableError("通知に分筆後の地積がありません。")
    if told.event == Event.BUILT and not told.owners:
        raise NotEnterableError("新築の所有者が決まっていません。")
    fields = {
        "kind": told.kind,
        "town": place["town"],
        "koaza": place.get("koaza", ""),
        "lot": told.lot,
        "building_number": told.building_number,
        "land_category": told.land_category or place.get("land_category", ""),
        "area_m2": told.area_m2,
        "use": told.use,
        "structure": told.structure,
        "floor_areas": told.floor_areas,
        "status": AssetState.PRESENT.value,
        "ended_on": "",
    }
    holders = checked(told.owners) if told.owners else ()
    return Entry(asset=fields, holders=holders, valuation=VALUED_ANEW[told.event])


def transferred(holders: Sequence[Holder], told: Told) -> tuple[Holder, ...]:
    """The owners after a transfer (所有権移転). Raises NotEnterableError for what is not certain."""
    if not told.owners:
        raise NotEnterableError("新しい所有者が決まっていません。")
    held = {one.owner: one.share for one in holders}
    if told.all_of_previous and len(held) > 1:
        told = _with_all_of_previous(held, told)
    if len(told.owners) == 1 and told.owners[0].share in (None, Fraction(1)):
        return _whole(held, told)
    if any(one.share is None or not 0 < one.share <= 1 for one in told.owners):
        raise NotEnterableError("移った持分が分かりません。0より大きく1以下の分数か確かめてください。")
    moved = sum((one.share for one in told.owners if one.share is not None), Fraction(0))
    source = _source(held, told)
    before = held[source]
    if before is None:
        if len(held) > 1:
            raise NotEnterableError("台帳に前の所有者の持分がありません。移ったあとの持分を決めてください。")
        before = Fraction(1)
    if moved > before:
        raise NotEnterableError(
            f"移った持分（{said_share(moved)}）が、前の所有者の持分（{said_share(before)}）より大きくなっています。"
        )
    after: dict[str, Fraction | None] = dict(held) | {source: before - moved}
    for one in told.owners:
        known = after.get(one.owner, Fraction(0))
        if known is None or one.share is None:
            raise NotEnterableError("新しい所有者は、もう共有者です。移ったあとの持分を決めてください。")
        after[one.owner] = known + one.share
    return checked([Holder(owner, share) for owner, share in after.items() if share != 0])


def _with_all_of_previous(held: Mapping[str, Fraction | None], told: Told) -> Told:
    share = held.get(told.previous)
    if share is None or len(told.owners) != 1:
        raise NotEnterableError("前の所有者の持分が台帳にありません。移ったあとの持分を決めてください。")
    return replace(told, owners=(replace(told.owners[0], share=share),), all_of_previous=False)


def _whole(held: Mapping[str, Fraction | None], told: Told) -> tuple[Holder, ...]:
    (new,) = told.owners
    others = [owner for owner in held if owner != new.owner]
    if len(others) > 1 or (others and new.owner in held):
        raise NotEnterableError(
            "共有の資産ですが、通知に持分がありません。移ったあとの持分を決めてください。"
        )
    if others and told.previous and told.previous not in held:
        raise NotEnterableError("通知の前の所有者が、台帳の所有者と違います。")
    return (Holder(new.owner, None),)


def _source(held: Mapping[str, Fraction | None], told: Told) -> str:
    """From whom a share moved."""
    if told.previous:
        if told.previous not in held:
            raise NotEnterableError("通知の前の所有者が、台帳の所有者と違います。")
        return told.previous
    new = {one.owner for one in told.owners}
    others = [owner for owner in held if owner not in new]
    if len(others) != 1:
        raise NotEnterableError("だれの持分が移ったか、通知から分かりません。")
    return others[0]


def checked(holders: Sequence[Holder]) -> tuple[Holder, ...]:
    """The holders, where they can be true together. Raises NotEnterableError.

    One alone has the whole and no share; several have shares that are one together, or one that nobody told.
    """
    if not holders:
        raise NotEnterableError("所有者がいなくなります。")
    if any(one.share is not None and one.share.denominator > _LARGEST_DENOMINATOR for one in holders):
        raise NotEnterableError("持分の分母が大きすぎます。登記の持分と見くらべてください。")
    if len({one.owner for one in holders}) != len(holders):
        raise NotEnterableError("同じ宛名が2度あります。")
    if len(holders) == 1:
        (only,) = holders
        if only.share not in (None, Fraction(1)):
            raise NotEnterableError("所有者が1人なのに、持分が1ではありません。")
        return (replace(only, share=None),)
    if any(one.share is not None and not 0 < one.share < 1 for one in holders):
        raise NotEnterableError("共有者の持分は、0より大きく1より小さい分数です。")
    told = [one.share for one in holders if one.share is not None]
    total = sum(told, Fraction(0))
    whole = len(told) == len(holders)
    if (whole and total != 1) or (not whole and total >= 1):
        raise NotEnterableError(
            f"持分を合わせると{said_share(total)}になります。1になるように決めてください。"
        )
    return tuple(holders)


def said_share(share: Fraction | None) -> str:
    """`1/2`; empty where nobody told it.

    >>> said_share(Fraction(1, 2)), said_share(Fraction(1)), said_share(None)
    ('1/2', '1', '')
    """
    return "" if share is None else str(share)


def is_as_entered(after: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Whether nothing has changed since an entry: every value that it wrote still stands."""
    return all(now.get(name) == value for name, value in after.items())
