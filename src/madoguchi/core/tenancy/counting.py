"""How much of something there is, for pages that show many such numbers: never more than a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.core.tenancy.scope import first_row

MOST_COUNTED = 100
"""Nobody needs to know more from a glance; so a number costs the same however much lies there."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted under `name`: a text `SELECT 1 FROM … WHERE …` written in code, with its parameters.

    An index is to find the rows in question, and nothing but them.
    """

    name: str
    query: str
    parameters: Sequence[Any] = ()


def count_each(code: str, asked: Sequence[Counted]) -> Mapping[str, int]:
    """By name: how many rows of one municipality each query finds, at most MOST_COUNTED.

    All of them in one round trip to the database. Raises InvalidMunicipalityCodeError.
    """
    if not asked:
        return {}
    columns = ", ".join(
        f"(SELECT count(*) FROM ({one.query} LIMIT {MOST_COUNTED}) AS few)"  # noqa: S608 - from code
        for one in asked
    )
    row = first_row(code, f"SELECT {columns}", [value for one in asked for value in one.parameters])
    return dict(zip((one.name for one in asked), row or (), strict=False))
