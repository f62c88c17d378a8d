"""The register: the one search box, a person with the household. Every look is written into the audit log."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.audit.api import record_reading
from madoguchi.engines.residents.api import find, guarded_households, household_of, resident
from madoguchi.journeys.same_person.api import near_people
from madoguchi.surfaces.staff_web.presentation.register import facts_of_person, found_line, near_line
from madoguchi.surfaces.staff_web.remembering import recall, remember
from madoguchi.surfaces.staff_web.site import context_of, pack_or_404, page, signed_in


@who_may_call("residents.search")
@require_http_methods(["GET", "HEAD", "POST"])
def residents_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Search. The text comes by POST and is kept in the session: `?search=` holds only its number."""
    address = reverse("staff_web:residents", args=[municipality_code])
    if request.method == "POST":
        text = request.POST.get("text", "").strip()
        return HttpResponseRedirect(f"{address}?search={remember(request, text)}" if text else address)
    number, text = recall(request)
    if not text:
        forgotten = bool(request.GET.get("search"))
        return page(request, "residents.html", text="", found=None, lines=(), forgotten=forgotten)
    with tenancy.municipality(municipality_code):
        found = find(text, municipality_code)
        guarded = guarded_households({record.household_uuid for record in found.records}, municipality_code)
        seen = [str(record.uuid) for record in found.records]
        record_reading(context_of(request, "住民の検索"), "residents.search", "", {"residents": seen})
    nobody = not found.records and not found.problem
    near = near_people(context_of(request, "近い名前の住民の検索"), text) if nobody else ()
    today = clock.today()
    return page(
        request,
        "residents.html",
        text=text,
        search=number,
        found=found,
        near=[near_line(one, today) for one in near],
        lines=[found_line(record, today, guarded) for record in found.records],
    )


@who_may_call("residents.search")
@require_safe
def resident_page(request: HttpRequest, municipality_code: str, uuid: UUID) -> HttpResponse:
    """One person and the household."""
    context = context_of(request, "住民の確認")
    with tenancy.municipality(municipality_code):
        person = resident(uuid, municipality_code)
        household = household_of(uuid, municipality_code)
        if person is None or household is None:
            raise Http404
        record_reading(context, "residents.resident", f"resident:{uuid}")
        record_reading(context, "residents.household", f"household:{household.uuid}")
    today = clock.today()
    number, _ = recall(request)
    return page(
        request,
        "resident.html",
        person=person,
        age=person.age_text(today),
        household=household,
        notices=person.notices,
        postal_code=f"{household.postal_code[:3]}-{household.postal_code[3:]}",
        household_guarded=household.protected and not person.protected,
        members=[found_line(record, today) for record in household.members],
        former=[found_line(record, today) for record in household.former_members],
        details=facts_of_person(person, pack_or_404(municipality_code).vocabulary),
        search=number,
        may_open=signed_in(request).may("counter_visit.open"),
    )
