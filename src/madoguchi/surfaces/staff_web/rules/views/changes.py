"""What begins and ends on which day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.surfaces.staff_web.rules.presentation.changing import ChangeLine, change_lines
from madoguchi.surfaces.staff_web.rules.presentation.comparison import folded
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords
from madoguchi.surfaces.staff_web.rules.views.common import rules_on, rules_page, with_iso_day

_LONGEST_TEXT = 100

Day = tuple[date, tuple[ChangeLine, ...]]


@dataclass(frozen=True, slots=True)
class Year:
    """The days of a year that are past; only the latest year is shown open."""

    year: int
    days: tuple[Day, ...]
    is_open: bool

    @property
    def count(self) -> int:
        """How many changes."""
        return sum(len(lines) for _, lines in self.days)


@who_may_call("packs.read")
@require_safe
def changes(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The days on which the rules change. What is coming stands first, the next day on top; what has changed
    follows by year, the latest first.
    """
    rules = rules_on(request, municipality_code)
    elsewhere = with_iso_day(request, rules.chosen)
    if elsewhere is not None:
        return elsewhere
    every = change_lines(rules.packs, rules.region, RuleWords(rules.packs))
    text = request.GET.get("text", "").strip()[:_LONGEST_TEXT]
    wanted = folded(text).split()
    lines = [line for line in every if line.has(wanted)]
    days = [(day, tuple(same)) for day, same in groupby(lines, key=lambda line: line.day)]
    day = rules.chosen.day
    return rules_page(
        request,
        "changes.html",
        rules,
        tab="changes",
        coming=sorted((one for one in days if one[0] > day), key=lambda one: one[0]),
        past=_by_year((one for one in days if one[0] <= day), all_open=bool(text)),
        text=text,
        shown=len(lines),
        total=len(every),
    )


def _by_year(days: Iterable[Day], *, all_open: bool) -> Sequence[Year]:
    years = [(year, tuple(same)) for year, same in groupby(days, key=lambda one: one[0].year)]
    return [Year(year, found, all_open or number == 0) for number, (year, found) in enumerate(years)]
