"""What changed lately, for whoever keeps a copy: page after page, in the order in which it changed."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from madoguchi.core import tenancy
from madoguchi.core.clock import TOKYO
from madoguchi.engines.booking.domain.shapes import Need, Step
from madoguchi.engines.booking.domain.states import Channel, Status
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.reading import ReservationView


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
        wanted = Reservation.objects.filter(begins__gte=datetime.combine(from_day, time(), TOKYO))
        if since is not None:
            later = Q(changed_at__gt=since)
            here = Q(changed_at=since) if after is None else Q(changed_at=since, uuid__gt=after)
            wanted = wanted.filter(later | here)
        found = wanted.order_by("changed_at", "uuid").prefetch_related("occupations")[:most]
        return [_view(one) for one in found]


def _view(row: Reservation) -> ReservationView:
    taken = sorted(row.occupations.all(), key=lambda one: (one.begins, one.pk))
    # What an earlier time had taken is kept, and is not where this booking takes place.
    within = [one for one in taken if row.begins <= one.begins and one.ends <= row.ends]
    return ReservationView(
        uuid=row.uuid,
        code=row.code,
        calendar=row.calendar,
        status=Status(row.status),
        channel=Channel(row.channel),
        begins=row.begins.astimezone(TOKYO),
        ends=row.ends.astimezone(TOKYO),
        needs=tuple(Need.from_payload(one) for one in row.needs),
        procedures=tuple(row.procedures),
        steps=tuple(
            Step(one.line, one.desk, one.begins.astimezone(TOKYO), one.ends.astimezone(TOKYO))
            for one in within
        ),
        version=row.version,
        created_at=row.created_at.astimezone(TOKYO),
        changed_at=row.changed_at.astimezone(TOKYO),
        arrived_at=None if row.arrived_at is None else row.arrived_at.astimezone(TOKYO),
        held_until=None if row.held_until is None else row.held_until.astimezone(TOKYO),
        sealed=bytes(row.sealed),
        token_digest=row.token_digest,
    )
