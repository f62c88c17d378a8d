"""What happens to a case reaches its survey and opinion, and what happens to these stands in its story.

Each is a job of the transaction in which it happened: a case and a survey are never locked together, whoever
was first. Only the day by which a new case has to be decided is written into it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, subscribe

SAID: Final[Mapping[str, str]] = {
    "assessments.survey_unassigned": "認定調査の調査員がいなくなりました。ほかの調査員を決めてください。",
    "assessments.survey_completed": "認定調査が終わりました。",
    "assessments.answer_corrected": "認定調査の答えを、役所で直しました。",
    "assessments.survey_sent_back": "認定調査を調査員に戻しました。",
    "assessments.answers_held": "認定調査に、食い違う答えが届きました。どちらにするか決めてください。",
    "assessments.opinion_received": "主治医意見書の内容を入力しました。",
    "assessments.opinion_late": "主治医意見書が期限を過ぎています。医師に催促してください。",
    "assessments.first_stage_read": "一次判定の結果を読み込みました。",
}
"""What the story of the case says of an event."""

_OVER: Final[Mapping[str, str]] = {
    "cases.withdrawn": "申請が取り下げられました。",
    "cases.rejected": "申請が却下されました。",
}
_CASE = "case:"


def _note(context: Context, event: Event) -> None:
    from madoguchi.journeys.care_certification.tasks import note_in_case

    subject = str(event.data.get("subject", ""))
    if subject.startswith(_CASE):
        note_in_case.defer(
            municipality_code=context.municipality_code,
            case=subject.removeprefix(_CASE),
            event=event.name,
        )


def _call_off(context: Context, event: Event) -> None:
    from madoguchi.journeys.care_certification.tasks import call_off

    call_off.defer(
        municipality_code=context.municipality_code, subject=event.subject, reason=_OVER[event.name]
    )


@subscribe("cases.opened")
def _count_days(context: Context, event: Event) -> None:
    from madoguchi.journeys.care_certification.beginning import kind_of
    from madoguchi.journeys.care_certification.extending import set_due

    if kind_of(str(event.data.get("procedure", ""))) is not None:
        platform = Context(
            context.municipality_code, Actor.system("care_certification"), context.now, "決定の期限を数える"
        )
        set_due(platform, UUID(event.subject.removeprefix(_CASE)))


for _name in SAID:
    subscribe(_name)(_note)
for _name in _OVER:
    subscribe(_name)(_call_off)
