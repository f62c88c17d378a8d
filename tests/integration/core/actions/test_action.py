"""Actions: permission, transaction, audit entry, events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event, NotAllowedError, run, run_all, subscribe
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.measuring import api as measuring
from madoguchi.core.measuring.models import StepTime
from madoguchi.core.tenancy import municipality

AIZU, KITAKATA = "072028", "072087"
told: list[str] = []


@dataclass(frozen=True)
class Given:
    uuid: UUID
    fails: bool = False


class LeaveATime(Action[Given, StepTime]):
    name = "tests.leave_a_time"
    permission = "tests.leave"

    def perform(self, context: Context, given: Given) -> StepTime:
        step = measuring.record("tested", given.uuid)
        if given.fails:
            raise RuntimeError
        return step

    def events(self, context: Context, given: Given, result: StepTime) -> Iterable[Event]:
        yield Event("tests.left", str(given.uuid))


@subscribe("tests.left")
def remember(context: Context, event: Event) -> None:
    told.append(event.subject)


def clerk(*permissions: str, code: str = AIZU) -> Actor:
    return Actor("staff", "staff:1", code, "山田", frozenset(permissions))


@pytest.mark.django_db
def test_an_action_leaves_its_work_an_audit_entry_and_its_events() -> None:
    told.clear()
    given = Given(uuid4())
    run(LeaveATime(), Context(AIZU, clerk("tests.leave"), purpose="試験"), given)
    with municipality(AIZU):
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.subject, entry.actor_id) == (
            "tests.leave_a_time",
            f"tests:{given.uuid}",
            "staff:1",
        )
        assert StepTime.objects.count() == 1
    assert told == [str(given.uuid)]


@pytest.mark.parametrize("actor", [clerk(), clerk("tests.other"), clerk("tests.leave", code=KITAKATA)])
@pytest.mark.django_db
def test_without_the_permission_or_from_the_neighbour_nothing_happens(actor: Actor) -> None:
    with pytest.raises(NotAllowedError):
        run(LeaveATime(), Context(AIZU, actor), Given(uuid4()))
    with municipality(AIZU):
        assert not StepTime.objects.exists()
        assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_failed_action_leaves_nothing() -> None:
    with pytest.raises(RuntimeError):
        run(LeaveATime(), Context(AIZU, Actor.system("test")), Given(uuid4(), fails=True))
    with municipality(AIZU):
        assert not StepTime.objects.exists()
        assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_several_inputs_at_once_leave_what_each_would_have_left_alone() -> None:
    told.clear()
    given = [Given(uuid4()) for _ in range(3)]
    steps = run_all(LeaveATime(), Context(AIZU, clerk("tests.leave")), given)
    assert [step.journey_id for step in steps] == [one.uuid for one in given]
    assert told == [str(one.uuid) for one in given]
    with municipality(AIZU):
        subjects = list(AuditEntry.objects.order_by("sequence").values_list("subject", flat=True))
    assert subjects == [f"tests:{one.uuid}" for one in given]


@pytest.mark.django_db
def test_of_several_inputs_all_are_done_or_none() -> None:
    with pytest.raises(RuntimeError):
        run_all(
            LeaveATime(), Context(AIZU, clerk("tests.leave")), [Given(uuid4()), Given(uuid4(), fails=True)]
        )
    with pytest.raises(NotAllowedError):
        run_all(LeaveATime(), Context(AIZU, clerk()), [Given(uuid4())])
    with municipality(AIZU):
        assert not StepTime.objects.exists()
        assert not AuditEntry.objects.exists()
