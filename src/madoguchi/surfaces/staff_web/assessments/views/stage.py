"""The first stage as a port: the file that goes out, the file that comes in."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.assessments.api import (
    ExportSurveys,
    ImportResults,
    NothingToExportError,
    StageExport,
    StageFileError,
    StageImport,
    StageReport,
    result_columns,
    survey_columns,
)
from madoguchi.surfaces.staff_web.assessments.views.common import own_assessment, refusals
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in


@who_may_call("assessments.read")
@require_safe
@refusals
def stage_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Both directions, and what the columns are."""
    del municipality_code
    return _show(request)


@who_may_call("assessments.work")
@require_POST
@refusals
def export(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The finished surveys as a file; by default those that never went out."""
    context = context_of(request, "一次判定のファイルの書き出し")
    asked = StageExport(own_assessment(context).key, again=request.POST.get("again") == "yes")
    try:
        file = run(ExportSurveys(), context, asked)
    except NothingToExportError as problem:
        messages.warning(request, str(problem))
        return HttpResponseRedirect(reverse("assessments:stage", args=[municipality_code]))
    name = f"surveys-{municipality_code}-{clock.today():%Y%m%d}.csv"
    return HttpResponse(
        file.content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@who_may_call("assessments.work")
@require_POST
@refusals
def read(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Read a result file; the page says what became of each line."""
    del municipality_code
    context = context_of(request, "一次判定の結果の読み込み")
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return _show(request, 422, problem="ファイルを選んでから押してください。")
    try:
        report = run(ImportResults(), context, StageImport(own_assessment(context).key, sent.read()))
    except StageFileError as problem:
        return _show(request, 422, problem=str(problem))
    return _show(request, report=report)


def _show(
    request: HttpRequest, status: int = 200, *, problem: str = "", report: StageReport | None = None
) -> HttpResponse:
    assessment = own_assessment(context_of(request, "一次判定"))
    return desk_page(
        request,
        "assessments/stage.html",
        status=status,
        outgoing=survey_columns(assessment),
        incoming=result_columns(assessment),
        labels=[one.label for one in assessment.results.values()],
        may_work=signed_in(request).may("assessments.work"),
        problem=problem,
        report=report,
    )
