"""What the public zone answers; the office refuses everything else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Base64Bytes, Field

from madoguchi.engines.booking.api import (
    Channel,
    DayFree,
    DayState,
    ReservationView,
    Start,
    Status,
    Step,
    WaitingStatus,
    WaitingView,
)
from madoguchi.journeys.appointments.link_shapes.common import (
    MOST_PROCEDURES,
    Code,
    Day,
    Digest,
    Key,
    Moment,
    Needs,
    Number,
    Shape,
    encoded,
    need_shapes,
)


class StepShape(Shape):
    """One desk for a while."""

    line: Key
    desk: Number
    begins: Moment
    ends: Moment

    def read(self) -> Step:
        """As the engine says it."""
        return Step(self.line, self.desk, self.begins, self.ends)


class StartShape(Shape):
    """A beginning that can be booked."""

    at: Moment
    ends: Moment
    left: Number
    steps: Annotated[tuple[StepShape, ...], Field(strict=False)]

    @classmethod
    def of(cls, start: Start) -> Self:
        """As it is said over the link."""
        return cls(at=start.at, ends=start.ends, left=start.left, steps=_steps(start.steps))

    def read(self) -> Start:
        """As the engine says it."""
        steps = tuple(step.read() for step in self.steps)
        return Start(self.at, self.ends, steps, self.left)


class StartsAnswer(Shape):
    """Times of a day, or the next ones."""

    starts: Annotated[tuple[StartShape, ...], Field(strict=False)]


class DayShape(Shape):
    """A day and how much is free."""

    day: Day
    free_starts: Number
    left: Number
    state: DayState
    reason: str

    @classmethod
    def of(cls, free: DayFree) -> Self:
        """As it is said over the link."""
        return cls(**_fields(cls, free))

    def read(self) -> DayFree:
        """As the engine says it."""
        return DayFree(**_fields(type(self), self))


class DaysAnswer(Shape):
    """Days one after the other."""

    days: Annotated[tuple[DayShape, ...], Field(strict=False)]


class ReservationShape(Shape):
    """A booking, who comes still sealed."""

    uuid: UUID
    code: Code
    calendar: Key
    status: Status
    channel: Channel
    begins: Moment
    ends: Moment
    needs: Needs
    procedures: Annotated[tuple[Key, ...], Field(strict=False)]
    sealed_count: Annotated[int, Field(ge=0, le=MOST_PROCEDURES)]
    steps: Annotated[tuple[StepShape, ...], Field(strict=False)]
    version: Number
    created_at: Moment
    changed_at: Moment
    arrived_at: Moment | None
    held_until: Moment | None
    sealed: Base64Bytes
    source_mark: Digest = ""

    @classmethod
    def of(cls, view: ReservationView) -> Self:
        """As it is said over the link; the digest of the link's secret stays where it is."""
        told: dict[str, Any] = {
            "needs": need_shapes(view.needs),
            "steps": _steps(view.steps),
            "sealed": encoded(view.sealed),
        }
        return cls(**_fields(cls, view) | told)

    def read(self) -> ReservationView:
        """As the engine says it."""
        steps = tuple(step.read() for step in self.steps)
        said: dict[str, Any] = {
            "needs": tuple(one.read() for one in self.needs),
            "steps": steps,
            "token_digest": "",
        }
        return ReservationView(**_fields(type(self), self) | said)


class ReservationAnswer(Shape):
    """One booking as it stands now."""

    reservation: ReservationShape


class ReservationsAnswer(Shape):
    """Bookings, `more`: the page was full."""

    reservations: Annotated[tuple[ReservationShape, ...], Field(strict=False)]
    more: bool = False


class WaitingShape(Shape):
    """A place on the waiting list, who waits still sealed."""

    uuid: UUID
    calendar: Key
    status: WaitingStatus
    from_day: Day
    until_day: Day
    needs: Needs
    procedures: Annotated[tuple[Key, ...], Field(strict=False)]
    sealed_count: Annotated[int, Field(ge=0, le=MOST_PROCEDURES)]
    channel: Channel
    before: Number
    offer: ReservationShape | None
    sealed: Base64Bytes

    @classmethod
    def of(cls, view: WaitingView) -> Self:
        """As it is said over the link."""
        offer = None if view.offer is None else ReservationShape.of(view.offer)
        told: dict[str, Any] = {
            "needs": need_shapes(view.needs),
            "offer": offer,
            "sealed": encoded(view.sealed),
        }
        return cls(**_fields(cls, view) | told)

    def read(self) -> WaitingView:
        """As the engine says it."""
        offer = None if self.offer is None else self.offer.read()
        said: dict[str, Any] = {
            "needs": tuple(one.read() for one in self.needs),
            "offer": offer,
            "token_digest": "",
        }
        return WaitingView(**_fields(type(self), self) | said)


class WaitingAnswer(Shape):
    """Who waits, in their turn."""

    waiting: Annotated[tuple[WaitingShape, ...], Field(strict=False)]


class OneWaitingAnswer(Shape):
    """One place on the waiting list as it stands now."""

    waiting: WaitingShape


class PersonsKeyAnswer(Shape):
    """The key, 64 hexadecimal digits: never logged, never stored."""

    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", repr=False)]


class Refusal(Shape):
    """Why not, in plain words, and what is free instead. `kind` is the name of the engine's error."""

    error: str
    kind: str
    alternatives: Annotated[tuple[StartShape, ...], Field(strict=False)]


def _steps(steps: Sequence[Step]) -> tuple[StepShape, ...]:
    return tuple(StepShape(line=one.line, desk=one.desk, begins=one.begins, ends=one.ends) for one in steps)


def _fields(shape: type[Shape], given: object) -> dict[str, Any]:
    """What a shape tells, by name: views of the engine and shapes call it the same."""
    return {name: getattr(given, name) for name in shape.model_fields}
