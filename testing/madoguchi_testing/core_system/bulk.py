"""The stand-in's way with bulk files: store what is right, answer for every key in one file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from madoguchi.core import clock
from madoguchi.engines.handover.api import ANSWER_COLUMNS, TOTAL, BulkFolders
from madoguchi.lib.files import write_whole
from madoguchi_testing.core_system.ledger import Ledger
from madoguchi_testing.core_system.reading import ParcelRefusedError, read_batch

Line = tuple[str, str, str, str]
"""引渡番号, 結果, 受付番号, 知らせ."""


def receive_batches(
    directory: Path,
    ledger: Ledger,
    *,
    refuse: Callable[[UUID], str | None] = lambda _: None,
    between_storing_and_answering: Callable[[UUID], None] = lambda _: None,
) -> list[UUID]:
    """Deal with every bulk file that has no answer yet; the batches that were answered."""
    answered = []
    for folder in sorted(directory.glob("[0-9][0-9][0-9][0-9][0-9][0-9]")):
        folders = BulkFolders(directory, folder.name)
        for file in sorted((folder / "bulk").glob("*.csv")):
            batch = UUID(file.stem[-36:])
            if folders.batch_answer_file(batch).exists():
                continue
            try:
                lines = _store(file, folder.name, ledger, refuse)
            except ParcelRefusedError:
                continue  # a file that cannot be read has no keys to answer for
            between_storing_and_answering(batch)
            write_whole(folders.batch_answer_file(batch), acknowledgement(lines))
            answered.append(batch)
    return answered


def acknowledgement(lines: Sequence[Line]) -> bytes:
    """The content of an acknowledgement file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(ANSWER_COLUMNS)
    writer.writerows(lines)
    writer.writerow((TOTAL, len(lines), "", ""))
    return text.getvalue().encode("utf-8-sig")


def receipt_of(key: UUID) -> str:
    """The stand-in's own number of a record: it follows from the key, so that a repetition has the same."""
    return f"K{key.int % 10**8:08d}"


def _store(
    file: Path, municipality_code: str, ledger: Ledger, refuse: Callable[[UUID], str | None]
) -> list[Line]:
    read, wrong = read_batch(file, municipality_code)
    lines: list[Line] = [(str(key), "refused", "", str(error)) for key, error in wrong]
    wanted = []
    for parcel in read:
        reason = refuse(parcel.key)
        if reason is None:
            wanted.append(parcel)
        else:
            lines.append((str(parcel.key), "refused", "", reason))
    ledger.store_all(wanted, clock.now())
    lines += [(str(one.key), "stored", receipt_of(one.key), "") for one in wanted]
    return lines
