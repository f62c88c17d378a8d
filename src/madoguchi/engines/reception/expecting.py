"""Who is expected in a hall today: whoever keeps the bookings in this zone says so here.

An engine knows no other one, so the journey of appointments registers itself. Until somebody does, nobody is
expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody with an appointment who is not here yet: the number of the booking (`Ticket.booking_code`),
    and from when at which counter. Who visits several counters is expected at each.
    """

    code: str
    at: datetime
    counter: str


Asked = Callable[[str, str, datetime], Iterable[Expected]]
"""Municipality code, key of the hall, now: who is still to come today. Called inside
`tenancy.municipality(...)` or `tenancy.reading(...)`.
"""

_asked: list[Asked] = []


def register_expected(source: Asked) -> Asked:
    """Have the estimate ask this one as well."""
    _asked.append(source)
    return source


def forget_expected(source: Asked) -> None:
    """Ask it no more (tests)."""
    _asked.remove(source)


def expected(municipality_code: str, hall: str, now: datetime) -> list[Expected]:
    """Everybody who is expected, from whoever knows."""
    return [one for source in _asked for one in source(municipality_code, hall, now)]
