"""Taking in files: assets and 宛名 of the tax system, notices of the registry office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import FileKind, LedgerFile, NewFile
from madoguchi.journeys.tax_ledger.reading_files import read_assets, read_notices, read_owners
from madoguchi.journeys.tax_ledger.rows import new_asset, new_notice, new_owner

RECEIVED = "tax_ledger.notices_received"


@dataclass(frozen=True, slots=True)
class Taken:
    """The file, and whether it came before: then nothing was done."""

    file: LedgerFile
    again: bool


class TakeFile(Action[NewFile, Taken]):
    """Take in a file. The same content again is the same file, also for two people at once.

    Lines that cannot be read are named and left out. Raises FileUnreadableError where nothing can be read,
    NotYourDeskError.
    """

    name: ClassVar[str] = "tax_ledger.take_file"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: NewFile) -> Taken:
        """One writer at a time: who comes second finds the file."""
        book.check_desk(context.actor)
        book.one_writer(context.municipality_code)
        known = book.known_file(given)
        if known is not None:
            return Taken(known, again=True)
        take = {FileKind.ASSETS: _assets, FileKind.OWNERS: _owners, FileKind.NOTICES: _notices}[given.kind]
        return Taken(take(context, given), again=False)

    def subject(self, given: NewFile, result: Taken) -> str:
        """The file."""
        return f"ledger_file:{result.file.uuid}"

    def details(self, given: NewFile, result: Taken) -> Mapping[str, Any]:
        """Kind and numbers."""
        file = result.file
        return {
            "kind": file.kind,
            "again": result.again,
            "taken": file.taken,
            "known": file.known,
            "refused": file.refused,
        }

    def events(self, context: Context, given: NewFile, result: Taken) -> Iterable[Event]:
        """Notices are to be matched."""
        if given.kind is FileKind.NOTICES and not result.again and result.file.taken:
            yield Event(RECEIVED, f"ledger_file:{result.file.uuid}", {"notices": result.file.taken})


def _owners(context: Context, given: NewFile) -> LedgerFile:
    read = read_owners(given.name, given.content, given.columns)
    taken, known = book.store_owners(context, map(new_owner, read.rows))
    return book.note_file(context, given, lines=read.lines, taken=taken, known=known, problems=read.problems)


def _assets(context: Context, given: NewFile) -> LedgerFile:
    read = read_assets(given.name, given.content, context.municipality_code, given.columns)
    taken, known, problems = book.store_assets(context, map(new_asset, read.rows))
    return book.note_file(
        context, given, lines=read.lines, taken=taken, known=known, problems=[*read.problems, *problems]
    )


def _notices(context: Context, given: NewFile) -> LedgerFile:
    read = read_notices(given.name, given.content, given.columns)
    file = book.note_file(context, given, lines=read.lines, taken=0, known=0, problems=read.problems)
    stored = book.store_notices(context, file, [new_notice(one) for one in read.rows])
    file.taken, file.known = len(stored), len(read.rows) - len(stored)
    file.save(update_fields=["taken", "known"])
    return file
