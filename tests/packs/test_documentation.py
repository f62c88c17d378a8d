"""What packs may hold is written down, and what is written down works."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "packs" / "_schema"
REFERENCE = (ROOT / "docs" / "reference" / "packs.md").read_text(encoding="utf-8")


def _fields(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        properties = part.get("properties", {})
        if isinstance(properties, dict):
            yield from properties
        for value in part.values():
            yield from _fields(value)
    if isinstance(part, list):
        for value in part:
            yield from _fields(value)


def test_every_field_of_every_schema_is_in_the_reference() -> None:
    words = set(re.findall(r"[a-z_0-9]+", REFERENCE))
    for path in SCHEMAS.glob("*.schema.json"):
        missing = set(_fields(json.loads(path.read_text(encoding="utf-8")))) - words
        assert not missing, f"{path.name}: {sorted(missing)}"


def test_every_choice_of_every_schema_is_in_the_reference() -> None:
    def choices(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (choice for choice in part.get("enum", ()) if isinstance(choice, str))
            for value in part.values():
                yield from choices(value)
        if isinstance(part, list):
            for value in part:
                yield from choices(value)

    for path in SCHEMAS.glob("*.schema.json"):
        for choice in choices(json.loads(path.read_text(encoding="utf-8"))):
            assert choice in REFERENCE, f"{path.name}: {choice}"
