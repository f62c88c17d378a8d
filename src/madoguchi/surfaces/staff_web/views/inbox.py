"""The inbox of a desk."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import Desk, MunicipalityPack
from madoguchi.engines.cases.api import InboxFilter, inbox
from madoguchi.surfaces.staff_web.navigation import desk_names
from madoguchi.surfaces.staff_web.presentation.inboxes import SHOWN, line_of
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page

_UNFINISHED = "unfinished"


@who_may_call("cases.read")
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_page(request: HttpRequest, municipality_code: str, desk: str) -> HttpResponse:
    """The table; what is typed to filter it is posted and kept out of the address."""
    pack = pack_or_404(municipality_code)
    if desk not in pack.desks:
        raise Http404
    if request.method == "POST":
        return HttpResponseRedirect(_address(request, municipality_code, desk, _posted(request)))
    number, text = recall(request)
    shown = request.GET.get("show", _UNFINISHED)
    shown = shown if shown in SHOWN else _UNFINISHED
    urgent = request.GET.get("urgent") == "1"
    wanted = InboxFilter(SHOWN[shown][1], text, urgent)
    found = inbox(context_of(request, "届いた仕事の一覧"), desk, wanted, _page_number(request))
    chosen = {"show": shown, "search": str(number), "urgent": "1" if urgent else ""}
    today = clock.today()
    return page(
        request,
        "inbox.html",
        desk=pack.desks[desk],
        desk_label=_label(pack.desks[desk], pack),
        lines=[line_of(case, today) for case in found.cases],
        found=found,
        shown=shown,
        urgent=urgent,
        text=text,
        search=number,
        tabs=[
            (
                key,
                label,
                sum(found.counts.get(status, 0) for status in statuses),
                _query(chosen | {"show": key}),
            )
            for key, (label, statuses) in SHOWN.items()
        ],
        previous_page=_query(chosen | {"page": str(found.page - 1)}) if found.page > 1 else "",
        next_page=_query(chosen | {"page": str(found.page + 1)}) if found.page < found.pages else "",
    )


def _label(desk: Desk, pack: MunicipalityPack) -> str:
    return desk_names(desk, pack)


def _posted(request: HttpRequest) -> dict[str, str]:
    text = request.POST.get("text", "").strip()
    return {
        "show": request.POST.get("show", ""),
        "urgent": request.POST.get("urgent", ""),
        "search": str(remember(request, text)) if text else "",
    }


def _query(values: dict[str, str]) -> str:
    """A query string of what differs from the usual; values that a page did not offer are left out."""
    kept = {
        key: value
        for key, value in values.items()
        if (key == "show" and value in SHOWN and value != _UNFINISHED)
        or (key == "urgent" and value == "1")
        or (key in ("search", "page") and value.isascii() and value.isdigit() and value != "0")
    }
    return f"?{urlencode(kept)}" if kept else "?"


def _address(request: HttpRequest, municipality_code: str, desk: str, values: dict[str, str]) -> str:
    query = _query(values)
    return reverse("staff_web:inbox", args=[municipality_code, desk]) + (query if query != "?" else "")


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return int(given[:6]) if given.isascii() and given.isdigit() else 1
