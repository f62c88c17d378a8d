"""Opinions of doctors: the list, one with its form, file, letters and reminders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import Assessment
from madoguchi.engines.assessments.api import (
    AnswersRefusedError,
    OpinionAnswers,
    OpinionClosedError,
    OpinionNote,
    OpinionStatus,
    ReasonMissingError,
    ReceiveOpinion,
    RemindDoctor,
    WithdrawOpinion,
    opinion_list,
    opinion_view,
)
from madoguchi.engines.cases.api import AttachmentRefusedError, FileTooLargeError
from madoguchi.journeys.care_certification.api import keep_opinion_file, letter_pdf
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.shared_web.uploads import was_too_large
from madoguchi.surfaces.staff_web.assessments.views.common import (
    UnreadableDateError,
    day_of,
    refusals,
    typed_value,
)
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import context_of, desk_page, signed_in

SHOWN = {"requested": "依頼中", "late": "催促する", "received": "届いた", "withdrawn": "取りやめ"}


@who_may_call("assessments.read")
@require_safe
@refusals
def opinion_list_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Opinions of the desk, by state."""
    del municipality_code
    shown = request.GET.get("show", "requested")
    shown = shown if shown in SHOWN else "requested"
    found, counts = opinion_list(context_of(request, "主治医意見書の一覧"), shown)
    today = clock.today()
    return desk_page(
        request,
        "assessments/opinions.html",
        lines=[(one, one.is_late(today), (one.due - today).days) for one in found],
        tabs=[(key, label, counts.get(key, 0)) for key, label in SHOWN.items()],
        shown=shown,
    )


@who_may_call("assessments.read")
@require_safe
@refusals
def opinion_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One opinion as one page."""
    del municipality_code
    return _show(request, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def answers(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Enter what the doctor wrote."""
    context = context_of(request, "主治医意見書の入力")
    _, assessment, _ = opinion_view(context, uuid)
    typed = _typed(assessment, request.POST)
    try:
        received = day_of(request.POST.get("received_on", ""))
        run(ReceiveOpinion(), context, OpinionAnswers(uuid, typed, received))
    except AnswersRefusedError as refused:
        return _show(request, uuid, 422, typed=typed, problems=refused.problems)
    except UnreadableDateError as problem:
        return _show(request, uuid, 422, typed=typed, problems={"received_on": str(problem)})
    except OpinionClosedError as problem:
        return _show(request, uuid, 409, problem=str(problem))
    messages.success(request, "意見書の内容を保存しました。")
    return _back(municipality_code, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def file(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Keep the opinion that came as a file."""
    sent = request.FILES.get("file")
    if was_too_large(request):
        too_large = FileTooLargeError(settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000)
        return _show(request, uuid, 413, problems={"file": str(too_large)})
    if not isinstance(sent, UploadedFile):
        return _show(request, uuid, 422, problems={"file": "ファイルを選んでから押してください。"})
    try:
        keep_opinion_file(context_of(request, "主治医意見書のファイル"), uuid, sent.name or "", sent.read())
    except AttachmentRefusedError as problem:
        return _show(request, uuid, 422, problems={"file": str(problem)})
    except OpinionClosedError as problem:
        return _show(request, uuid, 409, problem=str(problem))
    messages.success(request, "意見書のファイルを、案件の添付に加えました。")
    return _back(municipality_code, uuid)


@who_may_call("documents.print")
@require_safe
@refusals
def request_letter(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The letter that asks for the opinion."""
    del municipality_code
    return pdf(letter_pdf(context_of(request, "主治医への手紙"), uuid), "opinion-request.pdf")


@who_may_call("documents.print")
@require_safe
@refusals
def reminder_letter(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The letter that reminds of it."""
    del municipality_code
    context = context_of(request, "主治医への催促の手紙")
    return pdf(letter_pdf(context, uuid, reminder=True), "opinion-reminder.pdf")


@who_may_call("assessments.work")
@require_POST
@refusals
def remind(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Write down that the doctor was reminded."""
    try:
        run(RemindDoctor(), context_of(request, "主治医への催促"), OpinionNote(uuid))
    except OpinionClosedError as problem:
        return _show(request, uuid, 409, problem=str(problem))
    messages.success(request, "催促したことを記録しました。")
    return _back(municipality_code, uuid)


@who_may_call("assessments.work")
@require_POST
@refusals
def withdraw(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Call the request off."""
    note = OpinionNote(uuid, request.POST.get("note", "")[:4_000])
    try:
        run(WithdrawOpinion(), context_of(request, "主治医意見書の取りやめ"), note)
    except (ReasonMissingError, TextError) as problem:
        return _show(request, uuid, 422, problems={"note": str(problem)})
    messages.success(request, "依頼を取りやめました。")
    return _back(municipality_code, uuid)


def _show(
    request: HttpRequest,
    uuid: UUID,
    status: int = 200,
    *,
    typed: Mapping[str, Any] | None = None,
    problem: str = "",
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    opinion, assessment, survey = opinion_view(context_of(request, "主治医意見書の確認"), uuid)
    case = opinion.subject.removeprefix("case:") if opinion.subject.startswith("case:") else ""
    return desk_page(
        request,
        "assessments/opinion.html",
        status=status,
        opinion=opinion,
        sections=_sections(assessment, opinion.answers if typed is None else typed),
        survey=survey,
        case=case,
        file=opinion.file.removeprefix("attachment:"),
        is_late=opinion.is_late(),
        is_open=opinion.state is OpinionStatus.REQUESTED,
        is_withdrawn=opinion.state is OpinionStatus.WITHDRAWN,
        received_on=(opinion.received_on or clock.today()).isoformat(),
        most_megabytes=settings.MADOGUCHI_ATTACHMENT_MEGABYTES,
        may_work=signed_in(request).may("assessments.work"),
        may_print=signed_in(request).may("documents.print"),
        problem=problem,
        problems=problems or {},
    )


def _sections(assessment: Assessment, answers: Mapping[str, Any]) -> list[tuple[str, str, list[Any]]]:
    """Number and label of each section, with number, item and answer of each item."""
    return [
        (
            section.number,
            section.label,
            [(one.number, one.item, answers.get(one.item.key)) for one in section.items],
        )
        for section in assessment.opinion.form.sections
    ]


def _typed(assessment: Assessment, posted: QueryDict) -> dict[str, Any]:
    """What the form sends, by item key; what is empty is left out."""
    typed = {one.item.key: typed_value(one.item, posted) for one in assessment.opinion.form}
    return {key: value for key, value in typed.items() if value is not None}


def _back(municipality_code: str, uuid: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("assessments:opinion", args=[municipality_code, uuid]))
