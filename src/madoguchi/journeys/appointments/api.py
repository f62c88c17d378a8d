"""The door of the journey of appointments."""

from madoguchi.journeys.appointments.domain.contact import Booker, open_booker, seal_booker
from madoguchi.journeys.appointments.domain.secrets import generate_link_secret, link_digest

__all__ = [
    "Booker",
    "generate_link_secret",
    "link_digest",
    "open_booker",
    "seal_booker",
]
