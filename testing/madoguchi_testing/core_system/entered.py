"""What came into the stand-in through its screens: one SQLite file, each number once; and its list of all."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entered (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, fields TEXT NOT NULL, receipt TEXT NOT NULL
)
"""
LIST_COLUMNS = ("引渡番号", "結果", "受付番号", "知らせ")


@dataclass(frozen=True, slots=True)
class Entered:
    """A record that was typed in or read from a code."""

    key: str
    kind: str
    fields: Mapping[str, str]
    receipt: str


class EnteredLedger:
    """The file; every call opens it afresh, as a process that starts again would."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection, connection:
            connection.execute(_SCHEMA)

    def enter(self, key: str, kind: str, fields: Mapping[str, str], receipt: str) -> bool:
        """Store once; False when the number is there already."""
        with closing(self._connect()) as connection, connection:
            changed = connection.execute(
                "INSERT INTO entered VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                (key, kind, json.dumps(dict(fields), ensure_ascii=False), receipt),
            )
            return changed.rowcount == 1

    def get(self, key: str) -> Entered | None:
        """The record of a number."""
        return next((one for one in self.all() if one.key == key), None)

    def all(self) -> tuple[Entered, ...]:
        """All records in the order in which they came."""
        with closing(self._connect()) as connection:
            found = connection.execute(
                "SELECT key, kind, fields, receipt FROM entered ORDER BY rowid"
            ).fetchall()
        return tuple(Entered(key, kind, json.loads(fields), receipt) for key, kind, fields, receipt in found)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=30)


def list_csv(lines: Iterable[tuple[str, str, str, str]]) -> bytes:
    """The core system's own list, for the reconciliation: 引渡番号, 結果, 受付番号, 知らせ."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(LIST_COLUMNS)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")
