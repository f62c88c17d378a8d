"""The rules of an event as a picture, and one household's way through it.

Typed answers come by POST and are kept nowhere: not in the address, the session or the log.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.packs import LifeEvent, Scenario, facts_of
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.navigator.api import (
    EventGraph,
    event_graph,
    facts_of_event,
    make_plan,
    procedures_of_event,
)
from madoguchi.surfaces.staff_web.rules.presentation.days import ChosenDay
from madoguchi.surfaces.staff_web.rules.presentation.following import (
    grouped,
    procedure_rows,
    question_rows,
)
from madoguchi.surfaces.staff_web.rules.presentation.household import (
    MOST_PEOPLE,
    Typed,
    facts_of_typed,
    form_of,
    typed_by,
    typed_from,
)
from madoguchi.surfaces.staff_web.rules.presentation.picture import (
    drawing_of,
    part_of,
    procedure_anchor,
    question_anchor,
)
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords
from madoguchi.surfaces.staff_web.rules.views.common import (
    DAY,
    Rules,
    query,
    rules_on,
    rules_page,
    with_iso_day,
)

_SIZES = {"small": 55, "": 80, "large": 120}
"""How large the picture is shown, in percent of its own units."""


@who_may_call("packs.read")
@require_safe
def events(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The events to choose from."""
    rules = rules_on(request, municipality_code)
    elsewhere = with_iso_day(request, rules.chosen)
    if elsewhere is not None:
        return elsewhere
    pack = rules.packs.for_municipality(municipality_code, rules.chosen.day)
    found = sorted(pack.events.values(), key=lambda event: event.order)
    counted = [(event, len(procedures_of_event(pack, event.key))) for event in found]
    return rules_page(request, "pictures.html", rules, tab="pictures", counted=counted)


@sensitive_post_parameters()
@who_may_call("packs.read")
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: HttpRequest, municipality_code: str, event: str) -> HttpResponse:
    """One event; with a scenario or typed answers, how far that household got."""
    rules = rules_on(request, municipality_code)
    elsewhere = with_iso_day(request, rules.chosen) if request.method != "POST" else None
    if elsewhere is not None:
        return elsewhere
    what = rules.packs.events.get(event)
    if what is None:
        raise Http404
    scenarios = {_name(one): one for one in _scenarios(rules, event)}
    scenario = scenarios.get(request.GET.get("scenario", "")) if request.method != "POST" else None
    if scenario is not None and not request.GET.get(DAY):
        # A family of the past is looked at on its own day, unless somebody asks for another one.
        rules = replace(rules, chosen=ChosenDay(scenario.today, rules.chosen.today))
    day = rules.chosen.day
    pack = rules.packs.for_municipality(municipality_code, day)
    typed, facts = _household(request, rules, what, municipality_code, scenario)
    whole = event_graph(pack, event, facts)
    part_label = _label_of_part(whole, request.GET.get("part", ""))
    part = request.GET.get("part", "") if part_label else ""
    graph = part_of(whole, part)
    plan = None if facts is None else make_plan(pack, event, facts)
    size = request.GET.get("size", "")
    drawing = drawing_of(graph, pack, part)
    percent = _SIZES.get(size, _SIZES[""])
    return rules_page(
        request,
        "picture.html",
        rules,
        tab="pictures",
        event=what,
        drawing=drawing,
        shown_width=drawing.width * percent // 100,
        shown_height=drawing.height * percent // 100,
        questions=grouped(
            question_rows(graph, pack, None if facts is None else facts_of_event(pack, what, facts)),
            all_open=bool(part),
        ),
        procedures=grouped(procedure_rows(graph, pack, plan, RuleWords(rules.packs)), all_open=bool(part)),
        question_count=len(graph.questions),
        procedure_count=len(graph.procedures),
        plan=plan,
        graph=whole,
        part=part,
        part_label=part_label,
        whole_query=query(request, part=""),
        sizes=[
            (label, query(request, size=name), name == size or (not name and size not in _SIZES))
            for name, label in (("small", "小さく"), ("", "ふつう"), ("large", "大きく"))
        ],
        scenarios=[(name, _title(rules, one, municipality_code)) for name, one in scenarios.items()],
        scenario=scenario,
        scenario_name=_name(scenario) if scenario is not None else "",
        form=form_of(typed, what, pack),
        most_people=MOST_PEOPLE,
        people_choices=range(MOST_PEOPLE + 1),
        people=typed.people,
        posted=request.method == "POST",
        form_query=query(request, scenario="", part="", **{DAY: day.isoformat()}),
        # A scenario without a day in the address is looked at on its own day.
        day_back=query(request, **{DAY: rules.chosen.today.isoformat() if scenario is not None else ""}),
    )


def _household(
    request: HttpRequest,
    rules: Rules,
    event: LifeEvent,
    municipality_code: str,
    scenario: Scenario | None,
) -> tuple[Typed, Facts | None]:
    """What the form holds, and the facts to follow; None when nobody was chosen."""
    day = rules.chosen.day
    pack = rules.packs.for_municipality(municipality_code, day)
    if request.method == "POST":
        typed = typed_by(request.POST, event, pack)
        return typed, facts_of_typed(typed, event, pack, day)
    if scenario is not None:
        facts = replace(facts_of(scenario, rules.packs), today=day)
        return typed_from(facts), facts
    return Typed(), None


def _scenarios(rules: Rules, event: str) -> list[Scenario]:
    return [one for one in rules.packs.scenarios if one.event == event and one.municipality in rules.codes]


def _name(scenario: Scenario) -> str:
    """A short name for the address that stays the same as long as the scenario does."""
    return hashlib.sha256(f"{scenario.file}\n{scenario.title}".encode()).hexdigest()[:12]


def _title(rules: Rules, scenario: Scenario, municipality_code: str) -> str:
    if scenario.municipality == municipality_code:
        return scenario.title
    return f"{scenario.title}（{rules.packs.municipalities[scenario.municipality].name}の場面）"


def _label_of_part(graph: EventGraph, part: str) -> str:
    """The label of the node that was chosen; empty where the event has none of that name."""
    labels = {question_anchor(one.key): one.label for one in graph.questions}
    labels |= {procedure_anchor(one.key): one.label for one in graph.procedures}
    return labels.get(part, "")
