"""Whose turn it is, one's own documents, decided documents."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.approvals.api import (
    ApprovalError,
    DocumentSearch,
    NotFoundHereError,
    ReviewAfterwards,
    Reviewing,
    documents_about,
    find_documents,
    my_desk,
    my_documents,
    sent_back_to_me,
    stuck_places,
)
from madoguchi.journeys.approving.api import item_lines
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.approvals.presentation.documents import line_of, moment, waited
from madoguchi.surfaces.staff_web.approvals.subjects import case_subject
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in


@who_may_call("approvals.read")
@require_safe
def home(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """My turn first; then what I am to look at afterwards."""
    context = context_of(request, "決裁の順番の確認")
    vocabulary = pack_or_404(municipality_code).vocabulary
    found = my_desk(context)
    lines = [
        (
            line_of(waiting.document),
            waiting.turn.place,
            waiting.turn.warrant.way.label,
            waited(waiting.turn.place.opened_at, context.now),
            item_lines(waiting.document, vocabulary),
        )
        for waiting in found.turns
    ]
    reviews = [(one, moment(one.asked_at)) for one in found.reviews]
    return desk_page(
        request,
        "approvals/home.html",
        tab="turn",
        lines=lines,
        reviews=reviews,
        stuck=[
            (line_of(place.document), place, waited(place.opened_at, context.now))
            for place in stuck_places(context)
        ],
        more=found.more,
        sent_back=[line_of(one) for one in sent_back_to_me(context)] if _may_draft(request) else [],
        **_rights(request),
    )


@who_may_call("approvals.draft")
@require_safe
def mine(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What I drafted."""
    finished = request.GET.get("show") == "all"
    after = request.GET.get("after", "")[:20]
    found = my_documents(context_of(request, "自分の起案の確認"), after=after, finished=finished)
    address, now = reverse("approvals:mine", args=[municipality_code]), clock.now()
    query = ({"show": "all"} if finished else {}) | ({"after": found.next} if found.next else {})
    return desk_page(
        request,
        "approvals/mine.html",
        tab="mine",
        lines=[line_of(one, found.standing.get(one.pk, ()), now) for one in found.documents],
        finished=finished,
        next_page=f"{address}?{urlencode(query)}" if found.next else "",
        **_rights(request),
    )


@who_may_call("approvals.read")
@require_safe
def about_case(request: HttpRequest, municipality_code: str, case: UUID) -> HttpResponse:
    """The documents about a case, and beginning one."""
    del municipality_code
    found = documents_about(context_of(request, "案件の決裁の確認"), case_subject(case))
    return desk_page(
        request,
        "approvals/about.html",
        case=case,
        subject=case_subject(case),
        lines=[line_of(one) for one in found],
        next_page="",
        **_rights(request),
    )


@who_may_call("approvals.read")
@require_http_methods(["GET", "HEAD", "POST"])
def decided(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Decided documents, found by number or words; what is typed comes by POST and stays out of addresses."""
    address = reverse("approvals:decided", args=[municipality_code])
    pack = pack_or_404(municipality_code)
    if request.method == "POST":
        text, desk = request.POST.get("text", "").strip(), request.POST.get("desk", "")
        query = {"search": str(remember(request, text))} if text else {}
        if desk in pack.desks:
            query["desk"] = desk
        return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)
    number, text = recall(request)
    desk = request.GET.get("desk", "")
    desk = desk if desk in pack.desks else ""
    wanted = DocumentSearch(text, desk, request.GET.get("after", "")[:60])
    found = find_documents(context_of(request, "決裁文書の検索"), wanted)
    query = {"desk": desk} if desk else {}
    return desk_page(
        request,
        "approvals/decided.html",
        tab="decided",
        lines=[line_of(one) for one in found.documents],
        found=found,
        text=text,
        desk=desk,
        desks=[(role, one.name) for role, one in pack.desks.items()],
        search=number,
        next_page=f"{address}?{urlencode(query | {'after': found.next})}" if found.next else "",
        **_rights(request),
    )


@who_may_call("approvals.approve")
@require_POST
def review(request: HttpRequest, municipality_code: str, review: int) -> HttpResponse:
    """後閲 done."""
    given = Reviewing(review, request.POST.get("comment", "")[:4_000])
    try:
        run(ReviewAfterwards(), context_of(request, "後閲"), given)
    except NotFoundHereError:
        raise Http404 from None
    except (ApprovalError, TextError) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "後閲を記録しました。")
    return HttpResponseRedirect(reverse("approvals:home", args=[municipality_code]))


def _may_draft(request: HttpRequest) -> bool:
    return signed_in(request).may("approvals.draft")


def _rights(request: HttpRequest) -> dict[str, bool]:
    """What the tabs and buttons above every list depend on."""
    member = signed_in(request)
    return {
        "may_draft": _may_draft(request),
        "may_approve": member.may("approvals.approve"),
        "may_manage": member.may("approvals.manage"),
        "may_measure": member.may("measuring.read"),
    }
