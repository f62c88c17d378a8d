"""Files of a case: adding one, opening one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.cases.api import (
    AddAttachment,
    AttachmentNotFoundError,
    AttachmentRefusedError,
    AttachmentWithheldError,
    CaseNotFoundError,
    FileTooLargeError,
    NewAttachment,
    NotYourDeskError,
    open_attachment,
)
from madoguchi.surfaces.shared_web.uploads import was_too_large
from madoguchi.surfaces.staff_web.site import context_of
from madoguchi.surfaces.staff_web.views.cases import show_case

_NOTHING_CHOSEN = "ファイルを選んでから押してください。"


@who_may_call("cases.work")
@require_POST
def attach(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Keep a file with the case."""
    file = request.FILES.get("file")
    if was_too_large(request):
        problem = str(FileTooLargeError(settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000))
        return show_case(request, municipality_code, uuid, 413, problem=problem, problem_at="file")
    if not isinstance(file, UploadedFile):
        return show_case(request, municipality_code, uuid, 422, problem=_NOTHING_CHOSEN, problem_at="file")
    try:
        new = NewAttachment(uuid, file.name or "", file.read())
        run(AddAttachment(), context_of(request, "案件への添付"), new)
    except CaseNotFoundError:
        raise Http404 from None
    except AttachmentRefusedError as problem:
        return show_case(request, municipality_code, uuid, 422, problem=str(problem), problem_at="file")
    except NotYourDeskError as problem:
        return show_case(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "書類を加えました。")
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, uuid]))


@who_may_call("cases.read")
@require_safe
def attachment(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """A file, as what its content is. What a browser shows by itself is shown, the rest is saved."""
    del municipality_code
    try:
        found = open_attachment(context_of(request, "添付の確認"), uuid)
    except (AttachmentNotFoundError, AttachmentWithheldError):
        raise Http404 from None
    saved = not found.kind.is_shown_by_browsers
    return HttpResponse(
        bytes(found.content),
        content_type=found.kind.value,
        headers={
            "Content-Disposition": content_disposition_header(saved, found.file_name) or "attachment",
            "Cache-Control": "no-store",
        },
    )
