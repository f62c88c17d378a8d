"""Which mail a change of a booking calls for. Pure: what was known before, what is known now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from madoguchi.engines.booking.api import Status

TOO_OLD = timedelta(days=2)
"""A copy that is made anew tells nobody what they were told long ago."""


class Telling(StrEnum):
    """What a mail is about."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    OFFER = "offer"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {
            "booked": "予約の確認",
            "changed": "変更の確認",
            "cancelled": "取り消しの確認",
            "reminder": "前日のお知らせ",
            "offer": "空きのご案内",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Standing:
    """A booking at one moment."""

    status: Status
    begins: datetime
    changed_at: datetime


def telling(before: Standing | None, now: Standing, moment: datetime) -> Telling | None:
    """The mail that the change calls for, or None. Nobody is written to about what lies in the past."""
    if now.begins <= moment or now.changed_at < moment - TOO_OLD:
        return None
    was = None if before is None else before.status
    match now.status:
        case Status.HELD:
            return Telling.OFFER if was is not Status.HELD else None
        case Status.BOOKED:
            if was in (Status.BOOKED, Status.ARRIVED, Status.MISSED):
                return Telling.CHANGED if before is not None and before.begins != now.begins else None
            return Telling.BOOKED
        case Status.CANCELLED:
            return Telling.CANCELLED if was is Status.BOOKED else None
        case _:
            return None
