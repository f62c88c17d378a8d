"""The levels of `comparing` as conditions in SQL over prepared columns, for whole registers in DuckDB.

The edit distances of DuckDB count bytes, three for a kanji, so that 渡辺 and 渡部 are three apart: what is
one character off is asked of `one_off`, a function that `whole` registers.
"""

from __future__ import annotations

from typing import Any

from madoguchi.engines.matching.domain.levels import MISSING
from madoguchi.engines.matching.domain.model import Field
from madoguchi.engines.matching.domain.preparing import Prepared


def columns_of(person: Prepared, row: int) -> dict[str, Any]:
    """The columns of one person, known by a number; what is not known is an empty text or list."""
    name, birth, address = person.name, person.birth.western, person.address
    given = name.given or name.given_kana
    return {
        "unique_id": row,
        "family_written": name.family_written, "given_written": name.given_written,
        "family": name.family, "given": name.given,
        "family_kana": name.family_kana, "given_kana": name.given_kana,
        "whole_name": name.whole, "whole_kana": name.whole_kana, "kana_only": name.kana_only,
        "former": list(name.former),
        "birth": birth, "birth_japanese": person.birth.japanese,
        "place": address.place, "code": address.code, "hamlet": address.hamlet, "numbers": address.numbers,
        "block": address.block, "room": address.room, "house": address.house,
        "former_houses": list(person.former_houses), "sex": person.sex,
        # Empty is NULL here: an empty key joins nobody to anybody.
        "block_name": name.whole or None, "block_reading": name.whole_kana or None,
        "block_birth": birth or None, "block_house": address.house or None,
        "block_given": f"{given}|{address.place}" if given and address.place else None,
        "block_former": f"{name.former[0]}{name.given}" if name.former and name.given else None,
        "block_swapped": name.given + name.family or None,
        "block_day_month": birth[:4] + birth[6:] + birth[4:6] if len(birth) == 8 else None,
    }  # fmt: skip


BLOCKS = (
    "l.block_name = r.block_name",
    "l.block_reading = r.block_reading",
    "l.block_birth = r.block_birth",
    "l.block_house = r.block_house",
    "l.block_given = r.block_given",
    "l.block_name = r.block_swapped",
    "l.block_name = r.block_former",
    "l.block_former = r.block_name",
    "l.block_birth = r.block_day_month",
)
"""Which pairs are looked at; as `register` finds its candidates."""

TRAINING_BLOCKS = (
    "l.birth = r.birth AND l.birth <> ''",
    "l.whole_name = r.whole_name AND l.whole_name <> ''",
)
"""Pairs from which m is learned: each teaches the fields that it does not name."""

_WHOLE = "(whole_name_l <> '' AND whole_name_l = whole_name_r AND family_l <> family_r)"
_SWAPPED = (
    "(family_l <> '' AND given_l <> '' AND family_l = given_r AND given_l = family_r AND family_l <> given_l)"
)
_BY_READING = "(kana_only_l OR kana_only_r)"
_SAME_WHOLE_READING = "(whole_kana_l <> '' AND whole_kana_l = whole_kana_r)"
_FORMER = (
    "((family_l <> '' AND list_contains(former_r, family_l))"
    " OR (family_r <> '' AND list_contains(former_l, family_r)))"
)


def _name(part: str, *, former: bool) -> dict[str, str]:
    """Family or given name: written, key and reading of both sides."""
    one, other = f"{part}_l", f"{part}_r"
    kana_one, kana_other = f"{part}_kana_l", f"{part}_kana_r"
    both_read = f"({kana_one} <> '' AND {kana_other} <> '')"
    both_written = f"({one} <> '' AND {other} <> '')"
    same = f"({both_written} AND {one} = {other})"
    read_otherwise = f"({both_read} AND {kana_one} <> {kana_other})"
    apart = f"NOT {_WHOLE} AND NOT {_SWAPPED}"
    unknown = f"NOT {both_written}" + (f" AND NOT {_FORMER}" if former else "")
    conditions = {
        MISSING: f"{apart} AND CASE WHEN {_BY_READING} THEN NOT {both_read} AND NOT {_SAME_WHOLE_READING}"
        f" ELSE {unknown} END",
        "whole": _WHOLE,
        "swapped": _SWAPPED,
        "exact": f"NOT {_BY_READING} AND {same} AND NOT {read_otherwise}"
        f" AND {part}_written_l = {part}_written_r",
        "variant": f"NOT {_BY_READING} AND {same} AND NOT {read_otherwise}",
        "other_reading": f"NOT {_BY_READING} AND {same}",
        "kana": f"{_BY_READING} AND CASE WHEN {both_read} THEN {kana_one} = {kana_other}"
        f" ELSE {_SAME_WHOLE_READING} END",
        "sound": f"NOT {_BY_READING} AND {both_read} AND {kana_one} = {kana_other}",
        "close": f"CASE WHEN {_BY_READING} THEN one_off({kana_one}, {kana_other}, 3)"
        f" ELSE one_off({one}, {other}, 2) END",
        "different": "ELSE",
    }
    if former:
        conditions["former"] = f"NOT {_BY_READING} AND {_FORMER}"
    return conditions


_PARTIAL = "(birth_l LIKE '%00' OR birth_r LIKE '%00')"
_YEAR, _MONTH, _DAY = "1, 4", "5, 2", "7, 2"


def _part(side: str, where: str) -> str:
    return f"substring(birth_{side}, {where})"


def _fit(where: str) -> str:
    one, other = _part("l", where), _part("r", where)
    return f"({one} = {other} OR {one} = '00' OR {other} = '00')"


_SAME_YEAR = f"{_part('l', _YEAR)} = {_part('r', _YEAR)}"
_BIRTH = {
    MISSING: "birth_l = '' OR birth_r = ''",
    "exact": f"birth_l = birth_r AND NOT {_PARTIAL}",
    "partial": f"{_PARTIAL} AND {_SAME_YEAR} AND {_fit(_MONTH)} AND {_fit(_DAY)}",
    "transposed": f"NOT {_PARTIAL} AND (({_SAME_YEAR} AND {_part('l', _MONTH)} = {_part('r', _DAY)}"
    f" AND {_part('l', _DAY)} = {_part('r', _MONTH)})"
    " OR (damerau_levenshtein(birth_l, birth_r) = 1 AND hamming(birth_l, birth_r) = 2))",
    "era": f"NOT {_PARTIAL} AND substring(birth_l, 5, 4) = substring(birth_r, 5, 4)"
    f" AND (abs(CAST({_part('l', _YEAR)} AS INTEGER) - CAST({_part('r', _YEAR)} AS INTEGER)) = 1"
    " OR substring(birth_japanese_l, 2) = substring(birth_japanese_r, 2))",
    "digit": f"NOT {_PARTIAL} AND (hamming(birth_l, birth_r) = 1 OR (birth_japanese_l <> ''"
    " AND birth_japanese_r <> '' AND hamming(birth_japanese_l, birth_japanese_r) = 1))",
    "different": "ELSE",
}

_SAME_PLACE = "(place_l <> '' AND place_l = place_r)"
_SAME_HAMLET = f"({_SAME_PLACE} AND (hamlet_l = hamlet_r OR hamlet_l = '' OR hamlet_r = ''))"
_SAME_NUMBERS = (
    f"({_SAME_HAMLET} AND numbers_l <> '' AND numbers_l = numbers_r"
    " AND (room_l = '' OR room_r = '' OR room_l = room_r))"
)
# As `comparing.AT_ONE_HOUSE`: the levels of a family name that people of one family share.
_ONE_FAMILY = (
    f"({_WHOLE} OR (NOT {_BY_READING} AND NOT {_SWAPPED} AND family_l <> '' AND family_r <> ''"
    f" AND family_l = family_r) OR (NOT {_BY_READING} AND NOT {_SWAPPED} AND {_FORMER})"
    f" OR (NOT {_SWAPPED} AND family_kana_l <> '' AND family_kana_l = family_kana_r"
    f" AND ({_BY_READING} OR (family_l <> '' AND family_r <> '')))"
    f" OR ({_BY_READING} AND NOT (family_kana_l <> '' AND family_kana_r <> '') AND {_SAME_WHOLE_READING}))"
)
_ADDRESS = {
    MISSING: "(place_l = '' AND code_l = '') OR (place_r = '' AND code_r = '')",
    "home": f"{_SAME_NUMBERS} AND {_ONE_FAMILY}",
    "number": _SAME_NUMBERS,
    "block": f"{_SAME_HAMLET} AND ((numbers_l <> '' AND numbers_l = numbers_r)"
    " OR (block_l <> '' AND block_l = block_r))",
    "former": "(house_l <> '' AND list_contains(former_houses_r, house_l))"
    " OR (house_r <> '' AND list_contains(former_houses_l, house_r))",
    "town": _SAME_PLACE,
    "municipality": "code_l <> '' AND code_l = code_r",
    "different": "ELSE",
}

LEVELS_IN_SQL: dict[Field, dict[str, str]] = {
    Field.FAMILY: _name("family", former=True),
    Field.GIVEN: _name("given", former=False),
    Field.BIRTH: _BIRTH,
    Field.ADDRESS: _ADDRESS,
    Field.SEX: {MISSING: "sex_l = '' OR sex_r = ''", "same": "sex_l = sex_r", "different": "ELSE"},
}
"""Condition by level; a level is asked only when those before it (in `levels.LEVELS`) do not hold. The family
name of people in one house counts with the house, see `whole`.
"""
