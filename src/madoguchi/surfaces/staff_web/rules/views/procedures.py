"""The procedures of the packs: what the common pack says, and where a municipality says something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import Standing, events_leading_to
from madoguchi.engines.navigator.api import Finder, Kind
from madoguchi.surfaces.staff_web.rules.presentation.comparison import (
    SHOWS,
    SIGNS,
    STANDINGS,
    Filters,
    groups_of,
    places_beside,
    rows_by_desk,
)
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords
from madoguchi.surfaces.staff_web.rules.views.common import Rules, rules_on, rules_page, with_iso_day

_LONGEST_TEXT = 100


@who_may_call("packs.read")
@require_safe
def overview(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Every procedure in a line, with a mark for each municipality."""
    rules = rules_on(request, municipality_code)
    elsewhere = with_iso_day(request, rules.chosen)
    if elsewhere is not None:
        return elsewhere
    filters = _filters(request, rules)
    compared = rules.compared()
    groups = rows_by_desk(rules.packs, compared, rules.region, filters)
    if filters.text and not groups:
        # Nothing is called so: then what people mean by it, as the residents' search box understands it.
        finder = Finder.of(rules.packs.for_municipality(municipality_code, rules.chosen.day))
        meant = (hit.key for hit in finder.find(filters.text) if hit.kind is Kind.PROCEDURE)
        filters = replace(filters, meant=frozenset(meant))
        groups = rows_by_desk(rules.packs, compared, rules.region, filters)
    return rules_page(
        request,
        "overview.html",
        rules,
        tab="procedures",
        groups=groups,
        shown=sum(len(rows) for _, rows in groups),
        total=len(compared),
        filters=filters,
        shows=SHOWS,
        region=rules.region,
        events=sorted(rules.packs.events.values(), key=lambda event: event.order),
        desks=sorted(rules.packs.desk_roles.values(), key=lambda role: role.order),
        legend=[(SIGNS[one], STANDINGS[one], one) for one in Standing if one is not Standing.ABSENT],
    )


@who_may_call("packs.read")
@require_safe
def procedure(request: HttpRequest, municipality_code: str, key: str) -> HttpResponse:
    """One procedure: the common rules in words, and beside them the municipalities that differ."""
    rules = rules_on(request, municipality_code)
    elsewhere = with_iso_day(request, rules.chosen)
    if elsewhere is not None:
        return elsewhere
    found = next((one for one in rules.compared() if one.key == key), None)
    if found is None:
        return _not_on_that_day(request, rules, key)
    words = RuleWords(rules.packs)
    places = places_beside(found, rules.region, words)
    form = found.any_form
    return rules_page(
        request,
        "procedure.html",
        rules,
        tab="procedures",
        one=found,
        form=form,
        groups=groups_of(form, words),
        places=places,
        apart=[place for place in places if place.mark.standing not in (Standing.SAME, Standing.ABSENT)],
        events=events_leading_to(form, rules.packs.events.values(), rules.packs.vocabulary),
    )


def _not_on_that_day(request: HttpRequest, rules: Rules, key: str) -> HttpResponse:
    """A procedure of another day says so; a key that was never one is not found."""
    days = (date.min, *rules.packs.change_days)
    for day in days:
        own = (rules.packs.for_municipality(code, day).procedures for code in rules.codes)
        for procedures in (rules.packs.common(day), *own):
            if key in procedures:
                return rules_page(
                    request, "absent.html", rules, tab="procedures", label=procedures[key].label, key=key
                )
    raise Http404


def _filters(request: HttpRequest, rules: Rules) -> Filters:
    """What the address narrows to; what the packs do not have narrows nothing."""
    event, desk = request.GET.get("event", ""), request.GET.get("desk", "")
    show = request.GET.get("show", "")
    return Filters(
        text=request.GET.get("text", "").strip()[:_LONGEST_TEXT],
        event=event if event in rules.packs.events else "",
        desk=desk if desk in rules.packs.desk_roles else "",
        show=show if show in SHOWS else "all",
    )
