"""Writing entries into the ledger, and taking them back; inside `tenancy.municipality(...)` and one writer.

What may be written is worked out in `domain/entering.py`; here it meets the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from madoguchi.core.actions import Context
from madoguchi.engines.tax_ledger.domain.entering import (
    ASSET_FIELDS,
    OF_OWNERS,
    OWNER_FIELDS,
    VALUED_ANEW,
    Entry,
    Holder,
    NotEnterableError,
    Told,
    checked,
    entry_of,
    is_as_entered,
    new_asset,
    said_share,
)
from madoguchi.engines.tax_ledger.domain.notices import Event
from madoguchi.engines.tax_ledger.domain.places import place_key
from madoguchi.engines.tax_ledger.domain.states import AssetState, NoticeState
from madoguchi.engines.tax_ledger.errors import CannotTakeBackError
from madoguchi.engines.tax_ledger.models import Asset, Change, Holding, Notice, Owner
from madoguchi.engines.tax_ledger.storing import NewOwner, fill_owner, owner_row
from madoguchi.lib.japanese.kanji import search_key

PROVISIONAL = "仮"
"""How the numbers begin that the ledger gives until the tax system gives its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a notice is about: the asset (None: a new one, at `place`), the 宛名 of who is told of (those to
    be added as `NewOwner`) in the order of `Told.owners`, and the owner before. `holders`: who owns the asset
    afterwards, where a person said so, by number of 宛名; `new1` is the first that is to be added. `merged`
    are the parcels that go into the asset (合筆).
    """

    asset: Asset | None = None
    owners: tuple[Owner | NewOwner, ...] = ()
    previous: Owner | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    holders: Mapping[str, Fraction | None] | None = None
    merged: tuple[Asset, ...] = ()
    automatic: bool = False
    reason: str = ""


NEW = "new"
_OF_SOMEBODY = OF_OWNERS | {Event.TRANSFER, Event.BUILT}


def state_of(asset: Asset) -> dict[str, str]:
    """The fields of an asset as texts."""
    found = {name: getattr(asset, name) for name in ASSET_FIELDS if name not in ("area_m2", "ended_on")}
    return found | {"area_m2": area_text(asset.area_m2), "ended_on": _iso(asset.ended_on)}


def area_text(area: Decimal | None) -> str:
    """An area without trailing zeros; empty where it is not known.

    >>> area_text(Decimal("330.50")), area_text(Decimal("330.00")), area_text(None)
    ('330.5', '330', '')
    """
    if area is None:
        return ""
    return f"{area:f}".rstrip("0").rstrip(".") if "." in f"{area:f}" else f"{area:f}"


def said_of_owner(owner: Owner) -> dict[str, str]:
    """The fields of a 宛名 as texts."""
    return {name: getattr(owner, name) for name in OWNER_FIELDS}


def holders_of(asset: Asset) -> tuple[Holder, ...]:
    """Who owns an asset, by number of 宛名."""
    return tuple(
        Holder(one.owner.number, one.share)
        for one in asset.holdings.select_related("owner").order_by("place")
    )


def enter(context: Context, notice: Notice, told: Told, choice: Choice) -> list[Change]:
    """Enter a notice; nothing where the ledger says all of it already. The notice is settled with it.

    `told.owners` give shares only: whose they are stands in the choice. Raises NotEnterableError; whatever
    was written until then has to be undone by the caller (`transaction.atomic`).
    """
    asset = choice.asset
    if asset is not None:
        asset = Asset.objects.select_for_update().get(pk=asset.pk)
    added = [add_owner(context, one) if isinstance(one, NewOwner) else one for one in choice.owners]
    told = _with_owners(told, added, choice.previous)
    # The 宛名 that an event is about is told first; of a parcel alone nobody is told.
    owner = added[0] if added and told.event in _OF_SOMEBODY else None
    if asset is None:
        if _is_there(told, choice.place):
            raise NotEnterableError("同じ所在と地番（家屋番号）の資産が、もう台帳にあります。")
        entry = new_asset(told, choice.place)
        if choice.holders is not None:
            # The owners of the parcel that was split, or those that a person said.
            entry = replace(entry, holders=_said(choice.holders, added))
    elif choice.holders is not None and told.event == Event.TRANSFER:
        entry = _as_said(asset, choice.holders, added)
    else:
        known = said_of_owner(owner) if owner is not None else {}
        entry = entry_of(told, state_of(asset), holders_of(asset), known)
    changes = []
    if not entry.is_empty:
        changes.append(_write(context, notice, told, entry, asset, owner, choice.automatic))
        asset = changes[0].asset
    changes += [_merge(context, notice, told, one, choice.automatic) for one in choice.merged]
    _settle(context, notice, asset, owner, NoticeState.ENTERED, choice.reason or _why(changes))
    return changes


def _merge(context: Context, notice: Notice, told: Told, merged: Asset, automatic: bool) -> Change:
    """A parcel that went into another one is closed."""
    merged = Asset.objects.select_for_update().get(pk=merged.pk)
    entry = entry_of(replace(told, area_m2=""), state_of(merged), (), {})
    return _write(context, notice, told, entry, merged, None, automatic)


def _why(changes: Sequence[Change]) -> str:
    return "" if changes else "台帳は、もうこの内容になっていました。"


def _with_owners(told: Told, owners: Sequence[Owner], previous: Owner | None) -> Told:
    shares = [one.share for one in told.owners] or [None] * len(owners)
    if len(shares) != len(owners):
        raise NotEnterableError("通知の所有者の数と、選ばれた宛名の数が違います。")
    holders = tuple(Holder(one.number, share) for one, share in zip(owners, shares, strict=True))
    return replace(told, owners=holders, previous=previous.number if previous is not None else "")


def _as_said(asset: Asset, holders: Mapping[str, Fraction | None], added: Sequence[Owner]) -> Entry:
    if asset.state is not AssetState.PRESENT:
        raise NotEnterableError(f"この資産は「{asset.state.label}」です。")
    return Entry(holders=_said(holders, added))


def _said(holders: Mapping[str, Fraction | None], added: Sequence[Owner]) -> tuple[Holder, ...]:
    fresh = [one for one in added if one.number.startswith(PROVISIONAL)]
    names = {f"{NEW}{place}": one.number for place, one in enumerate(fresh, start=1)}
    return checked([Holder(names.get(owner, owner), share) for owner, share in holders.items()])


def _is_there(told: Told, place: Mapping[str, str]) -> bool:
    key = place_key(place.get("town", ""), place.get("koaza", ""), told.lot)[:300]
    there = Asset.objects.filter(kind=told.kind, place_key=key, status=AssetState.PRESENT.value)
    if told.building_number:
        there = there.filter(building_number=told.building_number)
    return there.exists()


def add_owner(context: Context, new: NewOwner) -> Owner:
    """A 宛名 for somebody whom the tax system does not know, under a number of its own; one that was added
    here before with the same name and address is the same.
    """
    name_key = owner_row(context, new).name_key
    for known in Owner.objects.filter(name_key=name_key, from_outside=True):
        if search_key(known.address) == search_key(new.address) and known.name == (
            new.corporate_name or f"{new.family_name} {new.given_name}".strip()
        ):
            return known
    count = Owner.objects.filter(number__startswith=PROVISIONAL).count()
    numbered = replace(new, number=f"{PROVISIONAL}{count + 1}")
    row = owner_row(context, numbered, from_outside=True)
    row.save()
    return row


def _write(
    context: Context,
    notice: Notice,
    told: Told,
    entry: Entry,
    asset: Asset | None,
    owner: Owner | None,
    automatic: bool,
) -> Change:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if entry.asset:
        before["asset"] = {} if asset is None else {name: state_of(asset)[name] for name in entry.asset}
        asset = _write_asset(context, asset, entry)
        after["asset"] = {name: state_of(asset)[name] for name in entry.asset}
    if entry.holders is not None and asset is not None:
        before["holders"] = told_holders(asset)
        write_holders(context, asset, entry.holders)
        after["holders"] = told_holders(asset)
    if entry.owner and owner is not None:
        before["owner"] = {name: said_of_owner(owner)[name] for name in entry.owner}
        write_owner(owner, entry.owner)
        after["owner"] = {name: said_of_owner(owner)[name] for name in entry.owner}
    return Change.objects.create(
        municipality_code=context.municipality_code,
        notice=notice,
        asset=asset,
        owner=owner,
        event=told.event,
        happened_on=_date(told.cause_date),
        before=before,
        after=after,
        automatic=automatic,
        **_by(context),
    )


def _by(context: Context) -> dict[str, Any]:
    return {
        "entered_at": context.now,
        "entered_by": context.actor.id,
        "entered_by_name": context.actor.told_name,
    }


def _write_asset(context: Context, asset: Asset | None, entry: Entry) -> Asset:
    if asset is None:
        count = Asset.objects.filter(number__startswith=PROVISIONAL).count()
        asset = Asset(
            municipality_code=context.municipality_code,
            number=f"{PROVISIONAL}{count + 1}",
            added_at=context.now,
        )
    fill_asset(asset, entry.asset)
    if entry.valuation:
        asset.valuation_due = entry.valuation
    asset.save()
    return asset


def fill_asset(asset: Asset, fields: Mapping[str, str]) -> None:
    """Put texts into a row. Raises NotEnterableError for an area or day that is none."""
    for name, value in fields.items():
        if name == "area_m2":
            asset.area_m2 = _area(value)
        elif name == "ended_on":
            asset.ended_on = _date(value)
        else:
            setattr(asset, name, value)
    asset.place_key = place_key(asset.town, asset.koaza, asset.lot)[:300]


def told_holders(asset: Asset) -> list[dict[str, str]]:
    """The owners of an asset as a change keeps them: number, name as it was, share."""
    rows = Holding.objects.filter(asset=asset).select_related("owner").order_by("place")
    return [
        {"number": one.owner.number, "name": one.owner.name, "share": said_share(one.share)} for one in rows
    ]


def write_holders(context: Context, asset: Asset, holders: Sequence[Holder]) -> None:
    """Who owns the asset from now on. Raises NotEnterableError for a 宛名 that is not there."""
    numbers = [one.owner for one in holders]
    owners = dict(Owner.objects.filter(number__in=numbers).values_list("number", "pk"))
    missing = [number for number in numbers if number not in owners]
    if missing:
        raise NotEnterableError(f"宛名番号「{missing[0]}」がありません。")
    Holding.objects.filter(asset=asset).delete()
    Holding.objects.bulk_create(
        Holding(
            municipality_code=context.municipality_code,
            asset=asset,
            owner_id=owners[one.owner],
            numerator=one.share.numerator if one.share is not None else None,
            denominator=one.share.denominator if one.share is not None else None,
            place=place,
        )
        for place, one in enumerate(holders)
    )


def write_owner(owner: Owner, fields: Mapping[str, str]) -> None:
    """Put new parts into a 宛名, with the keys by which it is found."""
    said = said_of_owner(owner) | dict(fields)
    fill_owner(owner, NewOwner(owner.number, **said)).save()


def settle(context: Context, notice: Notice, state: NoticeState, reason: str) -> None:
    """A notice that is not entered, or waits again, and why."""
    _settle(context, notice, notice.asset, notice.owner, state, reason)


def _settle(
    context: Context,
    notice: Notice,
    asset: Asset | None,
    owner: Owner | None,
    state: NoticeState,
    reason: str,
) -> None:
    notice.status, notice.reason = state.value, reason
    notice.asset, notice.owner = asset, owner
    notice.settled_at = context.now if state.is_settled else None
    notice.settled_by = context.actor.id if state.is_settled else ""
    notice.settled_by_name = context.actor.told_name if state.is_settled else ""
    notice.save(
        update_fields=[
            "status", "reason", "asset", "owner", "score", "evidence", "settled_at", "settled_by",
            "settled_by_name",
        ]
    )  # fmt: skip


def take_back(context: Context, change: Change, reason: str) -> Change:
    """A counter-entry (訂正): what the change wrote is as before, and its notice waits for a person again.

    Raises CannotTakeBackError where something was written on top of it since.
    """
    if change.counters_id is not None or Change.objects.filter(counters=change).exists():
        raise CannotTakeBackError("この異動は、もう訂正してあります。")
    asset, owner = change.asset, change.owner
    _check_untouched(change, asset, owner)
    valuation = VALUED_ANEW.get(change.event, "")
    after = dict(change.before)
    if asset is not None and "asset" in change.after:
        # An asset that the entry made stays as a row, for its history; it is no longer part of the ledger.
        fields = change.before["asset"] or {"status": AssetState.WITHDRAWN.value}
        after["asset"] = fields
        fill_asset(asset, fields)
        if valuation and asset.valuation_due == valuation:
            asset.valuation_due = ""
        asset.save()
    if asset is not None and "holders" in change.after:
        write_holders(
            context,
            asset,
            [Holder(one["number"], _share(one["share"])) for one in change.before["holders"]],
        )
    if owner is not None and "owner" in change.after:
        write_owner(owner, change.before["owner"])
    counter = Change.objects.create(
        municipality_code=context.municipality_code,
        notice=change.notice,
        asset=asset,
        owner=owner,
        event=change.event,
        happened_on=change.happened_on,
        before=dict(change.after),
        after=after,
        counters=change,
        reason=reason,
        **_by(context),
    )
    settle(context, change.notice, NoticeState.WAITING, f"異動を訂正しました：{reason}")
    return counter


def _check_untouched(change: Change, asset: Asset | None, owner: Owner | None) -> None:
    now: dict[str, Any] = {}
    if asset is not None:
        now["asset"] = {name: state_of(asset)[name] for name in change.after.get("asset", {})}
        now["holders"] = [(one["number"], one["share"]) for one in told_holders(asset)]
    if owner is not None:
        now["owner"] = {name: said_of_owner(owner)[name] for name in change.after.get("owner", {})}
    wrote = dict(change.after)
    if "holders" in wrote:
        wrote["holders"] = [(one["number"], one["share"]) for one in wrote["holders"]]
    if not is_as_entered(wrote, now):
        raise CannotTakeBackError(
            "この異動のあとに、別の異動で内容が変わっています。新しい異動から順に訂正してください。"
        )


def _share(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotEnterableError("通知の日付が読めません。") from None


def _area(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise NotEnterableError("通知の地積が読めません。") from None


def is_about_owner(event: str) -> bool:
    """Whether an event changes a 宛名 and not the asset."""
    return event in OF_OWNERS
