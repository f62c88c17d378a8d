"""What an official should know before ending a step of the flow of 要介護認定."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from madoguchi.core.actions import Context
from madoguchi.engines.cases.api import Case
from madoguchi.journeys.care_certification.api import unsettled_of
from madoguchi.journeys.certification_board.api import result_about
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import CaseFlow

_COMPARE, _NOTIFY = "compare", "notify"


@dataclass(frozen=True, slots=True)
class BeforeStep:
    """What stands above the buttons of a step: the `kind` of notice, heading, lines, and a way there."""

    kind: str
    heading: str
    lines: tuple[str, ...] = field(default=(), repr=False)
    way: str = ""
    way_label: str = ""


def before_steps(context: Context, case: Case, flow: CaseFlow | None) -> Mapping[str, BeforeStep]:
    """By step: what is to be known before it is ended; for whoever may see surveys.

    Raises NotAllowedError, NotYourAssessmentError.
    """
    steps = set() if flow is None else {card.line.step for card in flow.cards}
    found: dict[str, BeforeStep | None] = {}
    if _COMPARE in steps:
        found[_COMPARE] = _to_compare(context, case)
    if _NOTIFY in steps and context.actor.may("exchange.read"):
        found[_NOTIFY] = _to_notify(context, case)
    return {step: one for step, one in found.items() if one is not None}


def _to_notify(context: Context, case: Case) -> BeforeStep | None:
    """Where the result is that is printed and sent."""
    result = result_about(context, f"case:{case.uuid}")
    if result is None:
        return None
    way = reverse("staff_web:exchange-received", args=[case.municipality_code, result])
    return BeforeStep(
        "info", "審査会の判定が届いています", (), way, "判定を見て、通知書と被保険者証を印刷する"
    )


def _to_compare(context: Context, case: Case) -> BeforeStep | None:
    """What does not fit together and was not looked into."""
    found = unsettled_of(context, case)
    if found.survey is None:
        return None
    way = reverse("assessments:survey", args=[case.municipality_code, found.survey])
    if found.sent_back:
        heading = "認定調査は、調査員に戻っています。終わるまで「合う」にはできません"
        return BeforeStep("warning", heading, (), way, "調査のページを開く")
    if not found.differences:
        heading = "確かめていないことはありません"
        return BeforeStep("success", heading, (), way, "調査と意見書の答えを見る")
    lines = tuple(one.what for one in found.differences)
    heading = f"確かめていないことが{len(lines)}件あります"
    return BeforeStep("warning", heading, lines, way, "調査のページで1件ずつ確かめる")
