"""Who comes, as typed: cleaned, and told what cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from madoguchi.core.languages import translatable
from madoguchi.lib.japanese.text import digits_of, normalise_width, remove_invisible
from madoguchi.lib.mail_addresses import is_mail_address

LONGEST_NAME: Final = 80
LONGEST_PHONE: Final = 20
_DIGITS: Final = range(10, 16)
"""Numbers of Japan have ten or eleven digits; none of the world has more than fifteen (E.164)."""

NO_NAME = translatable("お名前を入れてください。")
LONG_NAME = translatable("お名前が長すぎます。80文字までにしてください。")
BAD_EMAIL = translatable("メールアドレスを確かめてください。例：hanako@example.jp")
BAD_PHONE = translatable("電話番号を確かめてください。例：090-0000-1234")
NO_CONTACT = translatable("メールアドレスか電話番号を入れてください。")


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes and how to reach them; any of it may be empty."""

    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @property
    def reachable(self) -> bool:
        """Whether anybody could tell them something."""
        return bool(self.email or self.phone)


def read_person(typed: Mapping[str, str], needed: Collection[str]) -> tuple[Person, Mapping[str, str]]:
    """The person, and by field what is wrong (Japanese, to be translated).

    `needed`: `name`, and `email` or `contact` (either of both) where nobody could be told otherwise.
    """
    person = Person(
        name=_clean(typed.get("name", "")),
        email=_clean(typed.get("email", "")),
        phone=_clean(typed.get("phone", "")),
    )
    errors: dict[str, str] = {}
    if not person.name and "name" in needed:
        errors["name"] = NO_NAME
    elif len(person.name) > LONGEST_NAME:
        errors["name"] = LONG_NAME
    if person.email and not is_mail_address(person.email):
        errors["email"] = BAD_EMAIL
    if person.phone and not _is_phone(person.phone):
        errors["phone"] = BAD_PHONE
    if not person.email and ("email" in needed or ("contact" in needed and not person.phone)):
        errors["email"] = BAD_EMAIL if "email" in needed else NO_CONTACT
    return person, errors


def _clean(text: str) -> str:
    # Also tabs and line breaks are one space.
    return " ".join(normalise_width(remove_invisible(text)).split())[:400]


def _is_phone(text: str) -> bool:
    signs = set(text) - set("0123456789-()+ ‐−ー")
    return not signs and len(text) <= LONGEST_PHONE and len(digits_of(text)) in _DIGITS
