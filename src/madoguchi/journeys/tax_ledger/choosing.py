"""From what matching found, or a person said, to the rows that a notice is about."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Asset, Choice, Event, Notice, Owner
from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER, Outcome
from madoguchi.journeys.tax_ledger.places import town_of
from madoguchi.journeys.tax_ledger.rows import SEPARATOR
from madoguchi.journeys.tax_ledger.telling import WrittenOwner, written_owners
from madoguchi.lib.japanese.lots import lot_key, read_lots
from madoguchi.lib.japanese.owners import read_owner

Chosen = tuple[Owner | book.NewOwner, ...]


def proposal(notice: Notice, outcome: Outcome) -> Choice:
    """Asset, owners and previous owner as matching found them. Raises NotEnterableError."""
    asset = Asset.objects.filter(number=outcome.asset_id).first() if outcome.asset_id else None
    wanted = tuple(one.strip() for one in outcome.owner_id.split(SEPARATOR) if one.strip())
    return Choice(
        asset=asset,
        owners=owners_of(notice, wanted),
        previous=previous_of(notice, asset),
        place=place_of(notice, outcome.candidates) if asset is None else {},
        merged=merged_of(notice, asset),
        automatic=True,
    )


def owners_of(notice: Notice, wanted: Sequence[str]) -> Chosen:
    """The 宛名 of the numbers; `new` is the owner whom the notice names at that place.

    Raises NotEnterableError for a number that the ledger does not have.
    """
    written: Sequence[WrittenOwner] = written_owners(notice.content) if NEW_OWNER in wanted else ()
    rows = {one.number: one for one in Owner.objects.filter(number__in=wanted)}
    found: list[Owner | book.NewOwner] = []
    for place, number in enumerate(wanted):
        if number == NEW_OWNER and place < len(written):
            found.append(written[place].new)
        elif number in rows:
            found.append(rows[number])
        else:
            raise book.NotEnterableError(f"宛名番号「{number}」が台帳にありません。")
    return tuple(found)


def previous_of(notice: Notice, asset: Asset | None) -> Owner | None:
    """Of the owners of the asset, the one whom the notice names as the one before; None where it names none.

    Whether an only owner is that one, matching has found out or a person has seen.
    """
    name = notice.content.get("previous_owner_name", "")
    if asset is None or not name.strip():
        return None
    holders = [one.owner for one in asset.holdings.select_related("owner")]
    if len(holders) == 1:
        return holders[0]
    keys = set(read_owner(name).keys)
    found = [one for one in holders if read_owner(one.name).key in keys]
    return found[0] if len(found) == 1 else None


def place_of(notice: Notice, parcels: Sequence[str]) -> dict[str, str]:
    """Town and koaza of the ledger where a new asset lies: those of a parcel there (for a split, with its
    category), else those that the location writes; empty where they are not certain.
    """
    rows = {one.number: one for one in Asset.objects.filter(number__in=parcels)}
    beside = next((rows[number] for number in parcels if number in rows), notice.asset)
    if beside is not None:
        return {"town": beside.town, "koaza": beside.koaza, "land_category": beside.land_category}
    towns = Asset.objects.order_by().values_list("town", "koaza").distinct()
    found = town_of(notice.content.get("location", ""), towns)
    return {} if found is None else {"town": found[0], "koaza": found[1]}


def holders_of_parent(notice: Notice) -> dict[str, Fraction | None] | None:
    """Who owns the parcel from which a new one was split; None for all other notices."""
    if notice.event != Event.SPLIT or notice.asset is None:
        return None
    return {one.owner: one.share for one in book.holders_of(notice.asset)}


def merged_of(notice: Notice, asset: Asset | None) -> tuple[Asset, ...]:
    """The parcels that the notice merges into the asset, which it names first.

    Raises NotEnterableError where one of them is not certain.
    """
    if notice.event != Event.MERGE or asset is None:
        return ()
    lots = read_lots(notice.content.get("lot_number", ""))
    if len(lots) < 2 or lots[0].key != lot_key(asset.lot):
        return ()
    found = []
    for lot in lots[1:]:
        key = book.place_key(asset.town, asset.koaza, lot.key)
        rows = list(
            Asset.objects.filter(kind=asset.kind, place_key=key, status=book.AssetState.PRESENT.value)
        )
        if len(rows) != 1:
            raise book.NotEnterableError(f"合筆する地番「{lot.original}」が台帳で1つに決まりません。")
        found += rows
    return tuple(found)
