"""The folders of the exchange with the core system."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

_CODE = re.compile(r"[0-9]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files of one municipality lie. `outgoing`: ours to the core system; `answers`: its to us."""

    root: Path
    municipality_code: str

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.municipality_code):
            raise ValueError("a municipality code has six digits")

    @property
    def outgoing(self) -> Path:
        """`<root>/<code>/outgoing`: one CSV file per key."""
        return self.root / self.municipality_code / "outgoing"

    @property
    def answers(self) -> Path:
        """`<root>/<code>/answers`: one JSON file per key."""
        return self.root / self.municipality_code / "answers"

    def parcel_file(self, target: str, kind: str, key: UUID) -> Path:
        """`<target>.<kind>_<key>.csv`; anything but letters, digits and _ in the names is replaced."""
        return self.outgoing / f"{plain_name(target)}.{plain_name(kind)}_{key}.csv"

    def answer_file(self, key: UUID) -> Path:
        """`<key>.json`."""
        return self.answers / f"{key}.json"


def plain_name(name: str) -> str:
    """A target or kind as part of a file name: small letters, digits and _."""
    return re.sub(r"[^a-z0-9_]", "_", name.lower())
