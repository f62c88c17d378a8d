"""How much one caller may do, and marks by which callers are told apart without knowing who they are.

A mark is a keyed hash: whoever has the database and not the key learns nothing from it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.text import digits_of, normalise_width, remove_invisible

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
OF_A_CONTACT = Limit(6, timedelta(minutes=30))
"""By whatever browser: who throws cookies away meets the same limit as who keeps them."""
OF_A_NAME_AT_AN_ADDRESS = Limit(6, timedelta(minutes=30))
"""The same for who invents a contact each time; namesakes behind one address are few."""
MOST_OF_A_NETWORK = 500
"""A day: a carrier's customers share a few hundred networks, and a town has no more bookings in a day."""
A_BURST = 30
"""So many of one network, calendar and day are shown to the office, who looks whether they are people."""
WITHOUT_CONTACT_AT_AN_ADDRESS = Limit(30, timedelta(minutes=10))
"""Nothing but the address tells these apart; most people leave a contact."""
_ONE_BOX: Final = {"gmail.com", "googlemail.com"}
"""Dots in the first part of these addresses make no other address."""


def mark(key: bytes, *parts: str) -> str:
    """The mark of something under a key: 32 hexadecimal digits.

    >>> mark(b"k", "a", "bc") == mark(b"k", "ab", "c")
    False
    """
    written = "\0".join(part.replace("\0", "") for part in parts)
    return hashlib.blake2b(written.encode("utf-8"), key=key, digest_size=MARK_SIZE).hexdigest()


def source_mark(key: bytes, code: str, network: str, day: date) -> str:
    """The mark of a network on one day: nothing tells that two days had the same; empty without a network.

    >>> source_mark(b"k", "072028", "", date(2026, 4, 1))
    ''
    """
    return mark(key, "source", code, network, day.isoformat()) if network else ""


def person_mark(key: bytes, code: str, *, name: str, email: str, phone: str, browser: str) -> str:
    """The mark of one person in one municipality, however name and contact are written.

    The telephone number comes first: it is what web and telephone both ask for. A name alone is not one
    person: without a contact the browser stands for it. `key`: of the municipality's persons.
    """
    reached = phone_key(phone) or email_key(email) or f"browser:{browser}"
    return mark(key, "person", code, name_key(name), reached)


def name_key(name: str) -> str:
    """A name, however it is written."""
    return search_key(name)


def email_key(email: str) -> str:
    """A mail box, however its address is written: in any width and case, with a tag, with dots that count for
    nothing; empty without an address.

    >>> email_key("Hana.Ko+march@GMail.com") == email_key("hanako@gmail.com")
    True
    """
    box, _, domain = normalise_width(remove_invisible(email)).strip().casefold().rpartition("@")
    box = box.partition("+")[0]
    if domain in _ONE_BOX:
        box, domain = box.replace(".", ""), "gmail.com"
    return f"{box}@{domain}" if box else ""


def phone_key(phone: str) -> str:
    """A telephone, however its number is written: grouped, in any width, as dialled from abroad; empty
    without a number.

    >>> phone_key("+81 (0)90-0000-1234") == phone_key("０９０００００１２３４") == "09000001234"
    True
    """
    digits = digits_of(phone)
    # Numbers of Japan begin with 0 at home.
    return f"0{digits[2:].lstrip('0')}" if digits.startswith("81") and len(digits) >= 11 else digits
