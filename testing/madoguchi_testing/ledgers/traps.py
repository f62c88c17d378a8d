"""Notices that no program may decide: nothing fits, something contradicts, the line is bad."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from madoguchi_testing.ledgers.grounds import Grounds
from madoguchi_testing.ledgers.mistakes import Writer
from madoguchi_testing.ledgers.model import Draft, Thing
from madoguchi_testing.ledgers.people import Body, Population


class Maker(Protocol):
    """What a trap needs of whoever makes the notices."""

    generator: random.Random
    grounds: Grounds
    population: Population
    writer: Writer
    bodies: list[Body]


def not_there(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """A lot that the ledger does not have."""
    draft.row["lot_number"] = maker.writer.lot((9_000 + maker.generator.randint(1, 900), 1))
    draft.row["building_number"] = maker.writer.lot((9_999, 1)) if thing.house else ""
    return replace(draft, expected="unmatched", asset_id="", owner_id="", case="台帳にない地番")


def elsewhere(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """A notice for another municipality."""
    ground = maker.generator.choice(maker.grounds.outside)
    draft.row["location"] = f"{ground.municipality}{ground.town}"
    return replace(draft, expected="unmatched", asset_id="", owner_id="", case="別の市町村")


def other_lot(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """A slip in the lot number: that of another parcel, or of none."""
    first, *rest = thing.lot
    slipped = (first + maker.generator.choice((1, 10, 100)), *rest)
    draft.row["lot_number"] = maker.writer.lot(slipped)
    if thing.house:
        draft.row["building_number"] = maker.writer.lot((*slipped, *thing.building[len(thing.lot) :]))
        draft.row["location"] = draft.row["location"].rstrip("０１２３４５６７８９番地")
    return replace(draft, expected="review", case="地番の誤り")


def other_previous_owner(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """The previous owner is not the owner of the ledger."""
    body = maker.population.person()
    name = "previous_owner" if draft.row["event"] == "所有権移転" else "owner"
    if draft.row["event"] in ("氏名変更", "新築"):
        return not_there(maker, thing, draft)
    for column in {name, "previous_owner"} if draft.row["event"] == "住所変更" else {name}:
        draft.row[f"{column}_name"] = body.name
        draft.row[f"{column}_address"] = maker.writer.address(body.home)
    return replace(draft, expected="review", case="所有者がちがう")


def father_or_son(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """A relative at the same address who is not the owner of the ledger."""
    owner = maker.bodies[thing.owners[0]]
    if owner.corporate or draft.row["event"] != "所有権移転":
        return other_previous_owner(maker, thing, draft)
    relative = maker.population.relative(owner)
    if any(maker.bodies[one].name == relative.name for one in thing.owners):
        return other_previous_owner(maker, thing, draft)
    draft.row["previous_owner_name"] = maker.writer.name(relative)
    draft.row["previous_owner_address"] = maker.writer.address(owner.home)
    return replace(draft, expected="review", case="前の所有者は親子の別人")


def dead(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """The new owner is dead."""
    if draft.owner_id in ("", "new") or draft.row["event"] != "所有権移転":
        return bad_date(maker, thing, draft)
    number = int(draft.owner_id[1:]) - 1
    maker.bodies[number] = replace(maker.bodies[number], died="2019-05-01")
    return replace(draft, expected="review", case="新しい所有者が死亡")


def bad_date(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """A day that does not exist."""
    draft.row["cause_date"] = maker.generator.choice(("令和６年２月３０日", "2023-13-01", "令和5年4月31日"))
    return replace(draft, expected="review", case="ありえない日付")


def large_share(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """A share above one."""
    draft.row["share"] = maker.generator.choice(("３分の４", "5/3"))
    return replace(draft, expected="review", case="持分が1を超える")


def moved_buyer(maker: Maker, thing: Thing, draft: Draft) -> Draft:
    """The new owner is known, but lives elsewhere by now: somebody has to ask."""
    if draft.owner_id in ("", "new") or draft.row["event"] != "所有権移転":
        return large_share(maker, thing, draft)
    draft.row["owner_address"] = maker.writer.address(maker.population.home(inside=True))
    return replace(draft, expected="review", case="新しい所有者が転居")


TRAPS: tuple[Callable[[Maker, Thing, Draft], Draft], ...] = (
    not_there, elsewhere, other_lot, other_previous_owner, father_or_son,
    dead, bad_date, large_share, moved_buyer,
)  # fmt: skip
