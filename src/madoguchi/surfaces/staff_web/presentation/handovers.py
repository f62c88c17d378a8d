"""Hand-overs as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.handover.api import (
    Entry,
    FieldEntry,
    HandoverRecord,
    Opened,
    RobotOutcome,
    Status,
)

BADGES: Mapping[Status, str] = {
    Status.WAITING: "key",
    Status.DELIVERED: "key",
    Status.ACKNOWLEDGED: "success",
    Status.FAILED: "error",
}
RUN_BADGES: Mapping[RobotOutcome, str] = {
    RobotOutcome.RUNNING: "key",
    RobotOutcome.ENTERED: "success",
    RobotOutcome.FOUND: "success",
    RobotOutcome.STOPPED: "error",
    RobotOutcome.UNREACHABLE: "warning",
    RobotOutcome.UNCERTAIN: "error",
    RobotOutcome.BARRED: "error",
}
WITHOUT_PROCEDURE: Mapping[str, str] = {"property_tax.ledger_changes": "課税台帳の異動"}
"""What is handed over although no resident applied for it, by target and kind."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One field: what is typed, what people read where that differs, who said that it is entered."""

    entry: Entry
    beside: str
    by: FieldEntry | None


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The fields of the household or of one person; `blank`: labels of the fields that stay empty."""

    label: str
    lines: tuple[SheetLine, ...]
    blank: tuple[str, ...]


def label_of(record: HandoverRecord, pack: MunicipalityPack) -> str:
    """The procedure, or those that are handed over in this way; the kind where the pack knows none."""
    procedure = pack.procedures.get(record.procedure_key)
    if procedure is not None:
        return procedure.label
    wanted = f"{record.target}.{record.kind}"
    if wanted in WITHOUT_PROCEDURE:
        return WITHOUT_PROCEDURE[wanted]
    labels = [one.label for one in pack.procedures.values() if one.handover == wanted]
    return "、".join(labels[:2]) or wanted


def sheet_lines(opened: Opened) -> tuple[SheetGroup, ...]:
    """The sheet with what is entered already; empty for who may not see it."""
    if opened.sheet is None:
        return ()
    return tuple(
        SheetGroup(
            group.label,
            tuple(
                SheetLine(
                    entry,
                    entry.shown if entry.shown != entry.value else "",
                    opened.entered.get(entry.key),
                )
                for entry in group.entries
            ),
            group.blank,
        )
        for group in opened.sheet.groups
    )
