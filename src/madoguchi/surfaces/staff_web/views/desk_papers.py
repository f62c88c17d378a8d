"""A case and a worklist on paper; never stored, always in the audit log."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.cases.api import Case, CaseNotFoundError
from madoguchi.journeys.desk_work.api import case_pdf, worklist_pdf
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.presentation.applications import number_there, way_of
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404
from madoguchi.surfaces.staff_web.views.inbox import asked_for


@who_may_call("documents.print")
@require_safe
def print_case(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One case."""
    del municipality_code
    try:
        return pdf(case_pdf(context_of(request, "案件の印刷"), uuid, way_of=_way), "case.pdf")
    except CaseNotFoundError:
        raise Http404 from None


def _way(case: Case) -> str:
    """How it came, with the number under which the applicant speaks of it."""
    number = number_there(case)
    return way_of(case, number) + (f"（受付番号 {number}）" if number else "")


@who_may_call("documents.print")
@require_safe
def print_worklist(request: HttpRequest, municipality_code: str, desk: str) -> HttpResponse:
    """A desk's cases, filtered as on the page from which this was opened."""
    if desk not in pack_or_404(municipality_code).desks:
        raise Http404
    _, wanted, _ = asked_for(request)
    return pdf(worklist_pdf(context_of(request, "仕事の一覧の印刷"), desk, wanted), "worklist.pdf")
