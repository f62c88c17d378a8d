"""How much one caller may do, and marks by which callers are told apart without knowing who they are.

A mark is a keyed hash: whoever has the database and not the key learns nothing from it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.text import digits_of, fold_for_search, normalise_width

MARK_SIZE: Final = 16
"""Bytes of a mark; twice as many hexadecimal digits."""
KEPT = timedelta(hours=1)
"""How long it is known that somebody pressed: longer than any limit looks back."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many within a time."""

    most: int
    within: timedelta


OF_A_BROWSER = Limit(6, timedelta(minutes=30))
"""A family books for its grandparents too; a program does not stop at six."""
OF_AN_ADDRESS = Limit(300, timedelta(minutes=10))
"""A library, an office or a whole mobile network stands behind one address."""


def mark(key: bytes, *parts: str) -> str:
    """The mark of something under a key: 32 hexadecimal digits.

    >>> mark(b"k", "a", "bc") == mark(b"k", "ab", "c")
    False
    """
    written = "\0".join(part.replace("\0", "") for part in parts)
    return hashlib.blake2b(written.encode("utf-8"), key=key, digest_size=MARK_SIZE).hexdigest()


def person_mark(key: bytes, code: str, *, name: str, email: str, phone: str, browser: str) -> str:
    """The mark of one person in one municipality, however name and contact are written.

    The telephone number comes first: it is what web and telephone both ask for. A name alone is not one
    person: without a contact the browser stands for it. `key`: of the municipality's persons.
    """
    reached = _number_of(phone) or fold_for_search(email) or f"browser:{browser}"
    return mark(key, "person", code, search_key(name), reached)


def _number_of(phone: str) -> str:
    """The digits as they are dialled in Japan: `+81 90…` is `090…`."""
    digits = digits_of(phone)
    abroad = normalise_width(phone).strip().startswith("+81") and not digits.startswith("810")
    return f"0{digits[2:]}" if abroad else digits
