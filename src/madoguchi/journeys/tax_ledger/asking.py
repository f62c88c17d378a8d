"""What a person can choose from who decides about a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Asset, Event, Holding, Notice, Owner
from madoguchi.journeys.tax_ledger.choosing import place_of, previous_of
from madoguchi.journeys.tax_ledger.telling import told_of, written_owners
from madoguchi.lib.japanese.kanji import search_key

MOST: Final = 8
_MAKES_ASSET: Final = (Event.BUILT, Event.SPLIT)
_GIVES_OWNER: Final = (Event.TRANSFER, Event.BUILT)


@dataclass(frozen=True, slots=True)
class AssetChoice:
    """An asset with the names of its owners."""

    asset: Asset
    owners: str


@dataclass(frozen=True, slots=True)
class OwnerChoice:
    """Whom a name of the notice may be: known 宛名, the proposed one first; `may_be_new`: or somebody new."""

    written: str
    address: str
    owners: tuple[Owner, ...]
    proposed: str
    may_be_new: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything to choose from. `place`: where a new asset would lie. `holdings`: who owns the likeliest
    asset now, `previous` the one of them whom the notice names as the one before. `problem`: what of the
    notice cannot be read; then it cannot be entered.
    """

    assets: tuple[AssetChoice, ...]
    may_be_new: bool
    place: tuple[str, str]
    owners: tuple[OwnerChoice, ...]
    holdings: tuple[Holding, ...]
    previous: str
    problem: str = ""

    @property
    def moves(self) -> bool:
        """Whether owners and shares change."""
        return bool(self.holdings)


def choices_for(context: Context, notice: Notice) -> Choices:
    """What comes into question. Raises NotAllowedError, NotYourDeskError."""
    with book.looking(context):
        stored = notice.evidence if isinstance(notice.evidence, dict) else {}
        numbers = [str(one) for one in stored.get("assets", ())]
        rows = {one.number: one for one in Asset.objects.filter(number__in=numbers)}
        assets = [rows[number] for number in numbers if number in rows]
        likeliest = assets[0] if assets else None
        holdings = _holdings(likeliest)
        owners, problem = owner_choices(notice, holdings)
        problem = problem or _unreadable(notice)
        place = place_of(notice, numbers) if notice.event in _MAKES_ASSET else {}
        previous = previous_of(notice, likeliest)
        shown = [str(each.uuid) for one in owners for each in one.owners]
        record_reading(context, "tax_ledger.choices", f"notice:{notice.uuid}", {"owners": shown})
        return Choices(
            assets=tuple(AssetChoice(one, _names(_holdings(one))) for one in assets),
            may_be_new=notice.event in _MAKES_ASSET,
            place=(place.get("town", ""), place.get("koaza", "")),
            owners=owners,
            holdings=holdings if notice.event == Event.TRANSFER else (),
            previous=previous.number if previous is not None else "",
            problem=problem,
        )


def _holdings(asset: Asset | None) -> tuple[Holding, ...]:
    return () if asset is None else tuple(asset.holdings.select_related("owner").order_by("place"))


def _names(holdings: tuple[Holding, ...]) -> str:
    names = [one.owner.name for one in holdings]
    return "、".join(names[:3]) + (f" ほか{len(names) - 3}人" if len(names) > 3 else "")


def _unreadable(notice: Notice) -> str:
    """What is written so that nobody can enter it, whoever decides; empty where all can be read."""
    try:
        told_of(notice.content, written_owners(notice.content), shares_said=True)
    except book.NotEnterableError as refused:
        return str(refused)
    return ""


def owner_choices(notice: Notice, holdings: tuple[Holding, ...]) -> tuple[tuple[OwnerChoice, ...], str]:
    """Whom the names of a notice may be; or why they cannot be read. Inside `tenancy.municipality(...)`."""
    stored = notice.evidence if isinstance(notice.evidence, dict) else {}
    proposed = str(stored.get("owners", ""))
    gives = notice.event in _GIVES_OWNER
    if not gives and not book.is_about_owner(notice.event):
        return (), ""
    try:
        written = written_owners(notice.content)
    except book.NotEnterableError as refused:
        return (), str(refused)
    wanted = [one for one in proposed.split(";") if one]
    found = []
    for place, one in enumerate(written):
        name = one.new.corporate_name or f"{one.new.family_name} {one.new.given_name}".strip()
        own = wanted[place] if place < len(wanted) else ""
        alike = list(Owner.objects.filter(name_key=search_key(name)).order_by("number")[:MOST])
        if not gives:
            # Who changed the name or moved is among the owners.
            alike = list(dict.fromkeys([*(each.owner for each in holdings), *alike]))
        if own and own not in {each.number for each in alike}:
            alike += Owner.objects.filter(number=own)
        alike.sort(key=lambda each, own=own: each.number != own)  # type: ignore[misc]
        found.append(OwnerChoice(name, one.new.address, tuple(alike[:MOST]), own, gives))
    return tuple(found), ""
