"""Files in another layout: kept until their columns are chosen, and taken in by what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import FileKind, HeldFile, NewFile
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap, as_mapping
from madoguchi.journeys.tax_ledger.actions.taking import TakeFile, Taken


class HoldFile(Action[NewFile, HeldFile]):
    """Keep a file for whoever sent it until its columns are chosen, a day at most. Raises
    NotYourDeskError.
    """

    name: ClassVar[str] = "tax_ledger.hold_file"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: NewFile) -> HeldFile:
        """Nothing of it is read into the ledger."""
        book.check_desk(context.actor)
        return book.hold(context, given)

    def subject(self, given: NewFile, result: HeldFile) -> str:
        """The held file."""
        return f"held_file:{result.uuid}"

    def details(self, given: NewFile, result: HeldFile) -> Mapping[str, Any]:
        """Its kind."""
        return {"kind": given.kind.value}


@dataclass(frozen=True, slots=True)
class ChosenColumns:
    """A held file and in which columns its fields stand."""

    uuid: UUID
    columns: ColumnMap = field(repr=False)


class TakeHeldFile(Action[ChosenColumns, Taken]):
    """Take in a held file by the columns chosen, and remember them for the next file of its kind.

    Raises LedgerNotFoundError, FileUnreadableError, NotYourDeskError.
    """

    name: ClassVar[str] = "tax_ledger.take_held_file"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: ChosenColumns) -> Taken:
        """As any other file; it is held no longer."""
        held = book.held_file(context, given.uuid)
        new = NewFile(held.what, held.name, bytes(held.content), columns=given.columns)
        taken = TakeFile().perform(context, new)
        book.keep_layout(context, held.what, given.columns)
        held.delete()
        return taken

    def subject(self, given: ChosenColumns, result: Taken) -> str:
        """The file."""
        return f"ledger_file:{result.file.uuid}"

    def details(self, given: ChosenColumns, result: Taken) -> Mapping[str, Any]:
        """Numbers, and the columns: names of columns are nobody's data."""
        file = result.file
        return {
            "kind": file.kind, "again": result.again, "taken": file.taken, "known": file.known,
            "refused": file.refused, "columns": as_mapping(given.columns),
        }  # fmt: skip

    def events(self, context: Context, given: ChosenColumns, result: Taken) -> Iterable[Event]:
        """As for a file that needed no choice."""
        file = result.file
        return TakeFile().events(context, NewFile(file.what, file.name, b""), result)


class DropHeldFile(Action[UUID, None]):
    """Do without a held file. Raises LedgerNotFoundError, NotYourDeskError."""

    name: ClassVar[str] = "tax_ledger.drop_held_file"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: UUID) -> None:
        """Nothing of it stays."""
        book.held_file(context, given).delete()

    def subject(self, given: UUID, result: None) -> str:
        """The held file."""
        return f"held_file:{given}"


class ForgetLayout(Action[FileKind, bool]):
    """Remember the columns of a kind of file no longer: the next such file asks. Raises NotYourDeskError."""

    name: ClassVar[str] = "tax_ledger.forget_layout"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: FileKind) -> bool:
        """Whether there was one."""
        book.check_desk(context.actor)
        return book.forget_layout(given)

    def subject(self, given: FileKind, result: bool) -> str:
        """The kind."""
        return f"layout:{given.value}"
