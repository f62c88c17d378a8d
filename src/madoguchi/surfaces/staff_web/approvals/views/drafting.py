"""Writing a document: its kind, its words, its files; registering what was decided on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import Retention
from madoguchi.engines.approvals.api import (
    MOST_SHEETS,
    AddPaper,
    ApprovalError,
    AttachFile,
    DocumentNotFoundError,
    FieldError,
    NewFile,
    NewPaper,
    NotFoundHereError,
    PaperDecision,
    PartOfDocument,
    RegisterPaperDecision,
    SaveDraft,
    TakeOutFile,
    TakeOutPaper,
    document_story,
)
from madoguchi.lib.attachments import AttachmentRefusedError, FileTooLargeError
from madoguchi.surfaces.shared_web.uploads import was_too_large
from madoguchi.surfaces.staff_web.approvals.presentation.forms import (
    DraftForm,
    of_document,
    posted,
    whole_day,
    whole_number,
)
from madoguchi.surfaces.staff_web.approvals.subjects import read_subject
from madoguchi.surfaces.staff_web.approvals.views.document import show_document
from madoguchi.surfaces.staff_web.navigation import desks_of
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

_NOTHING_CHOSEN = "ファイルを選んでから押してください。"


@who_may_call("approvals.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """First the kind, then the form for it."""
    return _write(request, municipality_code, "approvals/edit.html")


@who_may_call("approvals.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def register_paper(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What was decided on paper alone."""
    return _write(request, municipality_code, "approvals/paper.html", on_paper=True)


@who_may_call("approvals.draft")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Change a draft; its kind too."""
    try:
        story = document_story(context_of(request, "起案"), uuid)
    except DocumentNotFoundError:
        raise Http404 from None
    document, pack = story.document, pack_or_404(municipality_code)
    wanted = request.POST.get("kind") or request.GET.get("kind") or document.kind_key
    kind = pack.approvals.kinds.get(wanted) or pack.approvals.kinds.get(document.kind_key)
    if not document.where.is_editable or document.drafter_id != signed_in(request).as_actor().id or not kind:
        return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))
    if request.method != "POST":
        return _form(request, municipality_code, of_document(document, kind), document=document)
    form = posted(kind, request.POST, pack)
    form.subject = document.subject
    if not form.errors:
        try:
            run(SaveDraft(), context_of(request, "起案"), form.draft(uuid))
        except FieldError as wrong:
            form.errors[wrong.field] = str(wrong)
        except ApprovalError as problem:
            return show_document(request, municipality_code, uuid, 409, problem=str(problem))
        else:
            messages.success(request, "保存しました。")
            return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))
    return _form(request, municipality_code, form, status=422, document=document)


@who_may_call("approvals.draft")
@require_POST
def attach(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """Keep a file with the draft."""
    file = request.FILES.get("file")
    if was_too_large(request):
        problem = str(FileTooLargeError(settings.MADOGUCHI_ATTACHMENT_MEGABYTES * 1_000_000))
        return show_document(request, municipality_code, uuid, 413, problem=problem, problem_at="file")
    if not isinstance(file, UploadedFile):
        return show_document(
            request, municipality_code, uuid, 422, problem=_NOTHING_CHOSEN, problem_at="file"
        )
    given = NewFile(uuid, file.name or "", file.read())
    try:
        run(AttachFile(), context_of(request, "起案文書への添付"), given)
    except AttachmentRefusedError as problem:
        return show_document(request, municipality_code, uuid, 422, problem=str(problem), problem_at="file")
    except DocumentNotFoundError:
        raise Http404 from None
    except ApprovalError as problem:
        return show_document(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "添付しました。")
    return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))


@who_may_call("approvals.draft")
@require_POST
def take_out_file(request: HttpRequest, municipality_code: str, uuid: UUID, part: UUID) -> HttpResponse:
    """A file out of the draft."""
    return _part(request, municipality_code, uuid, part, TakeOutFile(), "添付を外しました。")


@who_may_call("approvals.draft")
@require_POST
def add_paper(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """A part that is on paper."""
    name = request.POST.get("paper_name", "")[:400]
    try:
        sheets = whole_number(request.POST.get("sheets", ""))
        run(AddPaper(), context_of(request, "紙の書類"), NewPaper(uuid, name, sheets))
    except DocumentNotFoundError:
        raise Http404 from None
    except (FieldError, AttachmentRefusedError, ValueError) as problem:
        return show_document(
            request, municipality_code, uuid, 422, problem=str(problem), problem_at="paper", written=name
        )
    except ApprovalError as problem:
        return show_document(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, "紙の書類を加えました。表紙を印刷して、紙に付けて回してください。")
    return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))


@who_may_call("approvals.draft")
@require_POST
def take_out_paper(request: HttpRequest, municipality_code: str, uuid: UUID, part: UUID) -> HttpResponse:
    """A paper out of the draft."""
    return _part(request, municipality_code, uuid, part, TakeOutPaper(), "紙の書類を外しました。")


def _part(
    request: HttpRequest, municipality_code: str, uuid: UUID, part: UUID, action: Any, done: str
) -> HttpResponse:
    try:
        run(action, context_of(request, "起案"), PartOfDocument(uuid, part))
    except (DocumentNotFoundError, NotFoundHereError):
        raise Http404 from None
    except ApprovalError as problem:
        return show_document(request, municipality_code, uuid, 409, problem=str(problem))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("approvals:document", args=[municipality_code, uuid]))


def _write(
    request: HttpRequest, municipality_code: str, template: str, *, on_paper: bool = False
) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    wanted = request.POST.get("kind", request.GET.get("kind", ""))
    kind = pack.approvals.kinds.get(wanted)
    subject = read_subject(request.POST.get("subject", request.GET.get("subject", "")))
    if kind is None:
        return desk_page(
            request,
            "approvals/kinds.html",
            status=422 if request.method == "POST" else 200,
            kinds=tuple(pack.approvals.kinds.values()),
            on_paper=on_paper,
            own_desk=bool(desks_of(signed_in(request).as_actor(), pack)),
            subject=subject,
        )
    if request.method != "POST":
        return _form(request, municipality_code, DraftForm(kind, subject=subject), template=template)
    form = posted(kind, request.POST, pack)
    form.subject = subject
    given = _paper(form) if on_paper else None
    if not form.errors:
        context = context_of(request, "紙の決裁の登録" if on_paper else "起案")
        try:
            document = (
                run(RegisterPaperDecision(), context, given)
                if given
                else run(SaveDraft(), context, form.draft())
            )
        except FieldError as wrong:
            form.errors[wrong.field] = str(wrong)
        except ApprovalError as problem:
            form.errors["desk"] = str(problem)
        else:
            said = (
                f"登録しました。文書番号は {document.number} です。"
                if given
                else "保存しました。まだ回っていません。"
            )
            messages.success(request, said)
            return HttpResponseRedirect(
                reverse("approvals:document", args=[municipality_code, document.uuid])
            )
    return _form(request, municipality_code, form, status=422, template=template)


def _paper(form: DraftForm) -> PaperDecision | None:
    """What was decided on paper; what cannot be read is an error of its field."""
    decided_on, sheets = None, 0
    try:
        decided_on = whole_day(form.values["decided_on"])
    except ValueError as wrong:
        form.errors["decided_on"] = str(wrong)
    try:
        sheets = whole_number(form.values["sheets"])
    except ValueError as wrong:
        form.errors["sheets"] = str(wrong)
    if decided_on is None or form.errors:
        return None
    return PaperDecision(form.draft(), decided_on, form.values["decided_by"][:200], sheets)


def _form(
    request: HttpRequest,
    municipality_code: str,
    form: DraftForm,
    *,
    status: int = 200,
    template: str = "approvals/edit.html",
    document: Any = None,
) -> HttpResponse:
    pack = pack_or_404(municipality_code)
    mine = desks_of(signed_in(request).as_actor(), pack)
    return desk_page(
        request,
        template,
        status=status,
        form=form,
        kind=form.kind,
        kinds=tuple(pack.approvals.kinds.values()),
        fields=form.fields(pack),
        desks=[(desk.role, desk.name) for desk in mine],
        retentions=[(one.value, one.label) for one in Retention],
        retention=form.values.get("retention") or form.kind.retention.value,
        document=document,
        today=clock.today().isoformat(),
        most_sheets=MOST_SHEETS,
    )
