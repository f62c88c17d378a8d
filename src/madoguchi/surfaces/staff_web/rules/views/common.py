"""What every page of the rules needs: the day, the municipalities beside each other, the way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from madoguchi.core import clock
from madoguchi.core.packs import Beside, Municipality, Packs, side_by_side
from madoguchi.surfaces.staff_web.rules.presentation.days import ChosenDay, chosen_day, neighbours
from madoguchi.surfaces.staff_web.site import packs, page

DAY = "on"
"""The parameter of the address that holds the day, in ISO form."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The packs on the chosen day; `region` are the municipalities of one's own region, in its order."""

    packs: Packs
    chosen: ChosenDay
    region: tuple[Municipality, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the municipalities of the region."""
        return tuple(one.code for one in self.region)

    def compared(self) -> tuple[Beside, ...]:
        """Every procedure on that day, the common form beside those of the region."""
        return side_by_side(self.packs, self.codes, self.chosen.day)


def rules_on(request: HttpRequest, municipality_code: str) -> Rules:
    """The rules on the day that the address asks for; today for a day that cannot be read."""
    loaded = packs()
    # A form that is posted brings its own field of the day.
    asked = request.POST.get(DAY) or request.GET.get(DAY, "")
    here = loaded.municipalities[municipality_code]
    region = tuple(loaded.municipalities[code] for code in loaded.regions[here.region].municipalities)
    return Rules(loaded, chosen_day(asked, clock.today()), region)


def with_iso_day(request: HttpRequest, chosen: ChosenDay) -> HttpResponse | None:
    """A redirect to the same page with the day in ISO form, where the address has it as it was typed."""
    given = request.GET.get(DAY)
    if not given or chosen.problem or given == chosen.day.isoformat():
        return None
    return HttpResponseRedirect(f"{request.path}{query(request, **{DAY: chosen.day.isoformat()})}")


def query(request: HttpRequest, **changed: str) -> str:
    """The query of the address with some parameters set; those set to an empty text are left out."""
    kept = {name: value for name, value in request.GET.items() if value}
    found = {name: value for name, value in (kept | changed).items() if value}
    return f"?{urlencode(found)}" if found else "?"


def rules_page(request: HttpRequest, template: str, rules: Rules, **context: Any) -> HttpResponse:
    """A page of the rules, with the control of the day. A day that cannot be read is status 400."""
    chosen = rules.chosen
    since, until = neighbours(rules.packs.change_days, chosen.day)
    kept = {name: value for name, value in request.GET.items() if name != DAY and value}
    return page(
        request,
        f"rules/{template}",
        status=400 if chosen.problem else 200,
        chosen=chosen,
        day_query=f"?{urlencode({DAY: chosen.in_address})}" if chosen.in_address else "",
        day_kept=kept,
        day_since=since,
        day_until=until,
        day_until_query=query(request, **{DAY: until.isoformat()}) if until else "",
        **{"day_back": query(request, **{DAY: ""}), **context},
    )
