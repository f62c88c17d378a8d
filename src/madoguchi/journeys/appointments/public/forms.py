"""The form of a booking: the secret of its link is made when it is shown, and comes back signed.

Pressing twice brings the same secret twice, and the database takes each only once. Nothing is stored for a
form that nobody sends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.core import signing

from madoguchi.journeys.appointments.domain.secrets import generate_link_secret
from madoguchi.journeys.appointments.errors import FormTooOldError, TooQuickError

_SIGNER = signing.Signer(salt="madoguchi.appointments.form")
SHORTEST = timedelta(seconds=2)
"""Reading the page and pressing takes a person longer."""
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Form:
    """What came back with a form: the secret that the reservation will have, and when the form was shown."""

    secret: str = field(repr=False)
    shown_at: datetime

    def check_time(self, now: datetime) -> None:
        """Raises TooQuickError and FormTooOldError."""
        if now - self.shown_at < SHORTEST:
            raise TooQuickError
        if now - self.shown_at > LONGEST:
            raise FormTooOldError


def new_form(code: str, now: datetime) -> str:
    """For the hidden input of a form that is shown now."""
    return _SIGNER.sign(f"{code}.{int(now.timestamp())}.{generate_link_secret()}")


def read_form(text: str, code: str) -> Form | None:
    """What the hidden input held; None for anything that did not come from a form of this municipality."""
    try:
        here, shown_at, secret = _SIGNER.unsign(text[:200]).split(".")
        if here != code:
            return None
        return Form(secret, datetime.fromtimestamp(int(shown_at), UTC))
    except (signing.BadSignature, ValueError):
        return None
