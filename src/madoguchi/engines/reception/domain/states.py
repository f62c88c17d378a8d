"""Where a ticket stands, how it came to be, and what can happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TicketStatus(StrEnum):
    """A ticket on its day."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    FINISHED = "finished"
    LEFT = "left"

    @property
    def label(self) -> str:
        """As people read it."""
        return _STATUS_LABELS[self]

    @property
    def is_at_a_desk(self) -> bool:
        """Whether one desk has the person now."""
        return self in AT_A_DESK

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to happen."""
        return self in (TicketStatus.FINISHED, TicketStatus.LEFT)


AT_A_DESK = (TicketStatus.CALLED, TicketStatus.SERVING)
OPEN = (*AT_A_DESK, TicketStatus.WAITING, TicketStatus.HELD, TicketStatus.ABSENT)
"""Statuses of who is still in the hall."""

_STATUS_LABELS: Mapping[TicketStatus, str] = {
    TicketStatus.WAITING: "待っている",
    TicketStatus.CALLED: "呼び出し中",
    TicketStatus.SERVING: "対応中",
    TicketStatus.HELD: "保留",
    TicketStatus.ABSENT: "不在",
    TicketStatus.FINISHED: "終わった",
    TicketStatus.LEFT: "帰った",
}


class Origin(StrEnum):
    """How somebody comes: without anything, with an appointment, with a pre-application."""

    WALK_IN = "walk_in"
    BOOKING = "booking"
    PRE_APPLICATION = "pre_application"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {"walk_in": "来庁", "booking": "予約", "pre_application": "事前申請"}[self.value]


class Lane(StrEnum):
    """In which line a ticket waits at its counter."""

    NORMAL = "normal"
    FAST = "fast"
    BOOKED = "booked"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {"normal": "順番", "fast": "短時間", "booked": "予約"}[self.value]


class EventKind(StrEnum):
    """What happened to a ticket."""

    TAKEN = "taken"
    CALLED = "called"
    CALLED_AGAIN = "called_again"
    BEGAN = "began"
    HELD = "held"
    ABSENT = "absent"
    BROUGHT_BACK = "brought_back"
    TRANSFERRED = "transferred"
    FINISHED = "finished"
    LEFT = "left"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        """As a sentence about the ticket ends: 「A012番は、10:12に3番が…」."""
        return _EVENT_LABELS[self]


_EVENT_LABELS: Mapping[EventKind, str] = {
    EventKind.TAKEN: "受け付けました",
    EventKind.CALLED: "呼び出しました",
    EventKind.CALLED_AGAIN: "もう一度呼び出しました",
    EventKind.BEGAN: "対応を始めました",
    EventKind.HELD: "保留にしました",
    EventKind.ABSENT: "不在にしました",
    EventKind.BROUGHT_BACK: "待ちに戻しました",
    EventKind.TRANSFERRED: "ほかの窓口へ送りました",
    EventKind.FINISHED: "終わりにしました",
    EventKind.LEFT: "取り消しました",
    EventKind.UNDONE: "1つ前に戻しました",
}
