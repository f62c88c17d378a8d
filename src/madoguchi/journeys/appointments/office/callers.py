"""Who calls, as the public zone may keep them: sealed, with a mark that is of one person and names nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from madoguchi.core.actions import Context
from madoguchi.journeys.appointments.domain.contact import Booker, seal_booker
from madoguchi.journeys.appointments.domain.limits import person_mark
from madoguchi.journeys.appointments.domain.secrets import link_digest
from madoguchi.journeys.appointments.office.desk import BookingDesk
from madoguchi.lib.sealing import read_public_key
from madoguchi.lib.written_codes import ALPHABET

OPENS_FOR = timedelta(days=400)
"""How long the office can open the contact: longer than any calendar looks ahead, changes included."""
LONGEST_REASON = 200
"""Characters of the reason for which somebody may have more bookings than others."""
_SECRET_LENGTH = 25


@dataclass(frozen=True, slots=True)
class SealedCaller:
    """What goes to the public zone beside their mark."""

    sealed: bytes = field(repr=False)
    token_digest: str = field(repr=False)


def sealed_caller(context: Context, booker: Booker, key: UUID) -> SealedCaller:
    """Seal them; `key` is the number of what is asked for. Raises KeyUnusable."""
    secret = link_secret(context.municipality_code, key)
    sealed = seal_booker(
        replace(booker, secret=secret),
        municipality_code=context.municipality_code,
        public_key=read_public_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), context.municipality_code),
        until=context.now + OPENS_FOR,
        now=context.now,
    )
    digest = link_digest(secret, context.municipality_code)
    return SealedCaller(sealed, digest)


def beyond_limit(reason: str) -> dict[str, str]:
    """What the audit log says of who may have more than others; nothing where no reason was given."""
    return {"beyond_limit": reason[:LONGEST_REASON]} if reason else {}


def mark_of(code: str, desk: BookingDesk, booker: Booker) -> str:
    """The mark that their own booking on the web has. Made here, so that name and number stay here; empty for
    who left no contact. Raises DeskAwayError.
    """
    if not (booker.phone or booker.email):
        return ""
    return person_mark(
        desk.persons_key(), code, name=booker.name, email=booker.email, phone=booker.phone, browser=""
    )


def link_secret(municipality_code: str, key: UUID) -> str:
    """The secret of a booking's link, 125 bits: always the same for a form, so that sent twice it is one.

    Made from `MADOGUCHI_SECRET_KEY` and the form's random number; one without the other tells nothing.
    """
    digest = salted_hmac(
        "madoguchi.appointments.link", f"{municipality_code}:{key}", algorithm="sha256"
    ).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_SECRET_LENGTH])
