"""A decision is put off: with reason and day, once, before it is decided; the flow of the case knows."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.integration.engines.assessments.people import HERE, NOW, Office, an_office

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.assessments.api import (
    ExpectedDayError,
    ExtendedMeanwhileError,
    Extension,
    ReasonMissingError,
)
from madoguchi.engines.cases.api import (
    Case,
    CaseStep,
    DecideCase,
    NewCase,
    NotYourDeskError,
    OpenCases,
    OpenCasesInput,
    case_story,
)
from madoguchi.engines.flows.api import FireTimer, FlowTask, TimerReference
from madoguchi.journeys.care_certification.api import (
    CaseClock,
    DecidedAlreadyError,
    ExtensionRequest,
    clock_of,
    extend,
    extension_paper,
)
from madoguchi.journeys.care_certification.in_flows import _was_extended

pytestmark = pytest.mark.django_db
REASON = "主治医意見書がまだ届いていないため"


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def case() -> Case:
    member = {"person.name": "会津 十三蔵"}
    new = NewCase(
        "care_certification_application",
        "要介護認定の申請",
        "care_insurance",
        0,
        "会津 十三蔵",
        data={"members": [member]},
    )
    platform = Context(HERE, Actor.system("test"), NOW)
    return run(OpenCases(), platform, OpenCasesInput(uuid4(), (new,)))[0]


def the_clock(office: Office, case: Case) -> CaseClock:
    found = clock_of(office.official, case)
    assert found is not None
    return found


def asked(office: Office, case: Case, **other: object) -> ExtensionRequest:
    last = the_clock(office, case).last
    later = max(last, clock.today()) + timedelta(days=20)
    return ExtensionRequest(**({"until": later, "reason": REASON, "seen": last} | other))  # type: ignore[arg-type]


def test_pressed_twice_it_is_one_and_the_clock_shows_the_new_day(office: Office, case: Case) -> None:
    assert the_clock(office, case).last == NOW.date() + timedelta(days=30)
    request = asked(office, case)
    first = extend(office.official, case.uuid, request)
    assert extend(office.official, case.uuid, request) == first
    now = the_clock(office, case)
    assert (now.last, len(now.extensions)) == (request.until, 1)
    told = [one.note for one in case_story(office.official, case.uuid).events if one.step == "noted"]
    assert len(told) == 1
    assert REASON in told[0]
    with pytest.raises(ExtendedMeanwhileError):
        extend(office.official, case.uuid, ExtensionRequest(request.until, "べつの理由", request.seen))
    again = extend(office.official, case.uuid, asked(office, case))
    assert again.before == first.until, "what takes still longer is told anew"
    paper = extension_paper(office.official, case.uuid, first.uuid)
    assert paper.items["members"][0]["person.name"] == "会津 十三蔵"


def due_in_the_lists(case: Case) -> date | None:
    with tenancy.municipality(HERE):
        return Case.objects.get(pk=case.pk).due


def test_every_list_has_the_day_by_which_a_case_has_to_be_decided(office: Office, case: Case) -> None:
    assert due_in_the_lists(case) == NOW.date() + timedelta(days=30)
    request = asked(office, case)
    extend(office.official, case.uuid, request)
    assert due_in_the_lists(case) == request.until


def test_a_case_that_is_opened_again_keeps_the_day_to_which_it_was_put_off(
    office: Office, case: Case
) -> None:
    request = asked(office, case)
    extend(office.official, case.uuid, request)
    assert case.source_uuid is not None
    new = NewCase(case.procedure_key, case.procedure_label, case.desk_role, 0, case.person_name)
    run(OpenCases(), Context(HERE, Actor.system("test"), NOW), OpenCasesInput(case.source_uuid, (new,)))
    assert due_in_the_lists(case) == request.until


def test_a_case_whose_days_nobody_counts_keeps_its_own(office: Office) -> None:
    new = NewCase("moving_in", "転入届", "resident_registration", None, due=date(2026, 4, 1))
    other = run(OpenCases(), Context(HERE, Actor.system("test"), NOW), OpenCasesInput(uuid4(), (new,)))[0]
    assert due_in_the_lists(other) == date(2026, 4, 1)


def test_neither_without_a_reason_nor_for_a_day_that_is_no_later(office: Office, case: Case) -> None:
    last = the_clock(office, case).last
    for refused, other in (
        (ReasonMissingError, {"reason": "\n"}),
        (ExpectedDayError, {"until": last}),
        (ExpectedDayError, {"until": date(2226, 3, 25)}),
        (ExpectedDayError, {"reason": "長" * 401}),
        (ExtendedMeanwhileError, {"seen": last + timedelta(days=1)}),
    ):
        with pytest.raises(refused):
            extend(office.official, case.uuid, asked(office, case, **other))
    with pytest.raises(NotYourDeskError):
        extend(office.tax_officer, case.uuid, asked(office, case))
    with tenancy.municipality(HERE):
        assert not Extension.objects.exists()


def test_after_the_decision_there_is_no_extension(office: Office, case: Case) -> None:
    request = asked(office, case)
    run(DecideCase(), office.official, CaseStep(case.uuid))
    with pytest.raises(DecidedAlreadyError):
        extend(office.official, case.uuid, request)


def test_the_step_of_the_flow_ends_by_itself(office: Office, case: Case) -> None:
    subject = f"case:{case.uuid}"
    later = Context(HERE, Actor.system("test"), NOW + timedelta(days=26))
    with tenancy.municipality(HERE):
        timer = FlowTask.objects.get(subject=subject, step="near_the_end")
        assert _was_extended(later, subject).result is None
        run(FireTimer(), later, TimerReference(timer.uuid))
        task = FlowTask.objects.get(subject=subject, step="extend")
    assert task.is_open
    extend(office.official, case.uuid, asked(office, case))
    with tenancy.municipality(HERE):
        task.refresh_from_db()
        assert (task.is_open, task.result) == (False, "extended")
        assert _was_extended(later, subject).result == "extended", "who was told early is not asked again"
