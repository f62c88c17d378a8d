"""Files, the cover sheet, and the way back from its code."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.approvals.api import (
    DocumentNotFoundError,
    FileWithheldError,
    NotFoundHereError,
    open_file,
)
from madoguchi.journeys.approving.api import cover_pdf, record_pdf
from madoguchi.surfaces.staff_web.approvals.codes import code_of, document_in
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import context_of


@who_may_call("approvals.read")
@require_safe
def file(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """A file, as what its content is. What a browser shows by itself is shown, the rest is saved."""
    del municipality_code
    try:
        found = open_file(context_of(request, "添付の確認"), uuid)
    except (NotFoundHereError, DocumentNotFoundError, FileWithheldError):
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


@who_may_call("approvals.read")
@require_safe
def cover(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The sheet that lies on the papers."""
    code = code_of(request, municipality_code, uuid)
    try:
        return pdf(cover_pdf(context_of(request, "表紙の印刷"), uuid, code), "cover.pdf")
    except DocumentNotFoundError:
        raise Http404 from None


@who_may_call("approvals.read")
@require_safe
def record(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The document on paper (決裁書)."""
    code = code_of(request, municipality_code, uuid)
    try:
        return pdf(record_pdf(context_of(request, "決裁書の印刷"), uuid, code), "approval.pdf")
    except DocumentNotFoundError:
        raise Http404 from None


@who_may_call("approvals.read")
@require_safe
def by_code(request: HttpRequest, municipality_code: str, code: str) -> HttpResponse:
    """Where a telephone lands that has read the code of a cover sheet."""
    del request
    uuid = document_in(f"/A/{code}")
    if uuid is None:
        raise Http404
    return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))


@who_may_call("approvals.read")
@require_POST
def scan(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What a scanner typed into the field for codes."""
    uuid = document_in(request.POST.get("code", "")[:400])
    if uuid is None:
        messages.error(request, "表紙のコードではありません。表紙の右上にあるコードを読み取ってください。")
        return HttpResponseRedirect(reverse("approvals:home", args=[municipality_code]))
    return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))
