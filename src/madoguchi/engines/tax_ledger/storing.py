"""Taking in what files say: assets, owners, notices. Each thing once, however often its file comes.

All of it inside `tenancy.municipality(...)`, one writer of a municipality's ledger at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap
from madoguchi.engines.tax_ledger.domain.places import place_key
from madoguchi.engines.tax_ledger.domain.states import FileKind
from madoguchi.engines.tax_ledger.models import Asset, Change, Holding, LedgerFile, LineProblem, Notice, Owner
from madoguchi.lib.japanese.kanji import search_key

_AT_ONCE = 2_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('tax ledger ' || %s, 0))"
_MOST_PROBLEMS = 5_000
"""That many problems of a file are kept; who has more of them has another file."""

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as it came. `subject` is the record it came with, if any; `columns` says where the fields stand
    in another layout.
    """

    kind: FileKind
    name: str
    content: bytes = field(repr=False)
    subject: str = ""
    columns: ColumnMap | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line; `column` empty: the whole line."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class NewOwner:
    """A 宛名 of the tax system; `birth_date` ISO, parts that are not known 00, or empty."""

    number: str
    family_name: str = ""
    given_name: str = ""
    corporate_name: str = ""
    name_kana: str = ""
    address: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    died: str = field(default="", repr=False)
    check_due: str = ""


@dataclass(frozen=True, slots=True)
class NewAsset:
    """An asset of the tax system; `owners` are numbers of 宛名."""

    number: str
    kind: str
    town: str
    koaza: str = ""
    lot: str = ""
    building_number: str = ""
    land_category: str = ""
    area_m2: Decimal | None = None
    use: str = ""
    structure: str = ""
    floor_areas: str = ""
    owners: tuple[str, ...] = ()
    shares: tuple[Fraction, ...] = ()
    """One for each of the owners; empty where nobody told them, or there is one owner."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A line of a notice file: what it says by column, and the parts by which lists are made."""

    line: int
    number: str
    kind: str
    event: str
    received_on: date | None
    content: Mapping[str, str] = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal; the order of the columns does not count."""
        return hashlib.sha256(
            json.dumps(dict(self.content), sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()


def one_writer(municipality_code: str) -> None:
    """Wait until nobody else writes into the ledger; until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [municipality_code])


def known_file(new: NewFile) -> LedgerFile | None:
    """The file of this content that came before."""
    return LedgerFile.objects.filter(kind=new.kind.value, sha256=new.sha256).first()


def note_file(
    context: Context, new: NewFile, *, lines: int, taken: int, known: int, problems: Sequence[Problem]
) -> LedgerFile:
    """Write a file down with what became of its lines."""
    file = LedgerFile.objects.create(
        kind=new.kind.value,
        name=new.name[-200:],
        sha256=new.sha256,
        size=len(new.content),
        lines=lines,
        taken=taken,
        known=known,
        refused=len({(one.line, "" if one.line else one.message) for one in problems}),
        subject=new.subject,
        received_at=context.now,
        received_by=context.actor.id,
        received_by_name=context.actor.told_name,
    )
    LineProblem.objects.bulk_create(
        LineProblem(
            municipality_code=context.municipality_code,
            file=file,
            line=one.line,
            column=one.column[:60],
            message=one.message,
        )
        for one in problems[:_MOST_PROBLEMS]
    )
    return file


def store_owners(context: Context, owners: Iterable[NewOwner]) -> tuple[int, int]:
    """How many 宛名 are new or differ from before, and how many are as they were."""
    taken = known = 0
    for batch in _batches(owners):
        before = {one.number: one for one in Owner.objects.filter(number__in=[one.number for one in batch])}
        fresh, changed = {}, {}
        for new in batch:
            row = before.get(new.number)
            if row is None:
                fresh[new.number] = owner_row(context, new)
            elif told_of_owner(row) == told_of_owner(new):
                known += 1
            else:
                changed[row.pk] = fill_owner(row, new)
        Owner.objects.bulk_create(fresh.values())
        Owner.objects.bulk_update(changed.values(), [*_OWNER_COLUMNS, "name_key", "kana_key"])
        taken += len(fresh) + len(changed)
    return taken, known


_OWNER_COLUMNS = ("family_name", "given_name", "corporate_name", "name_kana", "address", "birth_date", "died")


def told_of_owner(owner: NewOwner | Owner) -> tuple[str, ...]:
    """What is said of a 宛名, for comparing."""
    return tuple(getattr(owner, column) for column in _OWNER_COLUMNS)


def fill_owner(row: Owner, new: NewOwner) -> Owner:
    """Put what is said of a 宛名 into its row, with the keys by which it is found."""
    for column in _OWNER_COLUMNS:
        setattr(row, column, getattr(new, column))
    row.name_key = search_key(row.name)[:200]
    row.kana_key = search_key(row.name_kana)[:200] if row.name_kana else ""
    return row


def owner_row(context: Context, new: NewOwner, *, from_outside: bool = False) -> Owner:
    """A row that is not saved yet."""
    return fill_owner(
        Owner(
            municipality_code=context.municipality_code,
            number=new.number,
            from_outside=from_outside,
            check_due=new.check_due,
            added_at=context.now,
        ),
        new,
    )


def store_assets(context: Context, assets: Iterable[NewAsset]) -> tuple[int, int, list[Problem]]:
    """How many assets are new or differ, how many are as they were, and what could not be taken.

    An asset that was changed here by a notice is not overwritten by a file that says something else: the
    tax system may not have heard of the change yet.
    """
    taken = known = 0
    problems: list[Problem] = []
    for batch in _batches(assets):
        numbers = {number for one in batch for number in one.owners}
        owners = dict(Owner.objects.filter(number__in=numbers).values_list("number", "pk"))
        before = {
            one.number: one
            for one in Asset.objects.filter(number__in=[one.number for one in batch]).prefetch_related(
                "holdings__owner"
            )
        }
        moved = set(
            Change.objects.filter(asset__in=[one.pk for one in before.values()]).values_list(
                "asset_id", flat=True
            )
        )
        fresh: list[tuple[Asset, NewAsset]] = []
        for new in batch:
            missing = [number for number in new.owners if number not in owners]
            if missing:
                said = "、".join(missing[:3])
                problems.append(
                    Problem(
                        0,
                        "owner_ids",
                        f"資産番号「{new.number}」：宛名番号「{said}」がありません。先に宛名を取り込んでください。",
                    )
                )
                continue
            row = before.get(new.number)
            if row is None:
                fresh.append((_fill_asset(Asset(added_at=context.now, number=new.number), new, context), new))
                continue
            if _told_of_asset(row) == _said_of_asset(new) and _has_shares(row, new):
                known += 1
                continue
            if row.pk in moved:
                problems.append(Problem(0, "", f"資産番号「{new.number}」：{_CHANGED_HERE}"))
                continue
            _fill_asset(row, new, context).save()
            row.holdings.all().delete()
            Holding.objects.bulk_create(_holdings(context, row, new, owners))
            taken += 1
        rows = Asset.objects.bulk_create(row for row, _ in fresh)
        Holding.objects.bulk_create(
            holding
            for row, (_, new) in zip(rows, fresh, strict=True)
            for holding in _holdings(context, row, new, owners)
        )
        taken += len(rows)
    return taken, known, problems


_CHANGED_HERE = (
    "この資産には登記の通知による異動があり、ファイルの内容と違います。上書きしていません。"
    "税システムが異動を取り込んだあとに、もう一度書き出してください。"
)
_ASSET_COLUMNS = (
    "kind", "town", "koaza", "lot", "building_number", "land_category", "use", "structure", "floor_areas",
)  # fmt: skip


def _said_of_asset(new: NewAsset) -> tuple[object, ...]:
    return (*(getattr(new, name) for name in _ASSET_COLUMNS), new.area_m2, frozenset(new.owners))


def _has_shares(row: Asset, new: NewAsset) -> bool:
    """Whether the shares are those of the file, or the file tells none."""
    if not new.shares:
        return True
    told = dict(zip(new.owners, new.shares, strict=True))
    return {one.owner.number: one.share for one in row.holdings.all()} == told


def _told_of_asset(row: Asset) -> tuple[object, ...]:
    owners = frozenset(one.owner.number for one in row.holdings.all())
    return (*(getattr(row, name) for name in _ASSET_COLUMNS), row.area_m2, owners)


def _fill_asset(row: Asset, new: NewAsset, context: Context) -> Asset:
    row.municipality_code = context.municipality_code
    for name in _ASSET_COLUMNS:
        setattr(row, name, getattr(new, name))
    row.area_m2 = new.area_m2
    row.place_key = place_key(new.town, new.koaza, new.lot)[:300]
    return row


def _holdings(context: Context, row: Asset, new: NewAsset, owners: Mapping[str, int]) -> Iterator[Holding]:
    told = dict(zip(new.owners, new.shares, strict=True)) if new.shares else {}
    for place, number in enumerate(dict.fromkeys(new.owners)):
        share = told.get(number)
        yield Holding(
            municipality_code=context.municipality_code,
            asset=row,
            owner_id=owners[number],
            place=place,
            numerator=share.numerator if share is not None else None,
            denominator=share.denominator if share is not None else None,
        )


def store_notices(context: Context, file: LedgerFile, notices: Sequence[NewNotice]) -> list[Notice]:
    """Those of the notices that are new. The same number with another content is another notice: a person
    has to see both.
    """
    stored: list[Notice] = []
    for batch in _batches(notices):
        numbers = [one.number for one in batch]
        before = set(Notice.objects.filter(number__in=numbers).values_list("number", "digest"))
        fresh: dict[tuple[str, str], Notice] = {}
        for new in batch:
            key = (new.number, new.digest)
            if key not in before and key not in fresh:
                fresh[key] = Notice(
                    municipality_code=context.municipality_code,
                    file=file,
                    line=new.line,
                    number=new.number,
                    digest=new.digest,
                    received_on=new.received_on,
                    kind=new.kind,
                    event=new.event,
                    content=dict(new.content),
                )
        stored += Notice.objects.bulk_create(fresh.values())
    return stored


def _batches(rows: Iterable[Each]) -> Iterator[Sequence[Each]]:
    waiting = iter(rows)
    while batch := tuple(islice(waiting, _AT_ONCE)):
        yield batch
