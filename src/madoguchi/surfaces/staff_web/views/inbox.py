"""The worklist of a desk."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.engines.cases.api import RECENT, InboxFilter, inbox
from madoguchi.surfaces.staff_web.navigation import FEW_DESKS, desk_choices, desk_names, desks_of
from madoguchi.surfaces.staff_web.presentation.inboxes import (
    FINISHED_KEY,
    SHOWN,
    UNFINISHED_KEY,
    line_of,
    tabs_of,
)
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

WHO = {"mine": "自分の担当", "nobody": "担当なし"}
"""Whose work `?who=` shows, and its label."""


@who_may_call("cases.read")
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_page(request: HttpRequest, municipality_code: str, desk: str) -> HttpResponse:
    """The table; what is typed to filter it is posted and kept out of the address."""
    pack = pack_or_404(municipality_code)
    if desk not in pack.desks:
        raise Http404
    if request.method == "POST":
        return HttpResponseRedirect(_address(request, municipality_code, desk))
    number, wanted, chosen = asked_for(request)
    found = inbox(
        context_of(request, "届いた仕事の一覧"),
        desk,
        wanted,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    choices = desk_choices(
        desks_of(signed_in(request).as_actor(), pack),
        pack,
        desk,
        lambda role: reverse("staff_web:inbox", args=[municipality_code, role]),
    )
    today = clock.today()
    shown = chosen["show"]
    return desk_page(
        request,
        "inbox.html",
        desk=pack.desks[desk],
        desk_label=desk_names(pack.desks[desk], pack),
        # A few stand in the navigation, in a narrow window too.
        desk_choices=choices if len(choices) > FEW_DESKS else [],
        few_desks=FEW_DESKS,
        lines=[line_of(case, today) for case in found.cases],
        found=found,
        shown=shown,
        finished=shown == FINISHED_KEY,
        urgent=wanted.due_today_or_late,
        who=chosen["who"],
        who_choices=WHO,
        text=wanted.text,
        search=number,
        recent=RECENT,
        is_narrowed=len(_kept(chosen)) > 0,
        as_shown=_query(chosen),
        may_print=signed_in(request).may("documents.print"),
        tabs=[(tab, _query(chosen | {"show": tab.key})) for tab in tabs_of(found.counts, shown)],
        previous_page=_query(chosen | {"before": found.previous}) if found.previous else "",
        next_page=_query(chosen | {"after": found.next}) if found.next else "",
    )


def asked_for(request: HttpRequest) -> tuple[int, InboxFilter, dict[str, str]]:
    """What the address asks for: the number of the search, the filter, the values to keep in links."""
    number, text = recall(request)
    shown = request.GET.get("show", UNFINISHED_KEY)
    shown = shown if shown in SHOWN else UNFINISHED_KEY
    urgent = request.GET.get("urgent") == "1"
    who = request.GET.get("who", "")
    who = who if who in WHO else ""
    assignee = {"mine": signed_in(request).as_actor().id, "nobody": ""}.get(who)
    wanted = InboxFilter(SHOWN[shown][1], text, urgent, assignee)
    return number, wanted, {"show": shown, "search": str(number), "urgent": "1" if urgent else "", "who": who}


def _kept(values: dict[str, str]) -> dict[str, str]:
    """What differs from the usual; values that a page did not offer are left out."""
    return {
        key: value
        for key, value in values.items()
        if (key == "show" and value in SHOWN and value != UNFINISHED_KEY)
        or (key == "urgent" and value == "1")
        or (key == "who" and value in WHO)
        or (key == "search" and value.isascii() and value.isdigit() and value != "0")
        or (key in ("after", "before") and value)
    }


def _query(values: dict[str, str]) -> str:
    return f"?{urlencode(_kept(values))}"


def _address(request: HttpRequest, municipality_code: str, desk: str) -> str:
    text = request.POST.get("text", "").strip()
    values = {key: request.POST.get(key, "") for key in ("show", "urgent", "who")}
    query = _query(values | {"search": str(remember(request, text)) if text else ""})
    return reverse("staff_web:inbox", args=[municipality_code, desk]) + (query if query != "?" else "")
