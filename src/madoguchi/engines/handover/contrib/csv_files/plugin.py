"""The adapter: a CSV file per record, an answer file per key."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from madoguchi.core.plugins import SelfTestResult
from madoguchi.engines.handover.contrib.csv_files.files import Folders
from madoguchi.engines.handover.domain.parcels import (
    Answer,
    DeliveryError,
    DeliveryImpossibleError,
    Parcel,
    targets,
)
from madoguchi.engines.handover.domain.register_rows import (
    COLUMNS,
    KEY_COLUMN,
    KIND_COLUMN,
    PROTECTED_COLUMN,
    TABLE,
    register_rows,
)
from madoguchi.lib.cells import protect
from madoguchi.lib.files import write_whole
from madoguchi.lib.japanese.text import remove_invisible

MOST_BYTES_OF_AN_ANSWER = 100_000
LONGEST_MESSAGE = 2_000
NOT_TEXT = "文字として扱えない文字が含まれています。内容を直して、もう一度引き渡してください。"
READ_BY_GROUP = 0o640
"""The core system runs as another user of the same group."""


@dataclass(frozen=True, slots=True)
class CsvFilesOptions:
    """`directory` is shared with the core system; below it each municipality has a folder of its own."""

    directory: Path


@targets.register
class CsvFiles:
    """Writes `<code>/outgoing/<target>.<kind>_<key>.csv`, reads `<code>/answers/<key>.json`.

    UTF-8 with BOM, CRLF, the columns of `register_rows` and one more that names protected cells. The same
    record gives the same file under the same name, so delivering twice leaves one file.
    """

    key: ClassVar[str] = "csv_files"
    label: ClassVar[str] = "CSVファイル"
    options: ClassVar[type] = CsvFilesOptions

    def __init__(self, options: CsvFilesOptions) -> None:
        self._directory = Path(options.directory)

    def deliver(self, parcel: Parcel) -> None:
        """Write the file, and take an earlier refusal away.

        Raises DeliveryError (folder, disk), DeliveryImpossibleError (content).
        """
        folders = Folders(self._directory, parcel.municipality_code)
        try:
            content = csv_of(parcel)
        except UnicodeEncodeError:
            raise DeliveryImpossibleError(NOT_TEXT) from None
        try:
            earlier = self.answer(parcel)
            if earlier is not None and not earlier.accepted:
                folders.answer_file(parcel.key).unlink(missing_ok=True)
            write_whole(
                folders.parcel_file(parcel.target, parcel.kind, parcel.key), content, mode=READ_BY_GROUP
            )
        except OSError as error:
            raise DeliveryError(
                f"引き渡しフォルダーに書き込めません（{error.strerror}）。"
                "フォルダーの空きと権限を確かめてください。自動でもう一度試みます。"
            ) from error

    def answer(self, parcel: Parcel) -> Answer | None:
        """The answer file; one that is not whole or is about another key counts as no answer yet."""
        file = Folders(self._directory, parcel.municipality_code).answer_file(parcel.key)
        try:
            if file.stat().st_size > MOST_BYTES_OF_AN_ANSWER:
                return None
            said = json.loads(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return None
        if not isinstance(said, dict) or said.get("key") != str(parcel.key):
            return None
        # Another program's words: what PostgreSQL cannot keep (NUL, surrogates) would stop every attempt.
        message = remove_invisible(str(said.get("message", "")), keep_line_breaks=True)[:LONGEST_MESSAGE]
        match said.get("status"):
            case "stored":
                return Answer(True, message)
            case "refused":
                return Answer(False, message or "理由は示されていません。")
        return None

    def clear(self, parcel: Parcel) -> None:
        """Take the file away: personal data lies in the folder no longer than it must."""
        folders = Folders(self._directory, parcel.municipality_code)
        folders.parcel_file(parcel.target, parcel.kind, parcel.key).unlink(missing_ok=True)

    def self_test(self) -> SelfTestResult:
        """Write a small file, read it, take it away."""
        probe = self._directory / f".self_test_{uuid4().hex}"
        try:
            write_whole(probe, b"madoguchi")
            whole = probe.read_bytes() == b"madoguchi"
            probe.unlink()
        except OSError as error:
            return SelfTestResult(
                False,
                f"引き渡しフォルダー {self._directory} に書き込めません（{error.strerror}）。"
                "フォルダーを作り、madoguchi を動かす利用者に書き込みを許してください。",
            )
        if not whole:
            return SelfTestResult(
                False, f"引き渡しフォルダー {self._directory} に書いた内容が読み戻せません。"
            )
        return SelfTestResult(True, f"引き渡しフォルダー {self._directory} に書き込めます。")


def csv_of(*parcels: Parcel) -> bytes:
    """The file's content, one parcel after the other. Raises UnicodeEncodeError for lone surrogates."""
    if len(parcels) == 1 and TABLE in parcels[0].payload:
        return _table_of(parcels[0])
    text = io.StringIO(newline="")
    columns = [*COLUMNS, PROTECTED_COLUMN]
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for parcel in parcels:
        for row in register_rows(parcel):
            protected = protect(row, PROTECTED_COLUMN)
            writer.writerow([protected[column] for column in columns])
    return text.getvalue().encode("utf-8-sig")


def _table_of(parcel: Parcel) -> bytes:
    """What brings a table of its own: its columns, each row led by the 引渡番号."""
    table = parcel.payload[TABLE]
    columns = [KEY_COLUMN, KIND_COLUMN, *table["columns"]]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*columns, PROTECTED_COLUMN])
    for row in table["rows"]:
        told = [str(parcel.key), f"{parcel.target}.{parcel.kind}", *row]
        protected = protect(dict(zip(columns, told, strict=True)), PROTECTED_COLUMN)
        writer.writerow(protected.values())
    return text.getvalue().encode("utf-8-sig")
