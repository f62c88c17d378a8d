"""The schemas of packs: whatever they refuse can be told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.packs.schemas import Schemas

FOLDER = Path(__file__).parents[4] / "packs" / "_schema"


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        for value in part.values():
            yield from patterns(value)
    elif isinstance(part, list):
        for value in part:
            yield from patterns(value)


@pytest.mark.parametrize(
    "pattern",
    sorted({one for path in FOLDER.glob("*.json") for one in patterns(json.loads(path.read_text("utf-8")))}),
)
def test_what_does_not_fit_a_pattern_is_told_how_to_write_it(pattern: str, tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"value": {"type": "string", "pattern": pattern}}}
    (tmp_path / "thing.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (told,) = Schemas(tmp_path).problems("thing", {"value": "＊ ＊"}, lambda _: ("thing.yaml", 1))
    assert told.remedy.endswith("。")
