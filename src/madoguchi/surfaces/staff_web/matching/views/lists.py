"""The list of reviews, by state, kind and desk."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import Context
from madoguchi.engines.matching.api import ReviewFilter, ReviewStatus, kind_of, reviews_page
from madoguchi.surfaces.staff_web.matching.presentation import desk_label, query_of, review_line
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

PURPOSE = "照合の確認"


@who_may_call("matching.review")
@require_safe
def reviews_list(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What waits, what was put off, what was decided."""
    wanted = asked_filter(request)
    before = request.GET.get("before", "")
    context = context_of(request, f"{PURPOSE}の一覧")
    found = reviews_page(context, wanted, int(before[:15]) if before.isascii() and before.isdigit() else 0)
    pack = pack_or_404(municipality_code)
    shown = wanted.status or ReviewStatus.WAITING
    query = query_of(wanted)
    return desk_page(
        request,
        "matching/list.html",
        lines=[
            review_line(one, pack, query_of(ReviewFilter(wanted.kind, wanted.desk))) for one in found.rows
        ],
        tabs=_tabs(wanted, shown, found.by_status),
        kinds=[(key, kind_of(key).label, number) for key, number in _with(found.by_kind, wanted.kind)],
        desks=[(key, desk_label(key, pack), number) for key, number in _with(found.by_desk, wanted.desk)],
        wanted=wanted,
        shown=shown,
        open_number=found.by_status.get("waiting", 0) + found.by_status.get("later", 0),
        begin=next_address(municipality_code, wanted),
        next=f"?{urlencode({**query, 'before': found.next})}" if found.next else "",
        last=last_decision(request),
        may_check=signed_in(request).may("matching.check"),
    )


def asked_filter(request: HttpRequest) -> ReviewFilter:
    """The filter of the address or of the form; what nobody knows is left out."""
    given = request.POST if request.method == "POST" else request.GET
    # PostgreSQL takes no NUL.
    kind, desk, show = (given.get(key, "").replace("\0", "")[:60] for key in ("kind", "desk", "show"))
    known = {one.value for one in ReviewStatus}
    return ReviewFilter(kind, desk, ReviewStatus(show) if show in known else None)


def next_address(municipality_code: str, wanted: ReviewFilter, **more: str) -> str:
    """Where the next review of the filter is."""
    query = query_of(ReviewFilter(wanted.kind, wanted.desk)) | more
    address = reverse("matching:next", args=[municipality_code])
    return f"{address}?{urlencode(query)}" if query else address


def last_decision(request: HttpRequest) -> UUID | None:
    """The decision that was made on the page before, which can be undone here."""
    try:
        return UUID(request.GET.get("last", ""))
    except ValueError:
        return None


def purpose_of(request: HttpRequest) -> Context:
    """Who looks, for what."""
    return context_of(request, PURPOSE)


def _tabs(
    wanted: ReviewFilter, shown: ReviewStatus, numbers: dict[str, int] | object
) -> list[tuple[str, str, int, bool]]:
    counted = numbers if isinstance(numbers, dict) else {}
    narrowed = query_of(ReviewFilter(wanted.kind, wanted.desk))
    return [
        (f"?{urlencode(narrowed | {'show': one.value})}", one.label, counted.get(one.value, 0), one is shown)
        for one in ReviewStatus
        if one is not ReviewStatus.WITHDRAWN or counted.get(one.value)
    ]


def _with(numbers: object, chosen: str) -> list[tuple[str, int]]:
    """What can be chosen, and what is, even where nothing of it is left."""
    counted = dict(numbers) if isinstance(numbers, dict) else {}
    if chosen:
        counted.setdefault(chosen, 0)
    return sorted(counted.items())
