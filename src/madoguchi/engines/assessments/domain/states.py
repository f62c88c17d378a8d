"""In which state a survey or an opinion is, and why an answer is held for a person to decide."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class SurveyStatus(StrEnum):
    """Where a survey stands."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As people read it."""
        return _SURVEY_LABELS[self]


class OpinionStatus(StrEnum):
    """Where a doctor's opinion stands."""

    REQUESTED = "requested"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As people read it."""
        return _OPINION_LABELS[self]


class SurveyStep(StrEnum):
    """One line in the story of a survey."""

    ORDERED = "ordered"
    ASSIGNED = "assigned"
    TAKEN = "taken"
    SENT = "sent"
    HELD = "held"
    SETTLED = "settled"
    COMPLETED = "completed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    EXPORTED = "exported"
    JUDGED = "judged"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        """As people read it."""
        return _STEP_LABELS[self]


class Reason(StrEnum):
    """Why an answer from a tablet did not simply take its place."""

    CHANGED_ELSEWHERE = "changed_elsewhere"
    CORRECTED_AT_DESK = "corrected_at_desk"
    COMPLETED_BEFORE = "completed_before"
    GIVEN_TO_ANOTHER = "given_to_another"
    TABLET_LOST = "tablet_lost"
    DOES_NOT_FIT = "does_not_fit"

    @property
    def label(self) -> str:
        """What happened, in one sentence."""
        return _REASON_LABELS[self]

    @property
    def may_be_taken(self) -> bool:
        """Whether a person can still put the answer into its place."""
        return self is not Reason.DOES_NOT_FIT


_SURVEY_LABELS: Mapping[SurveyStatus, str] = {
    SurveyStatus.OPEN: "調査中",
    SurveyStatus.COMPLETED: "調査済み",
    SurveyStatus.WITHDRAWN: "取りやめ",
}
_OPINION_LABELS: Mapping[OpinionStatus, str] = {
    OpinionStatus.REQUESTED: "依頼中",
    OpinionStatus.RECEIVED: "届いた",
    OpinionStatus.WITHDRAWN: "取りやめ",
}
_STEP_LABELS: Mapping[SurveyStep, str] = {
    SurveyStep.ORDERED: "調査をつくりました",
    SurveyStep.ASSIGNED: "調査員を決めました",
    SurveyStep.TAKEN: "タブレットに持ち出しました",
    SurveyStep.SENT: "タブレットから届きました",
    SurveyStep.HELD: "食い違う回答を預かりました",
    SurveyStep.SETTLED: "食い違う回答を決めました",
    SurveyStep.COMPLETED: "調査が終わりました",
    SurveyStep.SENT_BACK: "調査員に戻しました",
    SurveyStep.WITHDRAWN: "取りやめました",
    SurveyStep.LOST: "タブレットをなくしたと記録しました",
    SurveyStep.EXPORTED: "一次判定のファイルに書き出しました",
    SurveyStep.JUDGED: "一次判定の結果を読み込みました",
    SurveyStep.CONFIRMED: "食い違いを確かめました",
    SurveyStep.CORRECTED: "役所で答えを直しました",
}
_REASON_LABELS: Mapping[Reason, str] = {
    Reason.CHANGED_ELSEWHERE: "持ち出したあとで、ほかのタブレットか役所で答えが変わっています。",
    Reason.CORRECTED_AT_DESK: "持ち出したあとで、役所の担当が答えを直しています。",
    Reason.COMPLETED_BEFORE: "調査が終わったあとに届きました。",
    Reason.GIVEN_TO_ANOTHER: "持ち出したあとで、調査員が変わっています。",
    Reason.TABLET_LOST: "なくしたと記録されたタブレットから届きました。",
    Reason.DOES_NOT_FIT: "いまの調査票にない項目か選択肢です。タブレットの調査票が古いときに起こります。",
}
