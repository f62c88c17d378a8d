"""What an office asks; the public zone refuses everything else."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from madoguchi.engines.booking.api import Channel
from madoguchi.journeys.appointments.link_shapes.common import (
    MOST_DAYS,
    MOST_PROCEDURES,
    MOST_STARTS,
    Day,
    Digest,
    Key,
    Moment,
    Needs,
    Number,
    Sealed,
    Shape,
)


class _FreeAsked(Shape):
    """Free times; `without`: as if this booking were not there, for who wants to move it."""

    calendar: Key
    needs: Needs
    without: UUID | None = None


class DaysAsked(_FreeAsked):
    """Which days have free times."""

    from_day: Day
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]


class StartsAsked(_FreeAsked):
    """The free times of a day."""

    day: Day


class NextAsked(_FreeAsked):
    """The first free times from a moment on."""

    after: Moment
    how_many: Annotated[int, Field(ge=1, le=MOST_STARTS)]


class ReserveAsked(Shape):
    """A booking. `uuid` is made by who asks: asked again, it is booked once."""

    uuid: UUID
    calendar: Key
    needs: Needs
    start: Moment
    sealed: Sealed
    person_mark: Digest
    token_digest: Digest
    procedures: Annotated[tuple[Key, ...], Field(max_length=MOST_PROCEDURES, strict=False)]
    sealed_count: Annotated[int, Field(ge=0, le=MOST_PROCEDURES)]
    channel: Channel
    beyond_limit: bool = False


class ChangeAsked(Shape):
    """Another time for the version that the clerk saw."""

    uuid: UUID
    version: Number
    start: Moment


class WhichAsked(Shape):
    """A booking in the version that the clerk saw: to cancel it, to have it back, to take it as an offer."""

    uuid: UUID
    version: Number


class ArrivedAsked(Shape):
    """Who booked is there, or did not come."""

    uuid: UUID
    arrived: bool


class WaitAsked(Shape):
    """A place on the waiting list; as `ReserveAsked`."""

    uuid: UUID
    calendar: Key
    needs: Needs
    from_day: Day
    until_day: Day
    sealed: Sealed
    sealed_count: Annotated[int, Field(ge=0, le=MOST_PROCEDURES)]
    person_mark: Digest
    token_digest: Digest
    beyond_limit: bool = False


class WhichWaitingAsked(Shape):
    """A place on the waiting list: to leave it, or to come back."""

    uuid: UUID


class PersonsKeyAsked(Shape):
    """The key of the marks by which persons are told apart."""


class ChangesAsked(Shape):
    """What changed since a moment of bookings from a day on; None: all of them. `after` continues a page."""

    from_day: Day
    since: Moment | None
    after: UUID | None


class WaitingAsked(Shape):
    """Who waits in one calendar, `PAGE` at once; `after` continues a page."""

    calendar: Key
    after: UUID | None = None


class CalendarAsked(Shape):
    """Everything of one calendar."""

    calendar: Key
