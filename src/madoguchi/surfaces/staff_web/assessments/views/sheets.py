"""The survey on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.journeys.care_certification.api import survey_sheet_pdf
from madoguchi.surfaces.staff_web.assessments.views.common import refusals
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import context_of


@who_may_call("documents.print")
@require_safe
@refusals
def survey_sheet(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """認定調査票."""
    del municipality_code
    return pdf(survey_sheet_pdf(context_of(request, "認定調査票の印刷"), uuid), "survey-sheet.pdf")
