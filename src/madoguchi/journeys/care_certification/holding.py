"""Steps of the flow that nobody ends unawares: with open differences, or instead of what would end them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.engines.cases.api import Case
from madoguchi.engines.flows.api import FlowTask, ReasonMissingError, StepHeldError
from madoguchi.journeys.care_certification.beginning import case_of_subject
from madoguchi.journeys.care_certification.comparing import unsettled_of

FLOW: Final = "care_certification"
COMPARE, AGREES = "compare", "agrees"
MOST_NAMED: Final = 3
_BY_ITSELF: Final[Mapping[str, str]] = {
    "order_survey": "調査員がまだ決まっていません。決めると、この手順は自分で終わります。",
    "request_opinion": "主治医意見書をまだ依頼していません。依頼すると、この手順は自分で終わります。",
    "first_stage": "一次判定の結果をまだ読み込んでいません。読み込むと、この手順は自分で終わります。",
    "ask_board": "審査会にまだ依頼していません。依頼すると、この手順は自分で終わります。",
}
_ELSEWHERE: Final = "紙など別の方法で済ませたときは、そのことを、この手順のメモに書いてください。"


class NotDoneHereError(ReasonMissingError):
    """What would end the step has not happened, and nobody said how it was done instead."""


class UnsettledError(ReasonMissingError):
    """Survey and opinion do not fit together, nobody has confirmed it, and no reason was written."""


@subscribe("flows.task_finished")
def _not_unawares(context: Context, event: Event) -> None:
    """Raises NotDoneHereError, UnsettledError, StepHeldError: the step stays as it was."""
    if event.data.get("flow") != FLOW:
        return
    step = event.data["step"]
    if step in _BY_ITSELF and not _note_of(event):
        raise NotDoneHereError(f"{_BY_ITSELF[step]}{_ELSEWHERE}")
    if step == COMPARE and event.data["result"] == AGREES:
        _must_be_settled(context, event)


def _must_be_settled(context: Context, event: Event) -> None:
    uuid = case_of_subject(event.subject)
    case = Case.objects.filter(uuid=uuid).first() if uuid is not None else None
    if case is None:
        return
    # Whoever ends the step may belong to those who hand out work, and see no survey.
    platform = Context(context.municipality_code, Actor.system("flow"), context.now, "食い違いの確認")
    unsettled = unsettled_of(platform, case)
    if unsettled.sent_back:
        raise StepHeldError(
            "認定調査が、調査員に戻っています。調査が終わってから、もう一度突き合わせてください。"
        )
    if unsettled.differences and not _note_of(event):
        names = "".join(f"「{one}」" for one in unsettled.names[:MOST_NAMED])
        more = len(unsettled.names) - MOST_NAMED
        rest = f"ほか{more}件。" if more > 0 else ""
        raise UnsettledError(
            f"確かめていないことが{len(unsettled.names)}件あります：{names}{rest}"
            "認定調査のページの「確かめること」に、1件ずつ確かめたことを書いてください。"
            "確かめずに「合う」とするときは、その理由を、この手順のメモに書いてください。"
        )


def _note_of(event: Event) -> str:
    """What was written with the step; it is stored already, in the transaction that an error undoes."""
    written = FlowTask.objects.filter(uuid=UUID(event.data["task"])).values_list("note", flat=True).first()
    return written or ""
