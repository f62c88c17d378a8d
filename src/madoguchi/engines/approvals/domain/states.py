"""Where a document stands, what may happen to it, and in which way somebody acts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    CIRCULATING = "circulating"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """As people read it."""
        return _STATES[self]

    @property
    def is_editable(self) -> bool:
        """Whether its drafter may change it."""
        return self in (State.DRAFT, State.RETURNED, State.WITHDRAWN)


class Medium(StrEnum):
    """How a decision came about."""

    ELECTRONIC = "electronic"
    MIXED = "mixed"
    PAPER = "paper"

    @property
    def label(self) -> str:
        """As people read it."""
        return _MEDIA[self]


class Outcome(StrEnum):
    """What became of a place on a route."""

    WAITING = "waiting"
    APPROVED = "approved"
    AGREED = "agreed"
    OBJECTED = "objected"
    DECIDED = "decided"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """As people read it."""
        return _OUTCOMES[self]

    @property
    def is_done(self) -> bool:
        """Whether the document goes on from there."""
        return self is not Outcome.WAITING


class ActKind(StrEnum):
    """What happened to a document, as it stands in its story."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    AGREED = "agreed"
    OBJECTED = "objected"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    SENT_TO_STAGE = "sent_to_stage"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"
    COMMENTED = "commented"
    REASSIGNED = "reassigned"
    RETENTION = "retention"
    PAPER_BACK = "paper_back"
    REVIEWED = "reviewed"
    REGISTERED = "registered"

    @property
    def label(self) -> str:
        """As people read it."""
        return _ACTS[self]

    @property
    def is_decision(self) -> bool:
        """Whether the document is decided by it."""
        return self in (ActKind.DECIDED, ActKind.REGISTERED)


class Way(StrEnum):
    """In whose place somebody acts."""

    OWN = "own"
    DELEGATED = "delegated"
    DEPUTY = "deputy"

    @property
    def label(self) -> str:
        """As people read it; empty for one's own place."""
        return {"own": "", "delegated": "代理", "deputy": "代決"}[self.value]


_STATES: Mapping[State, str] = {
    State.DRAFT: "起案中",
    State.CIRCULATING: "回議中",
    State.RETURNED: "差し戻し",
    State.WITHDRAWN: "引き戻し",
    State.DECIDED: "決裁済み",
    State.DISCARDED: "廃案",
}
_MEDIA: Mapping[Medium, str] = {
    Medium.ELECTRONIC: "電子",
    Medium.MIXED: "併用",
    Medium.PAPER: "紙",
}
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.WAITING: "まだ",
    Outcome.APPROVED: "承認",
    Outcome.AGREED: "同意",
    Outcome.OBJECTED: "不同意",
    Outcome.DECIDED: "決裁",
    Outcome.SKIPPED: "省略",
}
_ACTS: Mapping[ActKind, str] = {
    ActKind.SUBMITTED: "起案しました",
    ActKind.APPROVED: "承認しました",
    ActKind.AGREED: "合議に同意しました",
    ActKind.OBJECTED: "合議に同意しませんでした",
    ActKind.DECIDED: "決裁しました",
    ActKind.SENT_BACK: "起案者に差し戻しました",
    ActKind.SENT_TO_STAGE: "前の段階に差し戻しました",
    ActKind.WITHDRAWN: "引き戻しました",
    ActKind.DISCARDED: "廃案にしました",
    ActKind.COMMENTED: "コメントしました",
    ActKind.REASSIGNED: "承認する人を変えました",
    ActKind.RETENTION: "保存期間を変えました",
    ActKind.PAPER_BACK: "紙の書類が戻りました",
    ActKind.REVIEWED: "後閲しました",
    ActKind.REGISTERED: "紙の決裁を登録しました",
}
