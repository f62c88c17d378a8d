"""What one more desk or more pre-applications would do: a busy day, tried on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from madoguchi.core import clock
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import Hall, Municipality
from madoguchi.engines.reception.api import (
    MOST_DESKS,
    Outcome,
    PlanError,
    Scenario,
    busy_march_day,
    compare_scenarios,
    conclusion,
    demand_of,
    desks_of,
    four_scenarios,
    halls_of,
    simulated_hall,
    staffing,
    usual_moves,
)
from madoguchi.surfaces.shared_web.charts import Line, line_chart
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404
from madoguchi.surfaces.staff_web.waits.views import FIGURES

DAYS = 4
"""Days that are replayed: enough to even out chance, few enough for a page."""
MOST_MOVES = 60_000
MOST_MORE = 5
AS_IT_IS = "いまのまま"
_MARKS = [(hour * 60.0, f"{hour}時") for hour in range(9, 18)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried, in the order of the counters: desks, one counter with `more`, shares in percent."""

    desks: tuple[tuple[str, int], ...]
    counter: str
    more: int
    pre_applied: int
    booked: int
    moves: int

    def desks_at(self, counter: str) -> int:
        """How many desks a counter has."""
        return dict(self.desks)[counter]


@who_may_call(FIGURES)
@require_safe
def planning_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The form, and what comes of it: a sentence, a chart and its table."""
    pack = pack_or_404(municipality_code)
    halls = halls_of(municipality_code)
    if not halls:
        return desk_page(request, "waits/planning.html", halls=halls)
    hall = halls.get(request.GET.get("hall", "")) or next(iter(halls.values()))
    wanted, problems = _wanted(request.GET, hall, pack.municipality)
    outcomes: tuple[Outcome, ...] = ()
    if not problems:
        try:
            outcomes = _outcomes(municipality_code, hall.key, wanted, clock.today().year)
        except PlanError as refused:
            problems["form"] = str(refused)
    return desk_page(
        request,
        "waits/planning.html",
        halls=halls,
        hall=hall,
        wanted=wanted,
        problems=problems,
        written=request.GET,
        outcomes=outcomes,
        conclusion=_said(outcomes),
        chart=_chart(outcomes),
        day=busy_march_day(clock.today().year),
        days=DAYS,
        most_desks=MOST_DESKS,
        most_more=MOST_MORE,
    )


@lru_cache(maxsize=128)
def _outcomes(code: str, hall_key: str, wanted: Wanted, year: int) -> tuple[Outcome, ...]:
    """The same question is answered once by each process; packs do not change while it runs."""
    hall = halls_of(code)[hall_key]
    replayed = simulated_hall(hall)
    base = Scenario(AS_IT_IS, staffing(dict(wanted.desks)), booked=wanted.booked / 100)
    demand = demand_of(busy_march_day(year), replayed.minutes, sorted(replayed.fast), wanted.moves)
    scenarios = four_scenarios(base, wanted.counter, more=wanted.more, pre_applied=wanted.pre_applied / 100)
    return tuple(compare_scenarios(replayed, demand, scenarios, days=DAYS))


def _wanted(
    given: Mapping[str, str], hall: Hall, municipality: Municipality
) -> tuple[Wanted, dict[str, str]]:
    """What was asked for, and what is wrong with it by field."""
    problems: dict[str, str] = {}

    def number(name: str, usual: int, least: int, most: int, what: str) -> int:
        text = given.get(name, "").strip()
        if not text:
            return usual
        if text.isdecimal() and len(text) <= 9 and least <= int(text) <= most:
            return int(text)
        problems[name] = f"{what}は{least:,}から{most:,}までの数で書いてください。"
        return usual

    people = municipality.population
    moves = int(usual_moves(people.total if people else None))
    desks = tuple(
        (key, number(f"desks-{key}", there, 1, MOST_DESKS, "窓口の数"))
        for key, there in desks_of(hall).items()
    )
    first = next(iter(hall.counters))
    counter = given.get("counter", first)
    wanted = Wanted(
        desks,
        counter if counter in hall.counters else first,
        number("more", 1, 1, MOST_MORE, "増やす数"),
        number("pre-applied", 30, 0, 100, "割合"),
        number("booked", 0, 0, 100, "割合"),
        number("moves", moves, 1, MOST_MOVES, "件数"),
    )
    return wanted, problems


def _said(outcomes: tuple[Outcome, ...]) -> str:
    return conclusion(outcomes) if outcomes else ""


def _chart(outcomes: tuple[Outcome, ...]) -> Markup:
    lines = [
        Line(
            one.scenario.name,
            f"最長 {one.longest:.0f}分",
            [(half.begins, half.longest) for half in one.half_hours],
        )
        for one in outcomes
    ]
    label = f"番号を取った時刻ごとの、いちばん長い待ち。{_said(outcomes)}。数字は下の表にあります"
    # The chart escapes every text that it is given.
    return Markup(line_chart(lines, label=label, marks=_MARKS)) if outcomes else Markup()  # noqa: S704
