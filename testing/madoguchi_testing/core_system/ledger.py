"""Where the stand-in keeps what it took: one SQLite file, each key once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from madoguchi_testing.core_system.reading import ReadParcel

_SCHEMA = """
CREATE TABLE IF NOT EXISTS parcel (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, municipality_code TEXT NOT NULL,
    digest TEXT NOT NULL, rows TEXT NOT NULL, stored_at TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class StoredParcel:
    """A parcel in the ledger."""

    key: UUID
    kind: str
    municipality_code: str
    digest: str
    rows: tuple[dict[str, str], ...]
    stored_at: datetime


class Ledger:
    """The ledger file; every call opens it afresh, as a process that starts again would."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as connection, connection:
            connection.execute(_SCHEMA)

    def store(self, parcel: ReadParcel, now: datetime) -> bool:
        """Store a parcel once; False when its key is there already, with whatever content."""
        return self.store_all([parcel], now) == [True]

    def store_all(self, parcels: Sequence[ReadParcel], now: datetime) -> list[bool]:
        """Store many parcels in one transaction; for each what `store` says."""
        with closing(self._connect()) as connection, connection:
            return [
                connection.execute(
                    "INSERT INTO parcel VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                    (
                        str(parcel.key),
                        parcel.kind,
                        parcel.municipality_code,
                        parcel.digest,
                        json.dumps(parcel.rows, ensure_ascii=False),
                        now.isoformat(),
                    ),
                ).rowcount
                == 1
                for parcel in parcels
            ]

    def get(self, key: UUID) -> StoredParcel | None:
        """The parcel of a key."""
        return next((one for one in self.all() if one.key == key), None)

    def all(self) -> tuple[StoredParcel, ...]:
        """All parcels in the order in which they were stored."""
        with closing(self._connect()) as connection:
            found = connection.execute(
                "SELECT key, kind, municipality_code, digest, rows, stored_at FROM parcel ORDER BY rowid"
            ).fetchall()
        return tuple(
            StoredParcel(UUID(key), kind, code, digest, tuple(json.loads(rows)), datetime.fromisoformat(at))
            for key, kind, code, digest, rows, at in found
        )

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=30)
