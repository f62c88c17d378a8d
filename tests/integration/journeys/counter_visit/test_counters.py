"""At acceptance: which counters remain, what is recorded of it, and what each desk gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.measuring.api import CountersMonth, counters_by_month
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.packs.showing import without_hidden
from madoguchi.core.vocabulary import facts_to_json
from madoguchi.engines.flows.api import flow_story
from madoguchi.journeys.counter_visit import api
from madoguchi.journeys.flow_work.world import Cases, subject_of
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.people import Clerk, demo_actor, sealed_code

HERE, NEIGHBOUR = "072028", "072087"
TODAY = date(2026, 3, 19)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day_and_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    with clock.fixed(TODAY):
        yield


def accepted_by(settings: Any, *desks: str) -> api.Accepted:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    code = sealed_code(packs, next(one for one in packs.scenarios if "tomizo" in one.file))
    clerk = Clerk(HERE, demo_actor(HERE, desks=desks))
    visit = clerk.scan([code]).visit
    clerk.identify(visit.uuid)
    first = clerk.accept(visit.uuid)
    assert clerk.accept(visit.uuid).again
    return first


def recorded(at: str = HERE) -> list[CountersMonth]:
    with tenancy.municipality(at):
        return counters_by_month(date(2026, 3, 1), date(2026, 4, 1))


def test_what_the_one_stop_counter_takes_needs_no_way_and_is_recorded_once_without_names(
    settings: Any,
) -> None:
    visit = accepted_by(settings, "resident_register").visit
    left = {"vaccination_slips"}
    assert not left & set(visit.done_here)
    assert {"national_health_insurance_join", "care_certification_transfer"} <= set(visit.done_here)
    assert recorded() == [CountersMonth("moving_in", date(2026, 3, 1), 1, 5, 2)]
    assert recorded(NEIGHBOUR) == []


@pytest.mark.parametrize("desks", [("child_support",), ()], ids=["another desk", "no desk"])
def test_another_desk_spares_nobody_a_way(settings: Any, desks: tuple[str, ...]) -> None:
    visit = accepted_by(settings, *desks).visit
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    here = packs.for_municipality(HERE, TODAY)
    assert {here.procedures[key].desk for key in visit.done_here} == set(desks)
    assert recorded() == [CountersMonth("moving_in", date(2026, 3, 1), 1, 5, 5)]


def test_each_desk_gets_its_own_case_with_exactly_the_items_that_it_needs_whoever_took_the_notice(
    settings: Any,
) -> None:
    accepted = accepted_by(settings, "resident_register")
    sheet = api.open_sheet(Clerk(HERE).context, accepted.uuid)
    # A form that asks for the day of the move does not ask for the planned one besides.
    answers = facts_to_json(without_hidden(sheet.facts, sheet.pack.vocabulary))
    assert "move.planned_date" in facts_to_json(sheet.facts).keys() - answers.keys()
    people = answers["members"]
    assert isinstance(people, list)
    opened = set()
    for case in accepted.cases:
        procedure = sheet.pack.procedures[case.procedure_key]
        assert case.desk_role == procedure.desk
        of_people = {key for key in procedure.asks if key.startswith("person.")}
        expected = {key: answers[key] for key in procedure.asks if key in answers}
        if of_people:
            concerned = people if case.person_index is None else [people[case.person_index]]
            expected["members"] = [
                {key: value for key, value in person.items() if key in of_people} for person in concerned
            ]
        assert case.data == expected, case.procedure_key
        opened.add((case.procedure_key, case.person_index))
    # Taken at the first counter or not: every procedure that is done at a counter lies on its own desk, once.
    assert len(opened) == len(accepted.cases)
    assert opened == {
        (entry.key, entry.person)
        for entry in sheet.plan.needed
        if not entry.at_home and entry.desk is not None
    }


def test_the_flow_of_each_case_begins_with_the_acceptance_and_knows_what_the_case_knows(
    settings: Any,
) -> None:
    accepted = accepted_by(settings, "resident_register")
    context = Clerk(HERE).context
    pack = api.open_sheet(context, accepted.uuid).pack
    with_flow = [case for case in accepted.cases if pack.procedures[case.procedure_key].flow is not None]
    assert with_flow
    for case in with_flow:
        subject = subject_of(case.uuid)
        assert flow_story(context, subject) is not None, case.procedure_key
        with tenancy.municipality(HERE):
            known = Cases().facts(context, subject)
        assert facts_to_json(known) == case.data, case.procedure_key
