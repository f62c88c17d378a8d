"""What an official should know before ending a step of the flow of 要介護認定."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from madoguchi.core.actions import Context
from madoguchi.engines.cases.api import Case
from madoguchi.journeys.care_certification.api import unsettled_of
from madoguchi.surfaces.staff_web.flows.presentation.case_flow import CaseFlow

_COMPARE = "compare"


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
    if flow is None or not any(card.line.step == _COMPARE for card in flow.cards):
        return {}
    found = unsettled_of(context, case)
    if found.survey is None:
        return {}
    way = reverse("assessments:survey", args=[case.municipality_code, found.survey])
    if found.sent_back:
        heading = "認定調査は、調査員に戻っています。終わるまで「合う」にはできません"
        return {_COMPARE: BeforeStep("warning", heading, (), way, "調査のページを開く")}
    if not found.differences:
        heading = "確かめていないことはありません"
        return {_COMPARE: BeforeStep("success", heading, (), way, "調査と意見書の答えを見る")}
    lines = tuple(one.what for one in found.differences)
    heading = f"確かめていないことが{len(lines)}件あります"
    return {_COMPARE: BeforeStep("warning", heading, lines, way, "調査のページで1件ずつ確かめる")}
