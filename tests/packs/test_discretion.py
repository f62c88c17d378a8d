"""Nothing that is printed, exported or sent betrays whoever must not be found: neither reason nor place."""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.packs.packs import Packs
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.documents.api import Circumstances, guide_slip_of, render
from madoguchi.engines.navigator.api import Plan, link_of, make_plan, plan_calendar

PACKS = Path(__file__).resolve().parents[2] / "packs"
REASONS = ("支援措置", "暴力", "DV", "つきまとい", "知られ", "protection", "protected")
PLACES = ("門田", "飯寺", "582", "965-0846", "9650846", "世田谷", "北沢", "155-0031", "1550031", "東京")


@cache
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def plan() -> Plan:
    scenario = next(one for one in packs().scenarios if one.file.endswith("protected_household.yaml"))
    facts = facts_from_json(scenario.answers, packs().vocabulary, scenario.today)
    return make_plan(packs().for_municipality(scenario.municipality, scenario.today), scenario.event, facts)


def slip() -> str:
    made = plan()
    request = guide_slip_of(made.pack, made, Circumstances(printed_on=date(2026, 3, 19)))
    pages = PdfReader(io.BytesIO(render(made.pack, request.key, request.data))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def calendar() -> str:
    components = Calendar.from_ical(plan_calendar(plan())).walk()
    return "\n".join(str(value) for component in components for _, value in component.property_items())


def reasons() -> str:
    return "".join(f"{entry.label}{entry.why}" for entry in plan().entries)


def link() -> str:
    return link_of(plan())


@pytest.mark.parametrize("text_of", [slip, calendar, reasons, link], ids=lambda made: made.__name__)
def test_neither_the_reason_nor_the_place_can_be_read(text_of: object) -> None:
    assert callable(text_of)
    text = text_of()
    assert "move_in_notification" in text or "転入届" in text
    assert [word for word in (*REASONS, *PLACES) if word in text] == []


def test_the_calendar_of_somebody_who_must_not_be_found_does_not_even_name_the_municipality() -> None:
    assert plan().discreet
    assert plan().pack.municipality.name not in calendar()


def test_the_clerk_is_still_told() -> None:
    (entry,) = (one for one in plan().entries if one.key == "protection_measure")
    assert "支援措置" in entry.procedure.label
    assert entry.label == "窓口でうかがうこと"
    assert entry.label.replace(" ", "") in slip()


def test_every_discreet_item_is_sensitive() -> None:
    discreet = [item for item in packs().vocabulary.values() if item.discreet]
    assert discreet
    assert {item.sensitivity.value for item in discreet} == {"sensitive"}
