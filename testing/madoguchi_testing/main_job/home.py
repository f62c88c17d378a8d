"""The first half: a resident with a phone, in the public zone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from madoguchi.core import clock
from madoguchi.core.packs import Scenario
from madoguchi.core.vocabulary import MEMBERS
from madoguchi.engines.navigator.api import ROSTER_ITEM, Plan, plan_calendar
from madoguchi.journeys.pre_application import api, papers
from madoguchi_testing.people import Resident


def at_home(scenario: Scenario, out: Path) -> dict[str, Any]:
    """Answer, fill in, review, seal. Writes 案内票, calendar and QR codes below `out`.

    Returns what happened as JSON values; `code` is what the QR codes say, `pictures` where they are. Raises
    ValueError when an answer of the scenario is refused, NotReadyError when something is missing.
    """
    out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with clock.fixed(scenario.today):
        resident = Resident(scenario)
        asked = resident.answer_everything()
        typed = resident.fill_in_everything()
        application = resident.application
        review = api.review(resident.handle)
        sealed = api.seal_answers(resident.handle)
        files = {
            "guide_slip.pdf": papers.guide_slip_pdf(application),
            "plan.ics": plan_calendar(application.plan),
            "code.pdf": papers.code_sheet_pdf(application, sealed),
        }
        pictures = []
        for symbol in sealed.symbols:
            name = f"code-{symbol.number}.png"
            files[name] = symbol.png(scale=6)
            pictures.append(str(out / name))
    for name, content in files.items():
        (out / name).write_bytes(content)
    vocabulary = application.pack.vocabulary
    return {
        "scenario": scenario.title,
        "municipality": application.pack.municipality.name,
        "today": scenario.today.isoformat(),
        "event": application.plan.event.label,
        "questions": [
            ROSTER_ITEM.question if key == MEMBERS else vocabulary[key].question or vocabulary[key].label
            for key in asked
        ],
        "headline": application.plan.headline(),
        "plan": _plan(application.plan),
        "bring": [thing.label for thing in application.plan.bring],
        "typed": typed,
        "asks": [finding.message for finding in review.ask],
        "symbols": [{"version": symbol.version, "characters": len(symbol.text)} for symbol in sealed.symbols],
        "expires_at": sealed.expires_at.isoformat(),
        "pictures": pictures,
        "code": [symbol.text for symbol in sealed.symbols],
        "files": [str(out / name) for name in files],
        "seconds": round(time.perf_counter() - began, 2),
    }


def _plan(plan: Plan) -> list[dict[str, Any]]:
    """The plan by stops of the walk; what can be done at home stands first."""
    stops: list[tuple[str, Any]] = [("家で", plan.at_home)] if plan.at_home else []
    stops += [
        (
            " ".join(
                filter(None, (stop.desk.counter, stop.desk.name, stop.desk.floor, stop.desk.line_label))
            ),
            stop.lines,
        )
        for stop in plan.stops
    ]
    return [
        {
            "stop": place,
            "procedure": line.procedure.key,
            "label": line.procedure.label,
            "persons": list(line.person_labels),
            "deadline": None if line.deadline is None else line.deadline.label,
            "counted": "" if line.deadline is None else line.deadline.text,
            "why": line.entries[0].why,
        }
        for place, lines in stops
        for line in lines
    ]
