"""Whose data the current transaction works on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SETTING = "madoguchi.municipality"
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
    with transaction.atomic():
        before = current_municipality()
        if before == code:
            yield
            return
        _set(code)
        yield
        # Not in a `finally`: an exception rolls the savepoint back, and the setting goes back with it.
        _set(before or "")


def current_municipality() -> str | None:
    """The municipality of the current transaction, or None outside of `municipality(...)`."""
    if not connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        row = cursor.fetchone()
    return row[0] or None if row else None


def _set(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, code])
