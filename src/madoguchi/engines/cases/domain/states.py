"""The states of a case and the steps between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WORKING = "working"
    DONE = "done"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]


class Step(StrEnum):
    """What somebody does with a case, as it stands in its story."""

    OPENED = "opened"
    STARTED = "started"
    FINISHED = "finished"
    RETURNED = "returned"
    NOTED = "noted"

    @property
    def label(self) -> str:
        """As people read it."""
        return _STEP_LABELS[self]


class Light(StrEnum):
    """How near the due date of an unfinished case is."""

    NONE = "none"
    CALM = "calm"
    SOON = "soon"
    TODAY = "today"
    LATE = "late"


SOON = timedelta(days=3)

_LABELS: Mapping[Status, str] = {
    Status.OPEN: "未着手",
    Status.WORKING: "処理中",
    Status.DONE: "完了",
    Status.RETURNED: "差し戻し",
}
_STEP_LABELS: Mapping[Step, str] = {
    Step.OPENED: "受け付けました",
    Step.STARTED: "処理を始めました",
    Step.FINISHED: "完了しました",
    Step.RETURNED: "差し戻しました",
    Step.NOTED: "メモを加えました",
}
_ALLOWED: Mapping[Step, tuple[frozenset[Status], Status]] = {
    Step.STARTED: (frozenset({Status.OPEN, Status.RETURNED}), Status.WORKING),
    # Short work is finished without having been started in the system.
    Step.FINISHED: (frozenset({Status.OPEN, Status.WORKING}), Status.DONE),
    Step.RETURNED: (frozenset({Status.OPEN, Status.WORKING}), Status.RETURNED),
}
_WHAT_NOW: Mapping[Status, str] = {
    Status.OPEN: "先に「処理を始める」を押してください。",
    Status.WORKING: "ほかの職員が処理しています。画面を読み込み直して、担当を確かめてください。",
    Status.DONE: "すでに終わっています。変える必要があるときは、メモに書いて管理者に知らせてください。",
    Status.RETURNED: "差し戻されています。直してから「処理を始める」を押してください。",
}


class StepNotPossibleError(Exception):
    """いまの状態では、この操作はできません。"""

    def __init__(self, status: Status) -> None:
        self.status = status
        super().__init__(f"この案件は「{status.label}」です。{_WHAT_NOW[status]}")


def next_status(status: Status, step: Step) -> Status:
    """The status after a step. Raises StepNotPossibleError, whose message says what to do now."""
    if step not in _ALLOWED:
        return status
    allowed, after = _ALLOWED[step]
    if status not in allowed:
        raise StepNotPossibleError(status)
    return after


def light(due: date | None, status: Status, today: date) -> Light:
    """The light beside a case; finished cases and those without a due date have none."""
    if due is None or status is Status.DONE:
        return Light.NONE
    if due < today:
        return Light.LATE
    if due == today:
        return Light.TODAY
    return Light.SOON if due - today <= SOON else Light.CALM
