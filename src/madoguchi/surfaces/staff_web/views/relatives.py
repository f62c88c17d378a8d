"""Who may be a relative of somebody: where a desk of the 戸籍 begins to ask."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import NotAllowedError
from madoguchi.engines.cases.api import CaseNotFoundError, case_story
from madoguchi.journeys.same_person.api import NobodyThereError, people_of_case, relatives_of
from madoguchi.surfaces.staff_web.presentation.register import found_line
from madoguchi.surfaces.staff_web.site import context_of, desk_page

_PURPOSE = "戸籍の届出にかかわる親族の確認"


@who_may_call("residents.search")
@require_safe
def relatives_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The household, the house and the family name of a person."""
    try:
        found = relatives_of(context_of(request, _PURPOSE), uuid)
    except NobodyThereError:
        raise Http404 from None
    today = clock.today()
    return desk_page(
        request,
        "relatives.html",
        person=found.person,
        lines=[(found_line(one.record, today), one) for one in found.people],
        back=reverse("staff_web:resident", args=[municipality_code, uuid]),
        choices=(),
    )


@who_may_call("residents.search")
@require_safe
def of_case(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """The same for the person of a case, once it is clear who in the register that is."""
    context = context_of(request, _PURPOSE)
    try:
        case = case_story(context, uuid).case
    except (CaseNotFoundError, NotAllowedError):
        raise Http404 from None
    born = case.birth_first if case.birth_first == case.birth_last else None
    found = people_of_case(context, case.person_name, case.person_kana, born)
    if len(found) == 1:
        address = reverse("staff_web:relatives", args=[municipality_code, found[0].uuid])
        return HttpResponseRedirect(address)
    today = clock.today()
    return desk_page(
        request,
        "relatives.html",
        person=None,
        case=case,
        lines=(),
        back=reverse("staff_web:case", args=[municipality_code, uuid]),
        choices=[found_line(one, today) for one in found],
    )
