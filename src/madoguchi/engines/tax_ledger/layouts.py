"""Layouts of files that a municipality gets, as somebody chose them, and files that wait for such a choice.

All of it inside `tenancy.municipality(...)`.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from madoguchi.core.actions import Context
from madoguchi.engines.tax_ledger.access import check_reading
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap, ColumnMapError, as_mapping, column_maps
from madoguchi.engines.tax_ledger.domain.states import FileKind
from madoguchi.engines.tax_ledger.errors import LedgerNotFoundError
from madoguchi.engines.tax_ledger.models import ColumnLayout, HeldFile
from madoguchi.engines.tax_ledger.storing import NewFile

_HELD_FOR = timedelta(days=1)


def kept_layout(kind: FileKind) -> ColumnMap | None:
    """The map that was chosen for files of a kind, or None. One that cannot be read is none."""
    row = ColumnLayout.objects.filter(kind=kind.value).first()
    if row is None:
        return None
    try:
        return column_maps({kind.value: row.fields}, kind.label)[kind.value]
    except ColumnMapError:
        return None


def keep_layout(context: Context, kind: FileKind, fields: ColumnMap) -> ColumnLayout:
    """Remember a map; the one before is gone."""
    row, _ = ColumnLayout.objects.update_or_create(
        kind=kind.value,
        defaults={
            "fields": as_mapping(fields),
            "changed_at": context.now,
            "changed_by_name": context.actor.told_name[:100],
        },
    )
    return row


def forget_layout(kind: FileKind) -> bool:
    """Remember it no longer; whether there was one."""
    return bool(ColumnLayout.objects.filter(kind=kind.value).delete()[0])


def layouts() -> tuple[ColumnLayout, ...]:
    """All that are remembered."""
    return tuple(ColumnLayout.objects.order_by("kind"))


def hold(context: Context, new: NewFile) -> HeldFile:
    """Keep a file until its columns are chosen; what others left lying for a day goes."""
    HeldFile.objects.filter(held_at__lt=context.now - _HELD_FOR).delete()
    return HeldFile.objects.create(
        kind=new.kind.value,
        name=new.name[-200:],
        content=new.content,
        held_at=context.now,
        held_by=context.actor.id,
    )


def held_file(context: Context, uuid: UUID) -> HeldFile:
    """A file that somebody sent and that waits. Raises LedgerNotFoundError, NotYourDeskError."""
    check_reading(context)
    row = HeldFile.objects.filter(uuid=uuid, held_by=context.actor.id).first()
    if row is None:
        raise LedgerNotFoundError(LedgerNotFoundError.__doc__)
    return row
