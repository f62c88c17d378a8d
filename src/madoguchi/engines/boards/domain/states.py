"""Where a case and a sitting stand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class CaseStatus(StrEnum):
    """A case before a board."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    DECIDED = "decided"
    CLOSED = "closed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """As people read it."""
        return _CASE_LABELS[self]


class SittingStatus(StrEnum):
    """A sitting of a panel."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """As people read it."""
        return _SITTING_LABELS[self]


_CASE_LABELS: Mapping[CaseStatus, str] = {
    CaseStatus.WAITING: "審査待ち",
    CaseStatus.ASSIGNED: "審査の予定",
    CaseStatus.DECIDED: "判定した",
    CaseStatus.CLOSED: "確定した",
    CaseStatus.RETURNED: "市町村に戻した",
}
_SITTING_LABELS: Mapping[SittingStatus, str] = {
    SittingStatus.PLANNED: "予定",
    SittingStatus.OPEN: "開催中",
    SittingStatus.CLOSED: "終了",
    SittingStatus.CANCELLED: "中止",
}
