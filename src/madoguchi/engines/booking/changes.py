"""What changed lately, for whoever keeps a copy: page after page, in the order in which it changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from madoguchi.core import tenancy
from madoguchi.core.clock import midnight
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.reading import ReservationView, views_of


def reservations_changed(
    municipality_code: str,
    from_day: date,
    *,
    since: datetime | None = None,
    after: UUID | None = None,
    most: int = 200,
) -> list[ReservationView]:
    """The bookings of a day and later, whatever became of them, that changed since a moment (None: all).

    At most so many, those that changed first; `since` and `after`, the `changed_at` and number of the last of
    them, give the next. Two transactions may be committed in another order than they began: whoever keeps a
    copy asks from some minutes before, and takes the same version twice.
    """
    with tenancy.municipality(municipality_code):
        wanted = Reservation.objects.filter(begins__gte=midnight(from_day))
        if since is not None:
            later = Q(changed_at__gt=since)
            here = Q(changed_at=since) if after is None else Q(changed_at=since, uuid__gt=after)
            wanted = wanted.filter(later | here)
        return views_of(wanted.order_by("changed_at", "uuid")[:most])
