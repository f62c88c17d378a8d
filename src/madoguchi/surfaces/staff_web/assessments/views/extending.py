"""The notice that a decision takes longer: the form, what was told, the paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context
from madoguchi.engines.assessments.api import (
    ExpectedDayError,
    ExtendedMeanwhileError,
    OpinionStatus,
    ReasonMissingError,
    SurveyStatus,
)
from madoguchi.journeys.care_certification.api import (
    CaseOverview,
    DecidedAlreadyError,
    ExtensionNotFoundError,
    ExtensionRequest,
    case_overview,
    clock_of,
    extend,
    extension_paper,
)
from madoguchi.journeys.certification_board.api import Extension, extension_notice_pdf
from madoguchi.journeys.mandates.api import addressee_of
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.assessments.views.common import UnreadableDateError, day_of, refusals
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.presentation.decision_clocks import clock_line
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in

_LONGEST = 4_000


@who_may_call("assessments.read")
@require_safe
@refusals
def extension_page(request: HttpRequest, municipality_code: str, case: UUID) -> HttpResponse:
    """The clock of a case, what was told, and the form."""
    del municipality_code
    return _show(request, case)


@who_may_call("assessments.work")
@require_POST
@refusals
def extend_decision(request: HttpRequest, municipality_code: str, case: UUID) -> HttpResponse:
    """Write the extension down; what was written stays when something is wrong."""
    reason, until = request.POST.get("reason", "")[:_LONGEST], request.POST.get("until", "")
    try:
        day, seen = day_of(until), day_of(request.POST.get("seen", ""))
        if day is None or seen is None:
            raise ExpectedDayError("決定の見込みの日を入れてください。")
        extend(context_of(request, "延期の通知"), case, ExtensionRequest(day, reason, seen))
    except (ExpectedDayError, UnreadableDateError) as problem:
        return _show(request, case, 422, str(problem), "until", reason, until)
    except (ReasonMissingError, TextError) as problem:
        return _show(request, case, 422, str(problem), "reason", reason, until)
    except (ExtendedMeanwhileError, DecidedAlreadyError) as problem:
        return _show(request, case, 409, str(problem), "", reason, until)
    messages.success(request, "延期を記録しました。延期通知書（PDF）を印刷して送ってください。")
    return HttpResponseRedirect(reverse("assessments:extension", args=[municipality_code, case]))


@who_may_call("documents.print")
@require_safe
@refusals
def extension_notice(
    request: HttpRequest, municipality_code: str, case: UUID, extension: UUID
) -> HttpResponse:
    """延期通知書, as it was told on its day."""
    del municipality_code
    context = context_of(request, "延期通知書の印刷")
    try:
        paper = extension_paper(context, case, extension)
    except ExtensionNotFoundError:
        raise Http404 from None
    one = paper.extension
    notice = Extension(
        paper.items, one.applied_on, one.until, one.reason, one.assessment, one.told_on, one.before
    )
    return pdf(extension_notice_pdf(context, notice, _recipient(context, case)), "extension-notice.pdf")


def _show(
    request: HttpRequest,
    case: UUID,
    status: int = 200,
    problem: str = "",
    problem_at: str = "",
    reason: str | None = None,
    until: str = "",
) -> HttpResponse:
    context = context_of(request, "延期の確認")
    overview = case_overview(context, case)
    line = clock_line(clock_of(context, overview.case))
    if line is None:
        raise Http404
    actor = signed_in(request)
    return desk_page(
        request,
        "assessments/extension.html",
        status=status,
        case=overview.case,
        clock=line,
        reason=_suggested(overview) if reason is None else reason,
        until=until,
        recipient=_recipient(context, case),
        may_work=actor.may("assessments.work") and line.may_extend,
        may_print=actor.may("documents.print"),
        problem=problem,
        problem_at=problem_at,
    )


def _recipient(context: Context, case: UUID) -> tuple[str, ...]:
    """As of the result: the person, or whoever acts where a checked mandate and the person want it."""
    return addressee_of(context, case) if context.actor.may("cases.read") else ()


def _suggested(overview: CaseOverview) -> str:
    """What is still missing, as the reason of the notice; the clerk writes it as it is."""
    if overview.survey is None or overview.survey.state is not SurveyStatus.COMPLETED:
        return "認定調査に日時を要しているため"
    if overview.opinion is None or overview.opinion.state is not OpinionStatus.RECEIVED:
        return "主治医意見書がまだ届いていないため"
    return "介護認定審査会の審査に日時を要しているため"
