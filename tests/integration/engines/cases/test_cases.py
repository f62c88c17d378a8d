"""Cases on the desks, with a real PostgreSQL."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseEvent,
    CaseNotFoundError,
    CaseStep,
    FinishCase,
    InboxFilter,
    Light,
    NewCase,
    NoteMissingError,
    NotYourDeskError,
    OpenCases,
    OpenCasesInput,
    RequestCorrection,
    StartCase,
    Status,
    StepNotPossibleError,
    case_story,
    cases_of_visit,
    inbox,
)

AIZU, KITAKATA = "072028", "072087"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)


def actor(*permissions: str, desks: tuple[str, ...] = (), code: str = AIZU) -> Actor:
    return Actor("staff", "staff:1", code, "窓口 花子", frozenset(permissions), desks)


def context(who: Actor | None = None, code: str = AIZU) -> Context:
    everyone = actor(
        "counter_visit.accept", "cases.read", "cases.work", desks=("health_insurance",), code=code
    )
    return Context(code, who or everyone, NOW)


def new(procedure: str = "national_health_insurance", person: int | None = 0, **more: Any) -> NewCase:
    values = {"person_name": "会津 十三蔵", "due": date(2026, 3, 25), "data": {"move.kind": "move_in"}} | more
    label = {"national_health_insurance": "国民健康保険への加入"}.get(procedure, procedure)
    return NewCase(
        procedure,
        label,
        more.pop("desk_role", "health_insurance"),
        person,
        **{key: value for key, value in values.items() if key != "desk_role"},
    )


def open_cases(visit: UUID, *cases: NewCase, code: str = AIZU) -> list[Case]:
    return run(OpenCases(), context(code=code), OpenCasesInput(visit, cases))


@pytest.mark.django_db
def test_accepting_a_visit_puts_a_case_on_each_desk() -> None:
    visit = uuid4()
    opened = open_cases(
        visit, new(), new(person=1, person_name="会津 恵美子"), new("dogs", None, desk_role="life")
    )
    assert [case.person_name for case in opened] == ["会津 十三蔵", "会津 恵美子", "会津 十三蔵"]
    page = inbox(context(), "health_insurance")
    assert [case.uuid for case in page.cases] == [case.uuid for case in opened[:2]]
    assert page.counts[Status.ACCEPTED] == 2
    assert page.cases[0].light(NOW.date()) is Light.CALM


@pytest.mark.django_db
def test_opening_the_same_visit_again_opens_nothing_twice() -> None:
    visit = uuid4()
    first = open_cases(visit, new(), new("dogs", None))
    again = open_cases(visit, new(), new("dogs", None), new(person=3))
    assert [case.uuid for case in again[:2]] == [case.uuid for case in first]
    assert len(cases_of_visit(context(), visit)) == 3
    with tenancy.municipality(AIZU):
        assert CaseEvent.objects.count() == 3


@pytest.mark.django_db
def test_a_case_is_started_noted_and_finished_and_tells_its_story() -> None:
    case = open_cases(uuid4(), new())[0]
    run(StartCase(), context(), CaseStep(case.uuid))
    run(AddNote(), context(), CaseStep(case.uuid, "保険証の写しを確認"))
    run(FinishCase(), context(), CaseStep(case.uuid))
    story = case_story(context(), case.uuid)
    assert [event.step for event in story.events] == ["accepted", "started", "noted", "finished"]
    assert story.case.state is Status.DONE
    assert story.case.closed_at == NOW
    assert story.case.note == "保険証の写しを確認"
    assert inbox(context(), "health_insurance").cases == ()


@pytest.mark.django_db
def test_a_note_on_a_finished_case_keeps_it_finished() -> None:
    case = open_cases(uuid4(), new())[0]
    run(FinishCase(), context(), CaseStep(case.uuid))
    noted = run(AddNote(), context(), CaseStep(case.uuid, "あとから電話あり"))
    assert (noted.state, noted.closed_at) == (Status.DONE, NOW)


@pytest.mark.django_db
def test_a_case_goes_back_only_with_a_reason() -> None:
    case = open_cases(uuid4(), new())[0]
    with pytest.raises(NoteMissingError, match="理由"):
        run(RequestCorrection(), context(), CaseStep(case.uuid, "  \n "))
    returned = run(RequestCorrection(), context(), CaseStep(case.uuid, "転出証明書が足りません"))
    assert returned.state is Status.CORRECTION
    assert [one.uuid for one in inbox(context(), "health_insurance").cases] == [case.uuid]


@pytest.mark.django_db
def test_another_desk_may_look_but_not_work() -> None:
    case = open_cases(uuid4(), new())[0]
    elsewhere = context(actor("cases.read", "cases.work", desks=("long_term_care",)))
    with pytest.raises(NotYourDeskError, match="担当の課"):
        run(StartCase(), elsewhere, CaseStep(case.uuid))
    manager = context(actor("cases.work", "cases.assign"))
    assert run(StartCase(), manager, CaseStep(case.uuid)).state is Status.EXAMINING


@pytest.mark.django_db
def test_who_may_not_does_not() -> None:
    case = open_cases(uuid4(), new())[0]
    nobody = context(actor(desks=("health_insurance",)))
    with pytest.raises(NotAllowedError):
        run(StartCase(), nobody, CaseStep(case.uuid))
    with pytest.raises(NotAllowedError):
        inbox(nobody, "health_insurance")
    with pytest.raises(NotAllowedError):
        case_story(nobody, case.uuid)


@pytest.mark.django_db
def test_a_neighbour_finds_nothing() -> None:
    visit = uuid4()
    case = open_cases(visit, new())[0]
    neighbour = context(code=KITAKATA)
    assert inbox(neighbour, "health_insurance").total == 0
    assert cases_of_visit(neighbour, visit) == ()
    with pytest.raises(CaseNotFoundError):
        case_story(neighbour, case.uuid)
    with pytest.raises(CaseNotFoundError):
        run(StartCase(), neighbour, CaseStep(case.uuid))


@pytest.mark.django_db
def test_the_inbox_filters_by_typing_and_turns_pages() -> None:
    visit = uuid4()
    open_cases(visit, *(new(person=index, person_name=f"会津 {index}郎") for index in range(5)),
               new("child_medical", 6, person_name="渡邉 花子", due=date(2026, 3, 18)))  # fmt: skip
    first = inbox(context(), "health_insurance", page_size=4)
    assert (len(first.cases), first.total, first.previous) == (4, 6, "")
    second = inbox(context(), "health_insurance", after=first.next, page_size=4)
    assert (len(second.cases), second.total, second.next) == (2, 6, "")
    back = inbox(context(), "health_insurance", before=second.previous, page_size=4)
    assert (back.cases, back.previous, back.next) == (first.cases, "", first.next)
    found = inbox(context(), "health_insurance", InboxFilter(text="渡邉 child"))
    assert [case.person_name for case in found.cases] == ["渡邉 花子"]
    assert first.cases[0].person_name == "渡邉 花子"  # the most urgent first
    late = inbox(context(), "health_insurance", InboxFilter(due_today_or_late=True))
    assert [case.light(NOW.date()) for case in late.cases] == [Light.LATE]
    assert inbox(context(), "health_insurance", InboxFilter(text="%' OR 1=1 --")).total == 0


@pytest.mark.django_db
def test_names_stay_out_of_the_audit_log() -> None:
    case = open_cases(uuid4(), new())[0]
    run(AddNote(), context(), CaseStep(case.uuid, "会津さんに電話"))
    inbox(context(), "health_insurance")
    case_story(context(), case.uuid)
    with tenancy.municipality(AIZU):
        entries = list(AuditEntry.objects.all())
    assert [entry.action for entry in entries] == [
        "cases.open",
        "cases.note",
        "read.cases.inbox",
        "read.cases.case",
    ]
    assert not any("会津" in f"{entry.subject}{entry.details}{entry.purpose}" for entry in entries)


@pytest.mark.usefixtures("committed_db")
def test_of_two_clerks_who_start_the_same_case_one_gets_it() -> None:
    case = open_cases(uuid4(), new())[0]
    barrier = threading.Barrier(2)
    results: list[str] = []

    def start() -> None:
        try:
            barrier.wait()
            run(StartCase(), context(), CaseStep(case.uuid))
            results.append("started")
        except StepNotPossibleError:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "started"]


@pytest.mark.usefixtures("committed_db")
def test_two_accepts_at_once_leave_one_set_of_cases() -> None:
    visit = uuid4()
    barrier = threading.Barrier(2)
    opened: list[set[UUID]] = []

    def accept() -> None:
        try:
            barrier.wait()
            opened.append({case.uuid for case in open_cases(visit, new(), new(person=1), new("dogs", None))})
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cases_of_visit(context(), visit)) == 3
    assert opened[0] == opened[1]
