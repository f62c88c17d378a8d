"""What the verbs of this engine are given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from madoguchi.engines.booking.domain.shapes import Need
from madoguchi.engines.booking.domain.states import Channel


@dataclass(frozen=True, slots=True)
class NewReservation:
    """A booking that is wanted. `needs` are empty for a calendar of sessions. `sealed` opens in the office
    only; `person_mark` (up to 64 characters) is the same for the same person and tells nobody who: empty for
    somebody nobody can tell apart, who is then not limited. `token_digest`: of the secret in the link, up to
    64 characters. `procedures` are keys of the packs, `sealed_count` counts those that only the sealed part
    names. With a `uuid` that is there already nothing is booked a second time. `beyond_limit`: a clerk books
    although the person has all the bookings that they may have. `source_mark` (up to 64 characters) is the
    same for what comes from one network on one day; empty where that is not known.
    """

    calendar: str
    start: datetime
    needs: tuple[Need, ...] = ()
    sealed: bytes = field(default=b"", repr=False)
    person_mark: str = ""
    channel: Channel = Channel.WEB
    token_digest: str = ""
    procedures: tuple[str, ...] = ()
    sealed_count: int = 0
    uuid: UUID = field(default_factory=uuid4)
    beyond_limit: bool = False
    source_mark: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Another time, and where given another calendar's needs, for a booking. `version` is the one that the
    page showed. On the web `token_digest` proves whose booking it is.
    """

    uuid: UUID
    version: int
    start: datetime
    needs: tuple[Need, ...] | None = None
    channel: Channel = Channel.WEB
    token_digest: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """A booking: to cancel, to mark, to take an offer. As `Change`."""

    uuid: UUID
    version: int
    channel: Channel = Channel.WEB
    token_digest: str = ""


@dataclass(frozen=True, slots=True)
class NewWaiting:
    """A wish for a place between two days, both included, for when all are taken. As `NewReservation`."""

    calendar: str
    from_day: date
    until_day: date
    needs: tuple[Need, ...] = ()
    sealed: bytes = field(default=b"", repr=False)
    person_mark: str = ""
    channel: Channel = Channel.WEB
    token_digest: str = ""
    procedures: tuple[str, ...] = ()
    sealed_count: int = 0
    uuid: UUID = field(default_factory=uuid4)
    beyond_limit: bool = False
    source_mark: str = ""


@dataclass(frozen=True, slots=True)
class WhichWaiting:
    """A place on the waiting list, to leave it or to come back. On the web `token_digest` proves whose."""

    uuid: UUID
    channel: Channel = Channel.WEB
    token_digest: str = ""


@dataclass(frozen=True, slots=True)
class FreedPlaces:
    """The calendar in which places may have become free, and the day where only one comes into question."""

    calendar: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who booked is there (`arrived`), or did not come."""

    uuid: UUID
    arrived: bool = True
