"""Finding a case of any desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.cases.api import UNFINISHED, Case, CaseSearch, Status, find_cases
from madoguchi.journeys.online_application.office.api import application_numbered
from madoguchi.lib.japanese.kanji import search_key
from madoguchi.surfaces.staff_web.presentation.inboxes import UNFINISHED_KEY, line_of
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, signed_in

_LONGEST = 90


@dataclass(frozen=True, slots=True)
class _Asked:
    """The three fields as they were typed."""

    text: str = ""
    procedure: str = ""
    status: str = ""

    @classmethod
    def posted(cls, request: HttpRequest) -> _Asked:
        """From the form; one line each."""
        given = (request.POST.get(name, "") for name in ("text", "procedure", "status"))
        return cls(*(" ".join(one.split())[:_LONGEST] for one in given))

    @classmethod
    def recalled(cls, request: HttpRequest) -> tuple[int, _Asked]:
        """From the session; empty where nothing is kept (any more)."""
        number, kept = recall(request)
        return number, cls(*[*kept.split("\n"), "", "", ""][:3])

    def kept(self) -> str:
        """For the session; empty when nothing was typed."""
        return "\n".join((self.text, self.procedure, self.status)) if self != _Asked() else ""

    def statuses(self) -> frozenset[Status] | None:
        """The states chosen; None for any."""
        if self.status == UNFINISHED_KEY:
            return UNFINISHED
        return frozenset({Status(self.status)}) if self.status in set(Status) else None


@who_may_call("cases.read")
@require_http_methods(["GET", "HEAD", "POST"])
def case_search_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """One box for people and numbers, beside it procedure and status. What is typed comes by POST."""
    address = reverse("staff_web:cases", args=[municipality_code])
    if request.method == "POST":
        kept = _Asked.posted(request).kept()
        return HttpResponseRedirect(f"{address}?search={remember(request, kept)}" if kept else address)
    pack = pack_or_404(municipality_code)
    number, asked = _Asked.recalled(request)
    found, from_portal = None, None
    if number:
        context = context_of(request, "案件の検索")
        from_portal = application_numbered(context, asked.text)
        wanted = CaseSearch(
            "" if from_portal else asked.text,
            _procedures(asked.procedure, pack),
            asked.statuses(),
            from_portal.uuid if from_portal else None,
        )
        found = find_cases(context, wanted)
    today, desks = clock.today(), pack.desks
    return desk_page(
        request,
        "cases.html",
        asked=asked,
        search=number,
        found=found,
        problem=found.problem if found else "",
        from_portal=from_portal,
        may_see_application=signed_in(request).as_actor().may("online_application.read"),
        forgotten=bool(request.GET.get("search")) and not number,
        lines=[line_of(case, today, _desk(case, pack)) for case in (found.cases if found else ())],
        procedures=_offered(frozenset(one.label for one in pack.procedures.values() if one.desk in desks)),
        statuses=[(status.value, status.label) for status in Status],
    )


@lru_cache(maxsize=64)
def _offered(labels: frozenset[str]) -> SafeString:
    """The procedures to choose from, hundreds of them and the same for all of a municipality."""
    return format_html_join("", '<option value="{}"></option>', ((label,) for label in sorted(labels)))


def _procedures(typed: str, pack: MunicipalityPack) -> frozenset[str] | None:
    """The procedures whose label holds what was typed; None when nothing was typed."""
    if not typed:
        return None
    key = search_key(typed)
    return frozenset(one.key for one in pack.procedures.values() if key in search_key(one.label))


def _desk(case: Case, pack: MunicipalityPack) -> str:
    desk = pack.desks.get(case.desk_role)
    return desk.name if desk else case.desk_role
