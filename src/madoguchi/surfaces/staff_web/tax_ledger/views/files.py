"""Files that are taken in, and what became of their lines."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.actions import run
from madoguchi.engines.tax_ledger.api import FileKind, NewFile, NoticeState, files, opened_file
from madoguchi.journeys.tax_ledger.api import FileUnreadableError, HoldFile, TakeFile, plan_for
from madoguchi.surfaces.shared_web.uploads import was_too_large
from madoguchi.surfaces.staff_web.tax_ledger.presentation import NOTICE_BADGES
from madoguchi.surfaces.staff_web.tax_ledger.views.common import (
    ledger_page,
    looking,
    number_in,
    reading,
    working,
)
from madoguchi.surfaces.staff_web.tax_ledger.views.start import show_start

_AGAIN = "同じ内容のファイルは、もう取り込んであります。二重には取り込みません。"


@reading
@require_safe
def files_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """All files, the newest first."""
    del municipality_code
    asked = request.GET.get("show", "")
    kind = FileKind(asked) if asked in set(FileKind) else None
    found = files(looking(request), kind, number_in(request.GET.get("before", "")))
    return ledger_page(
        request, "files.html", files=found.rows, next=found.next, kinds=FileKind, shown=kind or ""
    )


@reading
@require_safe
def file_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One file with its problems by line and column."""
    del municipality_code
    found = opened_file(looking(request), uuid)
    return ledger_page(
        request,
        "file.html",
        file=found.file,
        case=found.file.subject.removeprefix("case:"),
        problems=found.problems,
        states=[(state, found.notices[state], NOTICE_BADGES[state]) for state in NoticeState],
        still=found.notices[NoticeState.RECEIVED],
    )


@working
@require_POST
def take(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Take a file in. The same file again leads to the one that came first."""
    kind = request.POST.get("kind", "")
    kind = kind if kind in set(FileKind) else FileKind.NOTICES.value
    if was_too_large(request):
        most = settings.MADOGUCHI_ATTACHMENT_MEGABYTES
        said = f"ファイルが大きすぎます（{most}MBまで）。分けて取り込んでください。"
        return show_start(request, 413, problem=said, kind=kind)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return show_start(request, 422, problem="ファイルを選んでください。", kind=kind)
    new = NewFile(FileKind(kind), file.name or "", bytes(file.read()))
    context = looking(request)
    try:
        plan = plan_for(context, new)
        if plan.ask or request.POST.get("choose"):
            held = run(HoldFile(), context, new)
            return HttpResponseRedirect(reverse("tax_ledger:columns", args=[municipality_code, held.uuid]))
        taken = run(TakeFile(), context, replace(new, columns=plan.columns))
    except FileUnreadableError as problem:
        return show_start(request, 422, problem=str(problem), kind=kind)
    if taken.again:
        messages.info(request, _AGAIN)
    else:
        messages.success(request, f"{FileKind(kind).label}のファイルを取り込みました。")
    return HttpResponseRedirect(reverse("tax_ledger:file", args=[municipality_code, taken.file.uuid]))
