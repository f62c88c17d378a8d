"""What somebody reads who comes late to a step: that it is over, why, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.engines.cases.api import CaseNotFoundError, Status, Step, case_story
from madoguchi.engines.flows.api import TaskOverError

_ENDED: Final[Mapping[Status, tuple[Step, str, str]]] = {
    Status.WITHDRAWN: (
        Step.WITHDRAWN,
        "申請の取下げを記録しました",
        "取下げがまちがいのときは、もう一度申請してもらってください。",
    ),
    Status.REJECTED: (Step.REJECTED, "却下しました", ""),
    Status.DONE: (Step.FINISHED, "案件を終わりにしました", ""),
}
"""By state of a case that is over: the step that ended it, what was done, and what is left to do."""


def over_words(context: Context, case_uuid: UUID, over: TaskOverError) -> str:
    """Who ended the case under the reader's hands, when and why; else who was faster with the step."""
    if not over.was_cancelled:
        return str(over)
    try:
        story = case_story(context, case_uuid)
    except CaseNotFoundError:
        return str(over)
    if story.case.state not in _ENDED:
        return str(over)
    step, what, left = _ENDED[story.case.state]
    event = next((one for one in reversed(story.events) if one.step == step.value), None)
    if event is None:
        return str(over)
    at = event.at.astimezone(clock.TOKYO)
    who = f"{event.actor_name}さんが" if event.actor_name else ""
    why = f"（理由：{event.note}）" if event.note else ""
    return (
        f"{who}{at.month}月{at.day}日{at.hour}時{at.minute:02d}分に{what}{why}。"
        f"手順「{over.task.label}」は取りやめになり、この案件ですることはありません。{left}"
        "残しておくことがあれば、メモに書いてください。"
    )
