"""Who comes: opened with the municipality's private key, which only the office has, and written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.journeys.appointments.domain.contact import Booker, open_booker
from madoguchi.journeys.appointments.office.models import Booked
from madoguchi.lib.sealing import KeyUnusable, LetterError, read_private_key


@dataclass(frozen=True, slots=True)
class Contact:
    """Who comes; `problem` says why it could not be opened."""

    booker: Booker = field(default_factory=Booker, repr=False)
    problem: str = ""


def open_contacts(context: Context, rows: Iterable[Booked], what: str) -> dict[int, Contact]:
    """The contacts of bookings by their row numbers; one entry in the audit log for all of them.

    `what` is a short key of what they are shown for. To be called inside `tenancy.municipality(...)`.
    """
    wanted = list(rows)
    if not wanted:
        return {}
    key, problem = _key(context.municipality_code)
    opened = {row.pk: _opened(context, bytes(row.sealed), key, problem) for row in wanted}
    subject = f"booking:{wanted[0].uuid}" if len(wanted) == 1 else ""
    record_reading(context, f"appointments.{what}", subject, {"opened": len(wanted)})
    return opened


def open_sealed(context: Context, sealed: Sequence[bytes], what: str, subject: str = "") -> list[Contact]:
    """Contacts that are no rows here, of who waits. As `open_contacts`."""
    if not sealed:
        return []
    key, problem = _key(context.municipality_code)
    record_reading(context, f"appointments.{what}", subject, {"opened": len(sealed)})
    return [_opened(context, one, key, problem) for one in sealed]


def _key(municipality_code: str) -> tuple[bytes, str]:
    try:
        return read_private_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), municipality_code), ""
    except KeyUnusable as error:
        return b"", str(error)


def _opened(context: Context, sealed: bytes, key: bytes, problem: str) -> Contact:
    if not sealed:
        return Contact(problem="連絡先がありません。")
    if problem:
        return Contact(problem=problem)
    try:
        booker = open_booker(
            sealed, municipality_code=context.municipality_code, private_key=key, now=context.now
        )
    except LetterError as error:
        return Contact(problem=str(error))
    return Contact(booker)
