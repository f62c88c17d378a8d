"""What is done at other authorities stands in a part of its own, on the slip and in the calendar."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from icalendar import Calendar
from pypdf import PdfReader

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.documents.api import Circumstances, guide_slip_of, render
from madoguchi.engines.navigator.api import make_plan, plan_calendar

PACKS = Path(__file__).resolve().parents[2] / "packs"
HEADING = "役場の外での手続き"


def test_other_authorities_stand_on_the_slip_and_in_the_calendar() -> None:
    packs = load_packs_or_refuse(PACKS)
    in_calendar = on_slip = False
    for scenario in packs.scenarios:
        facts = facts_from_json(scenario.answers, packs.vocabulary, scenario.today)
        plan = make_plan(packs.for_municipality(scenario.municipality, scenario.today), scenario.event, facts)
        if not plan.elsewhere:
            continue
        role, lines = plan.elsewhere[0]
        if not on_slip and not plan.discreet:
            request = guide_slip_of(plan.pack, plan, Circumstances(printed_on=date(2026, 3, 19)))
            (page,) = PdfReader(io.BytesIO(render(plan.pack, request.key, request.data))).pages
            text = "".join(page.extract_text().split())
            assert HEADING in text, scenario.title
            assert role.label in text, scenario.title
            on_slip = True
        due = [line for line in lines if line.deadline is not None]
        if due and not plan.discreet:
            days = Calendar.from_ical(plan_calendar(plan)).walk("VEVENT")
            said = "\n".join(str(day["description"]) for day in days)
            assert said.index(HEADING) < said.index(f"・{due[0].label}"), scenario.title
            assert role.label in said
            in_calendar = True
    assert on_slip
    assert in_calendar
