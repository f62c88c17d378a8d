"""Conditions that find people by prefixes and that an index can answer behind row security.

Row security lets the planner use an index only for comparisons that cannot leak a value. LIKE and the
trigrams of pg_trgm are not among them, `>=` and `<` are: with the C collation they find a prefix.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

KEY_COLLATION = "C"
"""Of columns that hold search keys: compared byte by byte, so that all that begin alike stand together."""

_AFTER_ALL = "\U0010ffff"


def starts_with(column: str, prefix: str) -> Q:
    """Rows whose `column` (of collation KEY_COLLATION) begins with `prefix`."""
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix + _AFTER_ALL})


def any_of(conditions: Iterable[Q]) -> Q:
    """Rows that fit at least one of the conditions; all rows when there is none."""
    combined = Q()
    for condition in conditions:
        combined |= condition
    return combined
