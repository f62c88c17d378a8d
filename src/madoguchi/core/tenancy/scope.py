"""Whose data the current transaction works on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from madoguchi.core.database.telling import before_next
from madoguchi.core.tenancy.endings import KEPT_ON_CONNECTION, finish

SETTING = "madoguchi.municipality"
_SET = "SELECT set_config(%s, %s, true)"
_CODE = re.compile(r"[0-9]{6}", re.ASCII)


class InvalidMunicipalityCodeError(ValueError):
    """市町村コードは6桁の数字です。"""


@contextmanager
def municipality(code: str) -> Iterator[None]:
    """Work on the data of one municipality, inside a transaction that ends with the block.

    `code` is the six-digit municipality code as text. PostgreSQL's row security compares it with each row; it
    is set for the transaction only, so it can never leak to the next user of the connection. Blocks nest: an
    inner block of another municipality gives the outer one back at its end. Raises
    InvalidMunicipalityCodeError.
    """
    if not _CODE.fullmatch(code):
        raise InvalidMunicipalityCodeError(InvalidMunicipalityCodeError.__doc__)
    before = current_municipality()
    inside_transaction = connection.in_atomic_block
    with transaction.atomic():
        if before == code:
            yield
            return
        _set(code)
        setattr(connection, KEPT_ON_CONNECTION, code)
        try:
            yield
            finish(code)
        finally:
            setattr(connection, KEPT_ON_CONNECTION, before)
        # After an exception the savepoint is rolled back and the setting goes back with it; at the end of the
        # outermost transaction PostgreSQL forgets it by itself.
        if inside_transaction:
            _set(before or "")


@contextmanager
def reading(code: str) -> Iterator[None]:
    """As `municipality(code)` for a block that only reads: within that municipality it costs nothing.

    There is nothing to take back, so that no savepoint is needed; a transaction that PostgreSQL has broken
    stays broken. Raises InvalidMunicipalityCodeError.
    """
    if connection.in_atomic_block and current_municipality() == code:
        yield
        return
    with municipality(code):
        yield


def first_row(code: str, query: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first of `all_rows`, or None."""
    return next(iter(all_rows(code, query, parameters)), None)


def all_rows(code: str, query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query on the data of one municipality, in one round trip to the database.

    For what every page reads, few rows. The setting and the query travel as one message, which PostgreSQL
    runs as one transaction; within a transaction it is `municipality(code)` and the query. `query` is written
    in code, one statement with `%s` for `parameters`. Raises InvalidMunicipalityCodeError.
    """
    if not _CODE.fullmatch(code):
        raise InvalidMunicipalityCodeError(InvalidMunicipalityCodeError.__doc__)
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            with municipality(code):
                cursor.execute(query, parameters)
        else:
            cursor.execute(f"{_SET}; {query}", [SETTING, code, *parameters])
            cursor.nextset()
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def current_municipality() -> str | None:
    """The municipality of the current transaction, or None outside of `municipality(...)`."""
    code: str | None = getattr(connection, KEPT_ON_CONNECTION, None)
    return code


def _set(code: str) -> None:
    # Six digits, or nothing.
    if not before_next().with_beginning(f"SELECT set_config('{SETTING}', '{code}', true)"):
        with connection.cursor() as cursor:
            cursor.execute(_SET, [SETTING, code])
