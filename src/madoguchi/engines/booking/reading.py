"""Looking into the bookings. Nothing here tells who somebody is: that is sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from madoguchi.engines.booking.domain.shapes import Need, Step
from madoguchi.engines.booking.domain.states import Channel, Status, WaitingStatus


@dataclass(frozen=True, slots=True)
class ReservationView:
    """A booking as it stands. `steps` are where it takes place, in their order; also of one that is over."""

    uuid: UUID
    code: str
    calendar: str
    status: Status
    channel: Channel
    begins: datetime
    ends: datetime
    needs: tuple[Need, ...]
    procedures: tuple[str, ...]
    steps: tuple[Step, ...]
    version: int
    created_at: datetime
    changed_at: datetime
    arrived_at: datetime | None
    held_until: datetime | None
    sealed: bytes = field(repr=False)
    token_digest: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A place on the waiting list. `before` are those with an earlier turn; `offer` is what was offered."""

    uuid: UUID
    calendar: str
    status: WaitingStatus
    from_day: date
    until_day: date
    needs: tuple[Need, ...]
    procedures: tuple[str, ...]
    channel: Channel
    before: int
    offer: ReservationView | None
    sealed: bytes = field(repr=False)
    token_digest: str = field(repr=False)


def reservation_by_token_digest(municipality_code: str, token_digest: str) -> ReservationView | None:
    """The booking of a link, whatever became of it; None where there is none (any more)."""
    raise NotImplementedError


def reservation_by_code(municipality_code: str, code: str) -> ReservationView | None:
    """The open booking with a code, typed in any width and case; the one of an arrival on the same day."""
    raise NotImplementedError


def reservation(municipality_code: str, uuid: UUID) -> ReservationView | None:
    """One booking."""
    raise NotImplementedError


def reservations_between(
    municipality_code: str, first: date, last: date, *, calendar: str = "", with_cancelled: bool = False
) -> list[ReservationView]:
    """The bookings of these days, both included, in the order of their beginnings."""
    raise NotImplementedError


def reservations_on(
    municipality_code: str, day: date, *, calendar: str = "", with_cancelled: bool = False
) -> list[ReservationView]:
    """The bookings of a day in the order of their beginnings."""
    return reservations_between(municipality_code, day, day, calendar=calendar, with_cancelled=with_cancelled)


def waiting_by_token_digest(municipality_code: str, token_digest: str) -> WaitingView | None:
    """The place on the waiting list of a link; None where there is none (any more)."""
    raise NotImplementedError


def waiting_in(municipality_code: str, calendar: str) -> list[WaitingView]:
    """Who waits for a place or has an offer, in their turn."""
    raise NotImplementedError
