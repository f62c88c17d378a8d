"""How a booking came, and where it stands."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Who made the booking: a resident on the web, a clerk on the telephone or at the counter."""

    WEB = "web"
    PHONE = "phone"
    STAFF = "staff"


CHANNEL_LABELS = {Channel.WEB: "ウェブ", Channel.PHONE: "電話", Channel.STAFF: "窓口"}


class Status(StrEnum):
    """A reservation. `HELD` is an offer from the waiting list that nobody has taken yet."""

    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"

    @property
    def is_open(self) -> bool:
        """Whether it still keeps its place."""
        return self in (Status.HELD, Status.BOOKED)


STATUS_LABELS = {
    Status.HELD: "お返事待ち",
    Status.BOOKED: "予約済み",
    Status.ARRIVED: "来庁",
    Status.MISSED: "来られなかった",
    Status.CANCELLED: "取り消し",
    Status.LAPSED: "お返事がなく終わった",
}


class WaitingStatus(StrEnum):
    """A place on the waiting list."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    LEFT = "left"


class DayState(StrEnum):
    """Why a day has free starts, or none."""

    FREE = "free"
    FULL = "full"
    CLOSED = "closed"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    """Open, but never long enough for what is wanted."""
