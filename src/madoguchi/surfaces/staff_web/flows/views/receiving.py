"""Receiving another authority's notice, with which a flow begins."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.packs import Flow
from madoguchi.engines.cases.api import AttachmentRefusedError, FileTooLargeError, NotYourDeskError
from madoguchi.journeys.flow_work.api import Notice, ReceiveNotice, may_receive
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.shared_web.uploads import was_too_large
from madoguchi.surfaces.staff_web.flows.views.overview import flow_or_404
from madoguchi.surfaces.staff_web.site import context_of, desk_page

_LONGEST_NOTE = 2_000
_PURPOSE = "通知書の受け付け"


@who_may_call("cases.work")
@require_http_methods(["GET", "HEAD", "POST"])
def receive_page(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """The form; sent, the case that was opened. Sent twice it is the same case."""
    flow = flow_or_404(key)
    if flow.notice is None or not may_receive(context_of(request, _PURPOSE), flow):
        raise Http404
    if request.method != "POST":
        return _page(request, flow)
    if was_too_large(request):
        problem = str(FileTooLargeError(settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000))
        return _page(request, flow, 413, problem, "file")
    file = request.FILES.get("file")
    try:
        number = UUID(request.POST.get("number", ""))
    except ValueError:
        raise Http404 from None
    given = Notice(
        number,
        key,
        request.POST.get("person", "")[:_LONGEST_NOTE],
        request.POST.get("note", "")[:_LONGEST_NOTE],
        (file.name or "", file.read()) if isinstance(file, UploadedFile) else None,
    )
    try:
        case = run(ReceiveNotice(), context_of(request, _PURPOSE), given)
    except AttachmentRefusedError as problem:
        return _page(request, flow, 422, str(problem), "file")
    except TextError as problem:
        return _page(request, flow, 422, str(problem), "note")
    except (NotAllowedError, NotYourDeskError):
        raise Http404 from None
    messages.success(request, f"{flow.notice.label}を受け付けました。受付番号は{case.number_text}です。")
    return HttpResponseRedirect(reverse("staff_web:case", args=[municipality_code, case.uuid]))


def _page(
    request: HttpRequest, flow: Flow, status: int = 200, problem: str = "", problem_at: str = ""
) -> HttpResponse:
    """The form with what was written; the file has to be chosen again."""
    return desk_page(
        request,
        "flows/receive.html",
        status=status,
        flow=flow,
        notice=flow.notice.label if flow.notice else "",
        number=request.POST.get("number") or uuid4(),
        person=request.POST.get("person", ""),
        note=request.POST.get("note", ""),
        most_megabytes=settings.MADOGUCHI_ATTACHMENT_MEGABYTES,
        problem=problem,
        problem_at=problem_at,
    )
