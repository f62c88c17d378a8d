"""A case of 要介護認定: its survey and its opinion, begun here."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.assessments.api import DoctorNotFoundError, doctors
from madoguchi.journeys.care_certification.api import case_overview, clock_of, order_survey, request_opinion
from madoguchi.surfaces.staff_web.assessments.views.common import UnreadableDateError, day_of, refusals
from madoguchi.surfaces.staff_web.presentation.decision_clocks import clock_line
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in


@who_may_call("assessments.read")
@require_safe
@refusals
def begin_page(request: HttpRequest, municipality_code: str, case: UUID) -> HttpResponse:
    """What the case has already, and what can be begun."""
    del municipality_code
    return _show(request, case)


@who_may_call("assessments.work")
@require_POST
@refusals
def order(request: HttpRequest, municipality_code: str, case: UUID) -> HttpResponse:
    """Begin the survey."""
    survey = order_survey(context_of(request, "認定調査をつくる"), case)
    messages.success(request, "認定調査をつくりました。調査員と日時を決めてください。")
    return HttpResponseRedirect(reverse("assessments:survey", args=[municipality_code, survey.uuid]))


@who_may_call("assessments.work")
@require_POST
@refusals
def request_one(request: HttpRequest, municipality_code: str, case: UUID) -> HttpResponse:
    """Ask a doctor for the opinion."""
    context = context_of(request, "主治医意見書の依頼")
    try:
        doctor = UUID(request.POST.get("doctor", ""))
        opinion = request_opinion(context, case, doctor, day_of(request.POST.get("due", "")))
    except UnreadableDateError as problem:
        return _show(request, case, 422, str(problem))
    except (DoctorNotFoundError, ValueError):
        return _show(request, case, 422, DoctorNotFoundError.__doc__ or "")
    messages.success(request, "主治医意見書を依頼しました。手紙を印刷して送ってください。")
    return HttpResponseRedirect(reverse("assessments:opinion", args=[municipality_code, opinion.uuid]))


def _show(request: HttpRequest, case: UUID, status: int = 200, problem: str = "") -> HttpResponse:
    context = context_of(request, "案件の認定調査と意見書")
    overview = case_overview(context, case)
    known = doctors(context, active_only=True)
    named = next(
        (
            one
            for one in known
            if (one.clinic, one.name) == (overview.doctor["clinic"], overview.doctor["name"])
        ),
        None,
    )
    return desk_page(
        request,
        "assessments/case.html",
        status=status,
        overview=overview,
        clock=clock_line(clock_of(context, overview.case)),
        doctors=known,
        named=named,
        may_work=signed_in(request).may("assessments.work"),
        problem=problem,
    )
