"""The states of a case and the steps between them: one word for one state, wherever the case came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How an application reached the desk."""

    COUNTER = "counter"
    ONLINE = "online"
    NOTICE = "notice"
    """Another authority's notice, for which nobody has come or applied."""

    @property
    def label(self) -> str:
        """As people read it."""
        return _CHANNEL_LABELS[self]

    @property
    def first_step(self) -> Step:
        """What opens the case: the counter accepts before it opens, what comes online only arrives."""
        return Step.ARRIVED if self is Channel.ONLINE else Step.ACCEPTED


class Status(StrEnum):
    """Where a case stands.

    `CORRECTION` is one state for both channels: the desk waits for what is missing, from the counter or from
    the applicant.
    """

    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    EXAMINING = "examining"
    CORRECTION = "correction"
    DECIDED = "decided"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]

    @property
    def is_finished(self) -> bool:
        """Whether nobody has anything left to do."""
        return self in FINISHED


class Step(StrEnum):
    """What happens to a case, as it stands in its story."""

    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    STARTED = "started"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTED = "corrected"
    DECIDED = "decided"
    FINISHED = "finished"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"
    NOTED = "noted"
    ATTACHED = "attached"

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
FINISHED = frozenset({Status.DONE, Status.REJECTED, Status.WITHDRAWN})
UNFINISHED = frozenset(Status) - FINISHED

_CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.COUNTER: "窓口",
    Channel.ONLINE: "オンライン",
    Channel.NOTICE: "通知書",
}
_LABELS: Mapping[Status, str] = {
    Status.ARRIVED: "到達",
    Status.ACCEPTED: "受付済み",
    Status.EXAMINING: "審査中",
    Status.CORRECTION: "補正依頼中",
    Status.DECIDED: "決定",
    Status.DONE: "完了",
    Status.REJECTED: "却下",
    Status.WITHDRAWN: "取下げ",
}
_STEP_LABELS: Mapping[Step, str] = {
    Step.ARRIVED: "届きました",
    Step.ACCEPTED: "受け付けました",
    Step.STARTED: "審査を始めました",
    Step.CORRECTION_REQUESTED: "補正を求めました",
    Step.CORRECTED: "補正が届きました",
    Step.DECIDED: "決定しました",
    Step.FINISHED: "完了しました",
    Step.REJECTED: "却下しました",
    Step.WITHDRAWN: "取り下げられました",
    Step.ASSIGNED: "担当を変えました",
    Step.NOTED: "メモを加えました",
    Step.ATTACHED: "書類を加えました",
}
# Nobody is made to click through states that say nothing to them: short work goes from acceptance to done.
_ALLOWED: Mapping[Step, tuple[frozenset[Status], Status]] = {
    Step.ACCEPTED: (frozenset({Status.ARRIVED}), Status.ACCEPTED),
    Step.STARTED: (frozenset({Status.ACCEPTED, Status.CORRECTION}), Status.EXAMINING),
    Step.CORRECTION_REQUESTED: (
        frozenset({Status.ARRIVED, Status.ACCEPTED, Status.EXAMINING}),
        Status.CORRECTION,
    ),
    # Who asked for the correction looks at the whole again: it waits to be examined.
    Step.CORRECTED: (frozenset({Status.CORRECTION}), Status.ACCEPTED),
    Step.DECIDED: (frozenset({Status.ACCEPTED, Status.EXAMINING}), Status.DECIDED),
    Step.FINISHED: (frozenset({Status.ACCEPTED, Status.EXAMINING, Status.DECIDED}), Status.DONE),
    # Who does not correct what was asked for is refused: 行政手続法 第7条.
    Step.REJECTED: (
        frozenset({Status.ARRIVED, Status.ACCEPTED, Status.EXAMINING, Status.CORRECTION}),
        Status.REJECTED,
    ),
    # Until the decision: afterwards there is no application left to take back.
    Step.WITHDRAWN: (
        frozenset({Status.ARRIVED, Status.ACCEPTED, Status.EXAMINING, Status.CORRECTION}),
        Status.WITHDRAWN,
    ),
}
_OVER = "すでに終わっています。変える必要があるときは、メモに書いて管理者に知らせてください。"
_WHAT_NOW: Mapping[Status, str] = {
    Status.ARRIVED: "先に「受け付ける」を押してください。",
    Status.ACCEPTED: "先に「審査を始める」を押してください。",
    Status.EXAMINING: "ほかの職員が審査しています。画面を読み込み直して、担当を確かめてください。",
    Status.CORRECTION: "足りないものを待っています。そろったら「審査を始める」を押してください。",
    Status.DECIDED: "決定は済んでいます。通知などが終わったら「完了する」を押してください。",
    Status.DONE: _OVER,
    Status.REJECTED: _OVER,
    Status.WITHDRAWN: _OVER,
}


class StepNotPossibleError(Exception):
    """いまの状態では、この操作はできません。"""

    def __init__(self, status: Status) -> None:
        self.status = status
        super().__init__(f"この案件は「{status.label}」です。{_WHAT_NOW[status]}")


def is_possible(status: Status, step: Step) -> bool:
    """Whether the step can follow; steps that change no state always can."""
    return step not in _ALLOWED or status in _ALLOWED[step][0]


def next_status(status: Status, step: Step) -> Status:
    """The status after a step. Raises StepNotPossibleError, whose message says what to do now."""
    if not is_possible(status, step):
        raise StepNotPossibleError(status)
    return _ALLOWED[step][1] if step in _ALLOWED else status


def light(due: date | None, status: Status, today: date) -> Light:
    """The light beside a case; finished cases and those without a due date have none."""
    if due is None or status.is_finished:
        return Light.NONE
    if due < today:
        return Light.LATE
    if due == today:
        return Light.TODAY
    return Light.SOON if due - today <= SOON else Light.CALM
