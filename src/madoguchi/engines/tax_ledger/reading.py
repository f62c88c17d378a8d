"""Looking into the ledger: files, notices, assets, owners, changes. Each look at somebody's data is audited.

Lists come in pages, the newest first; `next` is where the following page begins, 0 where there is none.
Everything here raises NotAllowedError and NotYourDeskError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, Model, QuerySet

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.searching import starts_with
from madoguchi.engines.tax_ledger.access import READ, check_reading, is_on_desk_of
from madoguchi.engines.tax_ledger.domain.places import town_key
from madoguchi.engines.tax_ledger.domain.states import AssetState, FileKind, NoticeState
from madoguchi.engines.tax_ledger.errors import LedgerNotFoundError
from madoguchi.engines.tax_ledger.models import Asset, Change, Holding, LedgerFile, LineProblem, Notice, Owner
from madoguchi.lib.japanese.kanji import search_key

PAGE_SIZE = 50
MOST_FOUND = 30
MOST_LISTED = 10_000
"""Lines of a list that is saved or printed as a whole."""
_SHOWN_PROBLEMS = 300

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of a list."""

    rows: tuple[Row, ...]
    next: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """What lies in the ledger: notices by state, how many assets and owners, what people have to do."""

    notices: Mapping[NoticeState, int]
    assets: int
    owners: int
    to_value: int
    from_outside: int
    files: tuple[LedgerFile, ...]


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file with its problems (the first of them) and where its notices stand."""

    file: LedgerFile
    problems: tuple[LineProblem, ...]
    notices: Mapping[NoticeState, int]


@dataclass(frozen=True, slots=True)
class OpenedNotice:
    """A notice, and what it changed, the oldest change first."""

    notice: Notice
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class OpenedAsset:
    """An asset as it stands, who owns it, and what was changed, the newest first."""

    asset: Asset
    holdings: tuple[Holding, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class OpenedOwner:
    """A 宛名, what it owns, what was changed, and other 宛名 of the same name."""

    owner: Owner
    holdings: tuple[Holding, ...]
    changes: tuple[Change, ...]
    alike: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes: of an event (empty: all), entered on or after and on or before a day."""

    event: str = ""
    since: date | None = None
    until: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class FoundInLedger:
    """What a search found; `more` says that there is more than is shown."""

    assets: tuple[Asset, ...]
    owners: tuple[Owner, ...] = field(repr=False)
    more: bool = False


@contextmanager
def looking(context: Context) -> Iterator[None]:
    """Inside of it the ledger can be read."""
    check_reading(context)
    with tenancy.municipality(context.municipality_code):
        yield


def overview(context: Context) -> Overview:
    """Numbers, and the newest files."""
    with looking(context):
        return Overview(
            notices=_by_state(Notice.objects.all()),
            assets=Asset.objects.filter(status=AssetState.PRESENT.value).count(),
            owners=Owner.objects.count(),
            to_value=Asset.objects.exclude(valuation_due="").count(),
            from_outside=Owner.objects.filter(from_outside=True).count(),
            files=tuple(LedgerFile.objects.all()[:5]),
        )


def _by_state(notices: QuerySet[Notice]) -> dict[NoticeState, int]:
    counted = dict(notices.order_by().values_list("status").annotate(number=Count("id")))
    return {state: counted.get(state.value, 0) for state in NoticeState}


def files(context: Context, kind: FileKind | None = None, before: int = 0) -> Page[LedgerFile]:
    """The files that came."""
    with looking(context):
        rows = LedgerFile.objects.filter(kind=kind.value) if kind else LedgerFile.objects.all()
        return _page(rows, before)


def opened_file(context: Context, uuid: UUID) -> OpenedFile:
    """One file. Raises LedgerNotFoundError."""
    with looking(context):
        file = _one(LedgerFile.objects.filter(uuid=uuid))
        return OpenedFile(
            file, tuple(file.problems.all()[:_SHOWN_PROBLEMS]), _by_state(Notice.objects.filter(file=file))
        )


def notices(
    context: Context,
    state: NoticeState | None = None,
    event: str = "",
    file: UUID | None = None,
    before: int = 0,
) -> Page[Notice]:
    """Notices; those that wait for a person the oldest first, all others the newest first."""
    with looking(context):
        rows = Notice.objects.select_related("asset", "owner", "file")
        if state is not None:
            rows = rows.filter(status=state.value)
        if event:
            rows = rows.filter(event=event)
        if file is not None:
            rows = rows.filter(file__uuid=file)
        found = _page(rows, before, oldest_first=state is NoticeState.WAITING)
        record_reading(context, "tax_ledger.notices", "notices", {"notices": len(found.rows)})
        return found


def notice_numbers(context: Context) -> Mapping[NoticeState, int]:
    """How many notices stand where."""
    with looking(context):
        return _by_state(Notice.objects.all())


def waiting_notices(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """The notices that wait for a person, to be counted for the actor; nothing where they see none."""
    if not actor.may(READ) or not is_on_desk_of(actor):
        return ()
    query = "SELECT 1 FROM tax_ledger_notice WHERE status = %s"
    return (tenancy.Counted("notices", query, [NoticeState.WAITING.value]),)


def opened_notice(context: Context, uuid: UUID) -> OpenedNotice:
    """One notice. Raises LedgerNotFoundError."""
    with looking(context):
        notice = _one(Notice.objects.select_related("asset", "owner", "file").filter(uuid=uuid))
        changes = notice.changes.select_related("asset", "owner").order_by("id")
        record_reading(context, "tax_ledger.notice", f"notice:{uuid}")
        return OpenedNotice(notice, tuple(changes))


def same_number(context: Context, notice: Notice) -> tuple[Notice, ...]:
    """Other notices of the same number, whose content differs."""
    with looking(context):
        return tuple(Notice.objects.filter(number=notice.number).exclude(pk=notice.pk))


def opened_asset(context: Context, uuid: UUID) -> OpenedAsset:
    """One asset with its history. Raises LedgerNotFoundError."""
    with looking(context):
        asset = _one(Asset.objects.filter(uuid=uuid))
        holdings = asset.holdings.select_related("owner").order_by("place", "id")
        changes = asset.changes.select_related("notice", "owner", "counters", "countered_by")
        record_reading(context, "tax_ledger.asset", f"asset:{uuid}")
        return OpenedAsset(asset, tuple(holdings), tuple(changes))


def opened_owner(context: Context, uuid: UUID) -> OpenedOwner:
    """One 宛名 with what it owns. Raises LedgerNotFoundError."""
    with looking(context):
        owner = _one(Owner.objects.filter(uuid=uuid))
        holdings = owner.holdings.select_related("asset").order_by("asset__place_key", "asset__number")
        changes = owner.changes.select_related("notice", "asset", "counters", "countered_by")
        alike = Owner.objects.filter(name_key=owner.name_key).exclude(pk=owner.pk)
        record_reading(context, "tax_ledger.owner", f"owner:{uuid}")
        return OpenedOwner(
            owner,
            tuple(holdings[:_SHOWN_PROBLEMS]),
            tuple(changes[:PAGE_SIZE]),
            tuple(alike[:MOST_FOUND]) if owner.name_key else (),
        )


def search(context: Context, text: str) -> FoundInLedger:
    """Assets by number or town, owners by number, name or reading; a bounded number of each."""
    text = text.strip()[:200]
    if not text:
        return FoundInLedger((), ())
    key = search_key(text)
    with looking(context):
        assets = list(Asset.objects.filter(number=text)[:MOST_FOUND]) or list(
            Asset.objects.filter(starts_with("place_key", town_key(text)))[: MOST_FOUND + 1]
        )
        owners = list(Owner.objects.filter(number=text)[:MOST_FOUND])
        if key and not owners:
            found = Owner.objects.filter(starts_with("name_key", key) | starts_with("kana_key", key))
            owners = list(found.order_by("name_key", "number")[: MOST_FOUND + 1])
        record_reading(
            context, "tax_ledger.search", "owners", {"owners": [str(one.uuid) for one in owners[:MOST_FOUND]]}
        )
    more = max(len(assets), len(owners)) > MOST_FOUND
    return FoundInLedger(tuple(assets[:MOST_FOUND]), tuple(owners[:MOST_FOUND]), more)


def changes(context: Context, wanted: ChangeFilter, before: int = 0) -> Page[Change]:
    """The list of changes (異動情報一覧)."""
    with looking(context):
        found = _page(_changes(wanted), before)
        record_reading(context, "tax_ledger.changes", "changes", {"changes": len(found.rows)})
        return found


def all_changes(context: Context, wanted: ChangeFilter) -> tuple[Change, ...]:
    """The whole list, at most MOST_LISTED, the oldest first."""
    with looking(context):
        found = tuple(_changes(wanted).order_by("id")[:MOST_LISTED])
        record_reading(context, "tax_ledger.change_list", "changes", {"changes": len(found)})
        return found


def number_of_changes(context: Context, wanted: ChangeFilter) -> int:
    """How many changes the filter finds."""
    with looking(context):
        return _changes(wanted).count()


def _changes(wanted: ChangeFilter) -> QuerySet[Change]:
    rows = Change.objects.select_related("notice", "asset", "owner", "counters", "countered_by")
    if wanted.event:
        rows = rows.filter(event=wanted.event)
    if wanted.kind:
        rows = rows.filter(notice__kind=wanted.kind)
    if wanted.since is not None:
        rows = rows.filter(entered_at__gte=_midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(entered_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return rows


def opened_change(context: Context, uuid: UUID) -> Change:
    """One change. Raises LedgerNotFoundError."""
    with looking(context):
        rows = Change.objects.select_related("notice", "asset", "owner", "counters", "countered_by")
        change = _one(rows.filter(uuid=uuid))
        record_reading(context, "tax_ledger.change", f"change:{uuid}")
        return change


def to_value(context: Context, before: int = 0) -> Page[Asset]:
    """Assets whose value (評価) a person has to look at."""
    with looking(context):
        return _page(Asset.objects.exclude(valuation_due=""), before)


def public_assets(
    context: Context, kind: str, town: str = "", page: int = 1
) -> tuple[tuple[Asset, ...], int]:
    """What may be shown to taxpayers: the assets in the order of the lots, and how many there are.

    Nothing of whom they belong to is read.
    """
    with looking(context):
        rows = Asset.objects.filter(kind=kind, status=AssetState.PRESENT.value)
        if town.strip():
            rows = rows.filter(starts_with("place_key", town_key(town)))
        first = (max(page, 1) - 1) * PAGE_SIZE
        return tuple(
            rows.order_by("place_key", "building_number", "id")[first : first + PAGE_SIZE]
        ), rows.count()


def all_public_assets(context: Context, kind: str, town: str = "") -> Iterator[Asset]:
    """As `public_assets`, all of them; to be read to the end."""
    with looking(context):
        rows = Asset.objects.filter(kind=kind, status=AssetState.PRESENT.value)
        if town.strip():
            rows = rows.filter(starts_with("place_key", town_key(town)))
        yield from rows.order_by("place_key", "building_number", "id").iterator()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.TOKYO)


def _page(rows: QuerySet[Row], before: int, *, oldest_first: bool = False) -> Page[Row]:
    if before:
        rows = rows.filter(pk__gt=before) if oldest_first else rows.filter(pk__lt=before)
    found = list(rows.order_by("pk" if oldest_first else "-pk")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return Page(tuple(found[:PAGE_SIZE]), int(found[PAGE_SIZE - 1].pk) if more else 0)


def _one(rows: QuerySet[Row]) -> Row:
    found = rows.first()
    if found is None:
        raise LedgerNotFoundError(LedgerNotFoundError.__doc__)
    return found


def facts_of(asset: Asset) -> list[tuple[str, Any]]:
    """An asset as labelled lines, without what is empty."""
    told = [
        ("資産番号", asset.number),
        ("種類", asset.kind),
        ("所在", f"{asset.town}{asset.koaza}"),
        ("地番", asset.lot),
        ("家屋番号", asset.building_number),
        ("地目", asset.land_category),
        ("地積", f"{asset.area_m2:,f}㎡" if asset.area_m2 is not None else ""),
        ("用途", asset.use),
        ("構造", asset.structure),
        ("床面積", asset.floor_areas),
    ]
    return [(label, text) for label, text in told if text]
