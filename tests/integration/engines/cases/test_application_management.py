"""From arrival to the end: states, corrections, assignment, long worklists, with a real PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.engines.cases.api import (
    FINISHED,
    AcceptCase,
    AssignCase,
    Case,
    CaseAssignment,
    CaseCorrection,
    CaseStep,
    Channel,
    DecideCase,
    FinishCase,
    InboxFilter,
    NewCase,
    NoColleagueError,
    NoteMissingError,
    OpenCases,
    OpenCasesInput,
    ReceiveCorrection,
    RejectCase,
    RequestCorrection,
    Status,
    StepNotPossibleError,
    WithdrawCase,
    case_story,
    inbox,
)

AIZU, DESK = "072028", "child_support"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)


def context(actor: Actor | None = None) -> Context:
    return Context(AIZU, actor or Actor.system("tests"), NOW, purpose="テスト")


def opened(channel: Channel = Channel.ONLINE, due: date | None = None, count: int = 1) -> list[Case]:
    new = tuple(NewCase("child_allowance", "児童手当", DESK, index, "会津 葵", due) for index in range(count))
    return run(OpenCases(), context(), OpenCasesInput(uuid4(), new, channel))


def colleague(
    name: str, *, desks: tuple[str, ...] = (DESK,), roles: tuple[str, ...] = ("desk_officer",)
) -> Actor:
    member = StaffMember.objects.create_staff(
        AIZU, name, "a-password-for-tests", display_name=name, roles=list(roles), desks=list(desks)
    )
    return member.as_actor()


@pytest.mark.django_db
def test_an_online_application_goes_from_arrival_to_its_end() -> None:
    case = opened()[0]
    assert case.state is Status.ARRIVED
    assert run(AcceptCase(), context(), CaseStep(case.uuid)).state is Status.ACCEPTED
    asked = run(RequestCorrection(), context(), CaseStep(case.uuid, "口座の名義を書いてください"))
    assert asked.state is Status.CORRECTION
    corrected = run(
        ReceiveCorrection(), context(), CaseCorrection(case.uuid, {"bank.holder": "アイヅ アオイ"})
    )
    assert (corrected.state, corrected.data) == (Status.ACCEPTED, {"bank.holder": "アイヅ アオイ"})
    assert run(DecideCase(), context(), CaseStep(case.uuid)).state is Status.DECIDED
    done = run(FinishCase(), context(), CaseStep(case.uuid))
    assert (done.state, done.closed_at) == (Status.DONE, NOW)
    story = [event.step for event in case_story(context(), case.uuid).events]
    assert story == ["arrived", "accepted", "correction_requested", "corrected", "decided", "finished"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "status"), [(RejectCase, Status.REJECTED), (WithdrawCase, Status.WITHDRAWN)], ids=["no", "back"]
)
def test_refusing_and_taking_back_need_a_reason_and_end_the_case(verb: Any, status: Status) -> None:
    case = opened(Channel.COUNTER)[0]
    with pytest.raises(NoteMissingError):
        run(verb(), context(), CaseStep(case.uuid))
    ended = run(verb(), context(), CaseStep(case.uuid, "電話で本人から"))
    assert (ended.state, ended.closed_at, ended.note) == (status, NOW, "電話で本人から")
    assert [one.uuid for one in inbox(context(), DESK, InboxFilter(FINISHED)).cases] == [case.uuid]
    assert inbox(context(), DESK).total == 0


@pytest.mark.django_db
def test_the_database_itself_keeps_state_and_end_together() -> None:
    case = opened()[0]
    with tenancy.municipality(AIZU), pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="done")


@pytest.mark.django_db
def test_who_works_at_the_desk_takes_a_case_and_lets_it_go() -> None:
    case, me = opened()[0], colleague("hanako")
    taken = run(AssignCase(), context(me), CaseAssignment(case.uuid, me.id))
    assert (taken.assignee_id, taken.assignee_name) == (me.id, "hanako")
    assert [one.uuid for one in inbox(context(me), DESK, InboxFilter(assignee_id=me.id)).cases] == [case.uuid]
    assert inbox(context(me), DESK, InboxFilter(assignee_id="")).total == 0
    assert run(AssignCase(), context(me), CaseAssignment(case.uuid)).assignee_id == ""
    notes = [event.note for event in case_story(context(me), case.uuid).events if event.step == "assigned"]
    assert notes == ["hanako", "担当なし"]


@pytest.mark.django_db
def test_only_who_hands_out_work_puts_others_in_charge() -> None:
    case, me, other = opened()[0], colleague("hanako"), colleague("jiro")
    with pytest.raises(NotAllowedError):
        run(AssignCase(), context(me), CaseAssignment(case.uuid, other.id))
    chief = colleague("kacho", desks=(), roles=("manager",))
    assert run(AssignCase(), context(chief), CaseAssignment(case.uuid, other.id)).assignee_name == "jiro"
    with pytest.raises(NotAllowedError):  # nor is it taken away
        run(AssignCase(), context(me), CaseAssignment(case.uuid, me.id))


@pytest.mark.django_db
def test_nobody_of_another_desk_is_put_in_charge_nor_anybody_of_what_is_over() -> None:
    case, elsewhere = opened(Channel.COUNTER)[0], colleague("saburo", desks=("water",))
    for stranger in (elsewhere.id, "staff:0", "nobody"):
        with pytest.raises(NoColleagueError):
            run(AssignCase(), context(), CaseAssignment(case.uuid, stranger))
    assert [one.name for one in case_story(context(), case.uuid).colleagues] == []
    run(FinishCase(), context(), CaseStep(case.uuid))
    with pytest.raises(StepNotPossibleError):
        run(AssignCase(), context(), CaseAssignment(case.uuid))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.none() | st.integers(-3, 3), max_size=12),
    ended=st.sets(st.integers(0, 11)),
    size=st.integers(1, 5),
    finished=st.booleans(),
)
@pytest.mark.django_db
def test_pages_show_every_case_once_in_order_and_lead_back(
    days: list[int | None], ended: set[int], size: int, finished: bool
) -> None:
    with tenancy.municipality(AIZU):
        marker = transaction.savepoint()
        try:
            cases = [
                opened(Channel.COUNTER, None if day is None else NOW.date() + timedelta(days=day))[0]
                for day in days
            ]
            for number in sorted(ended & set(range(len(cases)))):
                run(FinishCase(), context(), CaseStep(cases[number].uuid))
            wanted = InboxFilter(FINISHED) if finished else InboxFilter()
            expected = sorted(
                (case for number, case in enumerate(cases) if (number in ended) is finished),
                key=lambda case: (-case.pk,) if finished else (case.due or date.max, case.pk),
            )
            page = inbox(context(), DESK, wanted, page_size=size)
            pages = [page]
            while page.next:
                page = inbox(context(), DESK, wanted, after=page.next, page_size=size)
                pages.append(page)
            assert [one.pk for each in pages for one in each.cases] == [one.pk for one in expected]
            for earlier in reversed(pages[:-1]):
                page = inbox(context(), DESK, wanted, before=page.previous, page_size=size)
                assert page.cases == earlier.cases
            assert page.previous == ""
        finally:
            transaction.savepoint_rollback(marker)
