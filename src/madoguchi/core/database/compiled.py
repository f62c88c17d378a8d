"""Queries whose SQL is made once: for the few that run for each of many applications.

Django makes the text of a query anew each time. With the forty columns of three tables this takes several
times as long as PostgreSQL needs for a row that an index finds. The text depends on nothing but the query
itself; values go into it as parameters, as ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

from madoguchi.core.database.telling import Prepared

Row = TypeVar("Row", bound=models.Model)
Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs the text of a query with its parameters and gives its rows."""


class CompiledQuery(Generic[Row]):
    """A query of which only some values change.

    `make` builds it from `samples`: for each name a value of the type that is asked for later, text, UUID,
    date or (for `is_one_of`) a list of them, that stands nowhere else in the query. Rows are instances of the
    model with what `select_related` names, as from the query itself. With a name in `prepared` PostgreSQL
    plans it once for each connection (see `Prepared`).
    """

    def __init__(
        self, make: Callable[..., models.QuerySet[Row]], *, prepared: str = "", **samples: Any
    ) -> None:
        self._make, self._samples, self._prepared = make, samples, prepared
        # What converts rows knows its connection, and each thread has its own.
        self._of_thread = threading.local()

    def rows(self, **values: Any) -> list[Row]:
        """The rows for these values, one for each sample. Raises TypeError for names or types of others."""
        return self._with(values).run(values)

    def rows_through(self, ask: Ask, **values: Any) -> list[Row]:
        """The same by another way to the database than the current connection's cursor."""
        return self._with(values).run(values, ask)

    def _with(self, values: Mapping[str, Any]) -> _Made[Row]:
        if {name: type(one) for name, one in values.items()} != {
            name: type(one) for name, one in self._samples.items()
        }:
            raise TypeError("a compiled query takes the values of its samples, and their types")
        made: _Made[Row] | None = getattr(self._of_thread, "made", None)
        if made is None or made.connection is not connection.connection:
            made = self._of_thread.made = _Made(self._make(**self._samples), self._samples, self._prepared)
        return made


def rows_together(*asked: tuple[CompiledQuery[Any], Mapping[str, Any]]) -> list[list[Any]]:
    """The rows of several queries with their values, in one round trip to the database.

    PostgreSQL takes them up one after the other: what one of them waited for, the next one sees.
    """
    made = [(query._with(values), values) for query, values in asked]
    statements = [one.statement(values) for one, values in made]
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(text for text, _ in statements),
            [value for _, parameters in statements for value in parameters],
        )
        found = [cursor.fetchall()]
        while cursor.nextset():
            found.append(cursor.fetchall())
    return [one.read(rows) for (one, _), rows in zip(made, found, strict=True)]


def _ask(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class _Made(Generic[Row]):
    """The text of a query, where its values go, and how a row becomes an instance."""

    def __init__(self, query: models.QuerySet[Row], samples: Mapping[str, Any], prepared: str) -> None:
        self.connection = connection.connection
        names = {_key(sample): name for name, sample in samples.items()}
        compiler = query.query.get_compiler(connection=connection)
        self._sql, parameters = compiler.as_sql()
        self._prepared = Prepared(prepared, self._sql) if prepared else None
        types = {type(one) for one in samples.values()}
        self._parameters = [
            (names.get(_key(one), "") if type(one) in types else "", one) for one in parameters
        ]
        missing = set(samples) - {name for name, _ in self._parameters}
        if missing:
            raise ValueError(f"the query does not use {sorted(missing)}")
        shape = compiler.klass_info
        places = shape["select_fields"]
        self._model = shape["model"]
        self._first, self._last = places[0], places[-1] + 1
        self._columns = [one[0].target.attname for one in compiler.select[self._first : self._last]]
        # The stubs are of a later Django, which asks for a mode of fetching too.
        self._related = get_related_populators(shape, compiler.select, connection.alias)  # type: ignore[call-arg]
        self._compiler = compiler
        self._converters = compiler.get_converters([one[0] for one in compiler.select])

    def run(self, values: Mapping[str, Any], ask: Ask | None = None) -> list[Row]:
        """Ask PostgreSQL."""
        return self.read((ask or _ask)(*self.statement(values)))

    def statement(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The text and its parameters for these values."""
        text = self._sql if self._prepared is None else self._prepared.text()
        return text, [values[name] if name else one for name, one in self._parameters]

    def read(self, found: Any) -> list[Row]:
        """Instances from the rows that came."""
        if self._converters:
            found = self._compiler.apply_converters(found, self._converters)
        rows: list[Row] = []
        for one in found:
            row = self._model.from_db(connection.alias, self._columns, one[self._first : self._last])
            for related in self._related:
                related.populate(one, row)
            rows.append(row)
        return rows


def _key(value: object) -> tuple[type, object]:
    """By type too: 1 and True are equal, and a sample is looked for and nothing like it."""
    return type(value), tuple(value) if isinstance(value, list) else value
