"""Looking through the register for people who stand in it twice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.matching.api import ReviewFilter
from madoguchi.journeys.same_person.api import (
    DUPLICATE,
    CheckRunsError,
    StartDuplicateCheck,
    is_running,
    last_checks,
)
from madoguchi.surfaces.staff_web.matching.views.lists import next_address
from madoguchi.surfaces.staff_web.site import context_of, desk_page


@who_may_call("matching.check")
@require_safe
def duplicates_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What a look through the register does, and what the last ones found."""
    with tenancy.municipality(municipality_code):
        checks = last_checks()
    return desk_page(
        request,
        "matching/duplicates.html",
        checks=[(one, is_running(one, clock.now())) for one in checks],
        running=any(is_running(one, clock.now()) for one in checks),
        begin=next_address(municipality_code, ReviewFilter(DUPLICATE.key)),
    )


@who_may_call("matching.check")
@require_POST
def start(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Start one."""
    try:
        run(StartDuplicateCheck(), context_of(request, "住民の二重登録の確認"), None)
    except CheckRunsError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "調べ始めました。ほかの画面に移っても続きます。")
    return HttpResponseRedirect(reverse("matching:duplicates", args=[municipality_code]))
