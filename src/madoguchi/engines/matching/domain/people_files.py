"""People out of a CSV: a register, or records to be looked up. A bad line is named and the rest goes on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from madoguchi.engines.matching.domain.model import Person
from madoguchi.lib.japanese.dates import DateError, parse_date
from madoguchi.lib.text_lines import text_lines

COLUMNS = (
    "key", "name", "kana", "birth_date", "address", "sex", "municipality_code", "former_families",
    "former_addresses", "corporate",
)  # fmt: skip
"""Columns that are read, in any order; others are left alone. Only `key` and `name` or `kana` or `corporate`
have to be there. Several former names or addresses stand side by side with `;`.
"""
_SEXES = {"female": "female", "male": "male", "女": "female", "男": "male", "f": "female", "m": "male",
          "2": "female", "1": "male", "": ""}  # fmt: skip


class PeopleFileError(ValueError):
    """人のCSVが読めません。1行目に key と name などの列の名前を書いてください。"""

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "")
        super().__init__(self.message)


def read_people(file: BinaryIO, problems: list[str]) -> Iterator[Person]:
    """The people of a CSV in UTF-8 or Shift_JIS; what is wrong with a line goes to `problems`, in Japanese.

    Raises PeopleFileError when the first line has no names of columns. A person without a readable birth date
    is left out: a date that is only dropped would match more people, not fewer.
    """
    lines = text_lines(file)
    header = next(lines, None)
    names = [one.strip() for one in _cells(header.text)] if header else []
    if "key" not in names or not {"name", "kana", "corporate"} & set(names):
        raise PeopleFileError
    seen: set[str] = set()
    for line in lines:
        if line.problem:
            problems.append(f"{line.number}行目：{line.problem}")
            continue
        if not line.text.strip():
            continue
        values = _cells(line.text)
        if len(values) != len(names):
            problems.append(f"{line.number}行目：列が{len(values)}個です（{len(names)}個のはずです）。")
            continue
        try:
            person = _person(dict(zip(names, values, strict=True)))
        except (DateError, PeopleFileError) as error:
            problems.append(f"{line.number}行目：{error.message}")
            continue
        if person.key in seen:
            problems.append(f"{line.number}行目：key「{person.key}」が前の行と同じです。")
            continue
        seen.add(person.key)
        yield person


def _person(row: dict[str, str]) -> Person:
    key = row.get("key", "").strip()
    if not key:
        raise PeopleFileError("key が空です。")
    if not any(row.get(name, "").strip() for name in ("name", "kana", "corporate")):
        raise PeopleFileError("氏名がありません（name、kana、corporate）。")
    birth = row.get("birth_date", "").strip()
    sex = _SEXES.get(row.get("sex", "").strip().casefold())
    if sex is None:
        raise PeopleFileError("sex は female か male（女、男）です。")
    return Person(
        key=key,
        name=row.get("name", "").strip(),
        kana=row.get("kana", "").strip(),
        birth_date=parse_date(birth) if birth else None,
        address=row.get("address", "").strip(),
        sex=sex,
        former_families=_several(row.get("former_families", "")),
        former_addresses=_several(row.get("former_addresses", "")),
        municipality_code=row.get("municipality_code", "").strip(),
        corporate=row.get("corporate", "").strip(),
    )


def _cells(line: str) -> list[str]:
    """The cells of a line; none where quotes or line ends make no sense."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error:
        return []


def _several(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(";") if one.strip())
