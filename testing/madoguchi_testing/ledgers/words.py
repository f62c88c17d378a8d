"""Parts of invented names."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path


def words() -> dict[str, list[str]]:
    """The words of `words.txt` by kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, *rest = line.split(" ")
            found[kind] += rest
    return dict(found)
