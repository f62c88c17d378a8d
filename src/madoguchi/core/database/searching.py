"""Conditions that find people by prefixes and that an index can answer behind row security.

Row security lets the planner use an index only for comparisons that cannot leak a value. LIKE and the
trigrams of pg_trgm are not among them, `>=` and `<` are: with the C collation they find a prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Lookup, Q

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup  # Django's lookups take no type parameters at run time

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


def is_one_of(column: str, values: Sequence[Any]) -> Lookup[Any]:
    """Rows whose `column` has one of the values, for `filter`. Unlike `__in` it is one text of SQL for any
    number of values, none included: a `CompiledQuery` takes them as a list.
    """
    return _IsOneOf(F(column), values)


class _IsOneOf(_Lookup):
    """`column = ANY (array)`; PostgreSQL takes an index for it as for a single value."""

    lookup_name = "is_one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The array is one parameter."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", (*parameters, list(self.rhs))
