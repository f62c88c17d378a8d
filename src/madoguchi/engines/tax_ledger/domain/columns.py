"""A column map: in which columns of another layout the fields of a notice, an asset or an owner stand.

    notices:
      notice_id: 通知番号
      owner_name: [所有者姓, 所有者名]          # joined
      kind: {column: 種別, values: {"1": 土地, "2": 家屋}}
      event: {value: 所有権移転}                # the same in every line
    assets: {…}
    owners: {…}

Without `notices:`, `assets:` or `owners:` at the top the map is that of the notices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

PARTS = ("notices", "assets", "owners")


class ColumnMapError(ValueError):
    """The column map cannot be used; the message says why, in Japanese."""


class Source(NamedTuple):
    """Where a field comes from: columns whose cells are joined, or one value; then what cells stand for."""

    columns: tuple[str, ...] = ()
    value: str = ""
    values: Mapping[str, str] = {}


ColumnMap = Mapping[str, Source]


def read_column_map(path: Path) -> dict[str, ColumnMap]:
    """The maps of a YAML or JSON file by part. Raises ColumnMapError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise ColumnMapError(f"{path} を開けません（{error.strerror}）。") from None
    except (ValueError, yaml.YAMLError):
        raise ColumnMapError(f"{path} をYAMLとして（.json はJSONとして）読めません。") from None
    return column_maps(content, path.name)


def column_maps(content: object, name: str = "列の対応") -> dict[str, ColumnMap]:
    """The maps that a mapping says. Raises ColumnMapError."""
    if not isinstance(content, Mapping) or not content:
        raise ColumnMapError(f"{name} は「項目: 列の名前」の形で書いてください。")
    parts = content if set(content) <= set(PARTS) else {"notices": content}
    found: dict[str, ColumnMap] = {}
    for part, fields in parts.items():
        if not isinstance(fields, Mapping):
            raise ColumnMapError(f"{name} の {part} は「項目: 列の名前」の形で書いてください。")
        found[str(part)] = {str(field): _source(said, f"{name} の {field}") for field, said in fields.items()}
    return found


def _source(said: object, where: str) -> Source:
    if isinstance(said, str | int):
        return Source((str(said),))
    if isinstance(said, Sequence) and said and all(isinstance(one, str | int) for one in said):
        return Source(tuple(map(str, said)))
    if isinstance(said, Mapping) and set(said) <= {"column", "columns", "value", "values"}:
        columns = said.get("columns", said.get("column", ()))
        listed = (columns,) if isinstance(columns, str | int) else columns
        values = said.get("values", {})
        if isinstance(listed, Sequence) and isinstance(values, Mapping) and (listed or "value" in said):
            kept = {str(key): str(value) for key, value in values.items()}
            return Source(tuple(map(str, listed)), str(said.get("value", "")), kept)
    raise ColumnMapError(
        f"{where} は、列の名前、列の名前の並び、{{column, values}} か {{value}} で書いてください。"
    )


def as_mapping(fields: ColumnMap) -> dict[str, Any]:
    """The map of one part as it can be stored and read again by `column_maps`."""
    found: dict[str, Any] = {}
    for field, source in fields.items():
        if not source.columns:
            found[field] = {"value": source.value}
        elif source.values:
            found[field] = {"columns": list(source.columns), "values": dict(source.values)}
        else:
            found[field] = list(source.columns)
    return found


Getter = Callable[[list[str]], str]


class Plain:
    """Takes one cell as it stands."""

    def __init__(self, place: int) -> None:
        self.place = place

    def __call__(self, cells: list[str]) -> str:
        """The cell."""
        return cells[self.place]


def getter(source: Source, positions: Mapping[str, int]) -> Getter:
    """What takes a field out of the cells of a line; the columns must be there."""
    places = [positions[column] for column in source.columns]
    values = source.values
    if not places:
        value = source.value
        return lambda _: value
    if len(places) == 1:
        (place,) = places
        if not values:
            return Plain(place)
        return lambda cells: values.get(cells[place].strip(), cells[place])
    joined: Any = " ".join
    return lambda cells: joined(filter(None, (cells[place].strip() for place in places)))
