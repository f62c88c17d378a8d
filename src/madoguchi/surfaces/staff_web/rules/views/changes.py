"""What begins and ends on which day."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.surfaces.staff_web.rules.presentation.changing import change_lines
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords
from madoguchi.surfaces.staff_web.rules.views.common import rules_on, rules_page, with_iso_day


@who_may_call("packs.read")
@require_safe
def changes(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The days on which the rules change, the latest first; the chosen day divides coming from past."""
    rules = rules_on(request, municipality_code)
    elsewhere = with_iso_day(request, rules.chosen)
    if elsewhere is not None:
        return elsewhere
    lines = change_lines(rules.packs, rules.region, RuleWords(rules.packs))
    days = [(day, tuple(same)) for day, same in groupby(lines, key=lambda line: line.day)]
    return rules_page(
        request,
        "changes.html",
        rules,
        tab="changes",
        coming=[one for one in days if one[0] > rules.chosen.day],
        holding=[one for one in days if one[0] <= rules.chosen.day],
    )
