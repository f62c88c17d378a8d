"""Looking into the bookings. Nothing here tells who somebody is: that is sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.engines.booking.domain.shapes import Need, Step
from madoguchi.engines.booking.domain.states import Channel, Status, WaitingStatus
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting
from madoguchi.lib.opening_hours import DAY_MINUTES, TOKYO, moment

_OVER = (Status.CANCELLED.value, Status.LAPSED.value)


@dataclass(frozen=True, slots=True)
class ReservationView:
    """A booking as it stands. `steps` are where it takes place, in their order; also of one that is over.
    Besides `procedures` only the sealed part names `sealed_count` more.
    """

    uuid: UUID
    code: str
    calendar: str
    status: Status
    channel: Channel
    begins: datetime
    ends: datetime
    needs: tuple[Need, ...]
    procedures: tuple[str, ...]
    sealed_count: int
    steps: tuple[Step, ...]
    version: int
    created_at: datetime
    changed_at: datetime
    arrived_at: datetime | None
    held_until: datetime | None
    sealed: bytes = field(repr=False)
    token_digest: str = field(repr=False)
    source_mark: str = ""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A place on the waiting list. `before` are those who wait with an earlier turn; `offer` is what was
    offered.
    """

    uuid: UUID
    calendar: str
    status: WaitingStatus
    from_day: date
    until_day: date
    needs: tuple[Need, ...]
    procedures: tuple[str, ...]
    sealed_count: int
    channel: Channel
    before: int
    offer: ReservationView | None
    sealed: bytes = field(repr=False)
    token_digest: str = field(repr=False)


def reservation(municipality_code: str, uuid: UUID) -> ReservationView | None:
    """One booking, whatever became of it; None where there is none (any more)."""
    return _one(municipality_code, Q(uuid=uuid))


def reservation_by_token_digest(municipality_code: str, token_digest: str) -> ReservationView | None:
    """The newest booking of a link, whatever became of it; None where there is none (any more)."""
    return _one(municipality_code, Q(token_digest=token_digest)) if token_digest else None


def reservations_between(
    municipality_code: str, first: date, last: date, *, calendar: str = "", with_cancelled: bool = False
) -> list[ReservationView]:
    """The bookings of these days, both included, in the order of their beginnings."""
    wanted = Q(begins__gte=moment(first, 0), begins__lt=moment(last, DAY_MINUTES))
    if calendar:
        wanted &= Q(calendar=calendar)
    with tenancy.reading(municipality_code):
        found = Reservation.objects.filter(wanted).order_by("begins", "id")
        return views_of(found if with_cancelled else found.exclude(status__in=_OVER))


def number_from(municipality_code: str, source_mark: str) -> int:
    """How many bookings came from one network on the day of its mark, whatever became of them."""
    with tenancy.reading(municipality_code):
        return Reservation.objects.filter(source_mark=source_mark).count() if source_mark else 0


def waiting_by_token_digest(municipality_code: str, token_digest: str) -> WaitingView | None:
    """The newest place on the waiting list of a link; None where there is none (any more)."""
    if not token_digest:
        return None
    with tenancy.reading(municipality_code):
        row = Waiting.objects.filter(token_digest=token_digest).order_by("-id").first()
        return None if row is None else waiting_view(row)


def waiting_in(
    municipality_code: str, calendar: str, most: int | None = None, *, after: UUID | None = None
) -> list[WaitingView]:
    """Who waits for a place or has an offer, in their turn; at most so many, those behind `after`."""
    with tenancy.reading(municipality_code):
        all_ = Waiting.objects.filter(
            calendar=calendar, status__in=(WaitingStatus.WAITING.value, WaitingStatus.OFFERED.value)
        )
        last = 0
        if after is not None:
            last = Waiting.objects.filter(uuid=after).values_list("id", flat=True).first() or 0
        rows = list(all_.filter(id__gt=last)[:most])
        held = list(Reservation.objects.filter(pk__in=[one.offer_id for one in rows if one.offer_id]))
        offers = dict(zip((row.pk for row in held), views_of(held), strict=True))
        before = all_.filter(id__lte=last, status=WaitingStatus.WAITING.value).count() if last else 0
        found = []
        for row in rows:
            found.append(_waiting(row, before, offers.get(row.offer_id or 0)))
            before += row.status == WaitingStatus.WAITING
        return found


def waiting_view(row: Waiting) -> WaitingView:
    """One place on the waiting list; inside `tenancy.municipality(...)`."""
    before = Waiting.objects.filter(
        calendar=row.calendar, status=WaitingStatus.WAITING.value, id__lt=row.pk
    ).count()
    offer = None if row.offer_id is None else view_of(Reservation.objects.get(pk=row.offer_id))
    return _waiting(row, before, offer)


def view_of(row: Reservation, steps: Iterable[Step] | None = None) -> ReservationView:
    """One booking with its steps, which are looked up where they are not given; inside
    `tenancy.municipality(...)`.
    """
    if steps is None:
        return views_of([row])[0]
    return _view(row, tuple(sorted(steps, key=lambda step: step.begins)))


def views_of(rows: QuerySet[Reservation] | list[Reservation]) -> list[ReservationView]:
    """Bookings with their steps, in two queries; inside `tenancy.municipality(...)`."""
    found = list(rows)
    over = {row.pk for row in found if row.status in _OVER}
    steps: dict[int, list[Step]] = {}
    for one in Occupation.objects.filter(reservation__in=[row.pk for row in found]):
        if one.set_aside and one.reservation_id not in over:
            # Where it was before it got another time.
            continue
        steps.setdefault(one.reservation_id, []).append(
            Step(one.line, one.desk, one.begins.astimezone(TOKYO), one.ends.astimezone(TOKYO))
        )
    return [_view(row, tuple(steps.get(row.pk, ()))) for row in found]


def needs_of(row: Reservation | Waiting) -> tuple[Need, ...]:
    """What was wanted."""
    return tuple(Need.from_payload(one) for one in row.needs)


def _one(municipality_code: str, wanted: Q) -> ReservationView | None:
    with tenancy.reading(municipality_code):
        row = Reservation.objects.filter(wanted).order_by("-id").first()
        return None if row is None else view_of(row)


def _view(row: Reservation, steps: tuple[Step, ...]) -> ReservationView:
    return ReservationView(
        uuid=row.uuid,
        code=row.code,
        calendar=row.calendar,
        status=Status(row.status),
        channel=Channel(row.channel),
        begins=row.begins.astimezone(TOKYO),
        ends=row.ends.astimezone(TOKYO),
        needs=needs_of(row),
        procedures=tuple(row.procedures),
        sealed_count=row.sealed_count,
        steps=steps,
        version=row.version,
        created_at=row.created_at.astimezone(TOKYO),
        changed_at=row.changed_at.astimezone(TOKYO),
        arrived_at=row.arrived_at and row.arrived_at.astimezone(TOKYO),
        held_until=row.held_until and row.held_until.astimezone(TOKYO),
        sealed=bytes(row.sealed),
        token_digest=row.token_digest,
        source_mark=row.source_mark,
    )


def _waiting(row: Waiting, before: int, offer: ReservationView | None) -> WaitingView:
    return WaitingView(
        uuid=row.uuid,
        calendar=row.calendar,
        status=WaitingStatus(row.status),
        from_day=row.from_day,
        until_day=row.until_day,
        needs=needs_of(row),
        procedures=tuple(row.procedures),
        sealed_count=row.sealed_count,
        channel=Channel(row.channel),
        before=before,
        offer=offer,
        sealed=bytes(row.sealed),
        token_digest=row.token_digest,
    )
