"""The line on top of a page that says how far one has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum

from madoguchi.core.languages import spoken, translatable


class Step(IntEnum):
    """The parts of the way, in their order."""

    QUESTIONS = 0
    PLAN = 1
    FILL = 2
    REVIEW = 3
    CODE = 4


_LABELS = {
    Step.QUESTIONS: translatable("質問"),
    Step.PLAN: translatable("手続きの一覧"),
    Step.FILL: translatable("書類の入力"),
    Step.REVIEW: translatable("確認"),
    Step.CODE: translatable("コード"),
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One part of the way. `state`: done, now or later; `url` is empty where one cannot go yet."""

    label: str
    state: str
    url: str


def steps(now: Step, addresses: Mapping[Step, str], reached: Collection[Step] = ()) -> tuple[StepView, ...]:
    """The line as seen from the page of `now`; what was reached before is a link."""
    return tuple(
        StepView(
            spoken().say(_LABELS[step]),
            "now" if step is now else "done" if step < now else "later",
            addresses.get(step, "") if step < now or step in reached else "",
        )
        for step in Step
    )
