"""Cases that move by the flows of the packs: moves, applications from home, 要介護認定."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, Event, run
from madoguchi.core.actions.events import publish
from madoguchi.engines.approvals.api import Document
from madoguchi.engines.cases.api import (
    Case,
    CaseCorrection,
    CaseStep,
    Channel,
    FinishCase,
    NewCase,
    OpenCases,
    OpenCasesInput,
    ReceiveCorrection,
    StartCase,
    Status,
    WithdrawCase,
)
from madoguchi.engines.exchange.api import SentMessage
from madoguchi.engines.flows.api import (
    ClaimTask,
    FinishTask,
    FlowRun,
    FlowTask,
    Happened,
    RunState,
    TaskReference,
    TaskResult,
    flow_story,
    services,
    tell_flow,
)
from madoguchi.engines.handover.api import HandoverRecord, NewHandover, record_handovers
from madoguchi.engines.handover.telling import tell_acknowledged
from madoguchi.journeys.flow_work.tasks import fire_due
from madoguchi.journeys.flow_work.world import pack_of, subject_of

AIZU = "072028"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)


def context(*desks: str, name: str = "会津 花子", number: str = "staff:1") -> Context:
    held = frozenset({"counter_visit.accept", "cases.read", "cases.work"})
    return Context(AIZU, Actor("staff", number, AIZU, name, held, desks or ("resident_register",)), NOW)


def opened(procedure: str, channel: Channel = Channel.COUNTER, visit: UUID | None = None) -> Case:
    source = visit or uuid4()
    known = pack_of(AIZU).procedures[procedure]
    new = NewCase(
        procedure,
        known.label,
        known.desk,
        None,
        "会津 十三蔵",
        date(2026, 3, 25),
        {"move.date": "2026-03-11"},
    )
    return run(OpenCases(), context(), OpenCasesInput(source, (new,), channel))[0]


def handed_over(visit: UUID, procedure: str) -> HandoverRecord:
    with tenancy.municipality(AIZU):
        new = NewHandover.of(pack_of(AIZU).procedures[procedure], {"answers": {}}, uuid5(visit, procedure))
        return record_handovers(context(), [new], visit_uuid=visit)[0]


def acknowledge(record: HandoverRecord) -> None:
    with tenancy.municipality(AIZU):
        HandoverRecord.objects.filter(pk=record.pk).update(status="acknowledged")
        tell_acknowledged(context(), [record.uuid])


def open_steps(case: Case) -> dict[str, FlowTask]:
    story = flow_story(context(), subject_of(case.uuid))
    assert story is not None
    return {task.step: task for task in story.standing}


def finish(
    case: Case, step: str, result: str = "", note: str = "", *, desk: str = "resident_register"
) -> None:
    run(FinishTask(), context(desk), TaskResult(open_steps(case)[step].uuid, result, note))


def drafter() -> str:
    """A member of staff, as approvals must find whoever drafts."""
    with tenancy.municipality(AIZU):
        member = StaffMember.objects.create_staff(AIZU, "hanako", "long enough 26!", display_name="会津 花子")
    return f"staff:{member.pk}"


def document_about(case: Case) -> Document:
    with tenancy.municipality(AIZU):
        found = Document.objects.filter(subject=subject_of(case.uuid)).order_by("id").last()
    assert found is not None
    return found


def judge(document: Document, what: str) -> None:
    """As the engine of approvals tells it."""
    with tenancy.municipality(AIZU):
        publish(context(), Event(what, f"approval:{document.uuid}", {"subject": document.subject}))


def state_of(case: Case) -> Status:
    with tenancy.municipality(AIZU):
        return Case.objects.get(pk=case.pk).state


@pytest.mark.django_db
def test_a_move_goes_through_address_core_system_review_and_approval() -> None:
    visit = uuid4()
    record = handed_over(visit, "move_in_notification")
    case = opened("move_in_notification", visit=visit)
    assert set(open_steps(case)) == {"check_address"}
    run(ClaimTask(), context(), TaskReference(open_steps(case)["check_address"].uuid))
    assert state_of(case) is Status.EXAMINING
    finish(case, "check_address")
    assert set(open_steps(case)) == {"entered"}
    acknowledge(record)
    finish(case, "review", "different", "生年月日の年が違う")
    finish(case, "reenter")
    officer = drafter()
    review = open_steps(case)["review"].uuid
    run(FinishTask(), context(number=officer), TaskResult(review, "same"))
    assert state_of(case) is Status.DECIDED
    document = document_about(case)
    assert (document.drafter_id, document.kind_key) == (officer, "notification")
    assert "会津" not in document.title, "names stay in the case"
    judge(document, "approvals.discarded")
    run(FinishTask(), context(number=officer), TaskResult(open_steps(case)["mend"].uuid))
    second = document_about(case)
    assert second.uuid != document.uuid
    judge(second, "approvals.decided")
    assert state_of(case) is Status.DONE
    with tenancy.municipality(AIZU):
        assert SentMessage.objects.filter(subject=subject_of(case.uuid)).count() == 1
    story = flow_story(context(), subject_of(case.uuid))
    assert story is not None
    assert story.run.state == RunState.FINISHED.value
    with tenancy.municipality(AIZU):
        assert Case.objects.get(pk=case.pk).assignee_name == "会津 花子", "the platform takes nobody's place"


@pytest.mark.django_db
def test_what_the_core_system_has_already_is_not_waited_for() -> None:
    visit = uuid4()
    acknowledge(handed_over(visit, "move_in_notification"))
    case = opened("move_in_notification", visit=visit)
    finish(case, "check_address")
    assert "review" in open_steps(case)


@pytest.mark.django_db
def test_what_is_not_handed_over_is_not_waited_for() -> None:
    case = opened("move_in_notification")
    finish(case, "check_address")
    assert "review" in open_steps(case)


@pytest.mark.django_db
def test_a_withdrawn_case_leaves_nothing_on_any_desk() -> None:
    case = opened("move_in_notification")
    run(WithdrawCase(), context(), CaseStep(case.uuid, "引越しをやめた"))
    assert open_steps(case) == {}
    assert state_of(case) is Status.WITHDRAWN


@pytest.mark.django_db
def test_a_case_that_somebody_finished_by_hand_ends_its_flow() -> None:
    case = opened("move_in_notification")
    run(FinishCase(), context(), CaseStep(case.uuid))
    assert open_steps(case) == {}


@pytest.mark.django_db
def test_a_reminder_marks_what_is_late_and_a_withdrawn_case_is_not_reminded() -> None:
    late, withdrawn = opened("move_in_notification"), opened("move_in_notification")
    for case in (late, withdrawn):
        finish(case, "check_address")
    run(WithdrawCase(), context(), CaseStep(withdrawn.uuid, "引越しをやめた"))
    with clock.fixed(NOW):
        assert fire_due(AIZU) == 0
    with clock.fixed(date(2026, 3, 23)):
        assert fire_due(AIZU) == 1
        assert fire_due(AIZU) == 0
    assert open_steps(late)["review"].reminded_at is not None


@pytest.mark.django_db
def test_an_application_from_home_is_examined_corrected_and_granted() -> None:
    case = opened("move_out_notification", Channel.ONLINE)
    finish(case, "examine", "correction", "新しい住所の番地を書いてください")
    assert state_of(case) is Status.CORRECTION
    assert set(open_steps(case)) == {"corrected"}
    run(ReceiveCorrection(), context(), CaseCorrection(case.uuid, {"move.date": "2026-03-12"}))
    finish(case, "examine", "grant")
    assert state_of(case) is Status.DECIDED
    finish(case, "review", "same")
    assert state_of(case) is Status.DONE


@pytest.mark.django_db
def test_an_application_that_is_refused_has_its_reason() -> None:
    case = opened("move_out_notification", Channel.ONLINE)
    finish(case, "examine", "refuse", "すでに転出している")
    with tenancy.municipality(AIZU):
        refused = Case.objects.get(pk=case.pk)
    assert (refused.state, refused.note) == (Status.REJECTED, "すでに転出している")


@pytest.mark.django_db
def test_a_procedure_that_goes_by_hand_has_no_flow() -> None:
    assert pack_of(AIZU).procedures["garbage_guide"].flow is None
    assert flow_story(context(), subject_of(opened("garbage_guide").uuid)) is None


@pytest.mark.django_db
def test_a_notification_is_entered_in_one_step_and_waits_for_the_core_system() -> None:
    visit = uuid4()
    record = handed_over(visit, "national_health_insurance_join")
    case = opened("national_health_insurance_join", visit=visit)
    finish(case, "receive", "entered", desk="health_insurance")
    assert (state_of(case), set(open_steps(case))) == (Status.DECIDED, {"entered"})
    acknowledge(record)
    assert state_of(case) is Status.DONE


@pytest.mark.django_db
def test_what_came_from_home_is_granted_without_a_button_before_it() -> None:
    case = opened("resident_record_copy", Channel.ONLINE)
    finish(case, "issue", "issued")
    assert state_of(case) is Status.DONE


@pytest.mark.django_db
def test_what_is_missing_comes_on_paper_and_the_desk_looks_at_it_again() -> None:
    case = opened("high_cost_medical_benefit")
    finish(case, "review", "correction", "振込先の写しがありません", desk="health_insurance")
    assert (state_of(case), set(open_steps(case))) == (Status.CORRECTION, {"corrected"})
    run(StartCase(), context("health_insurance"), CaseStep(case.uuid))
    assert set(open_steps(case)) == {"review", "review_late"}
    finish(case, "review", "grant", desk="health_insurance")
    finish(case, "tell", desk="health_insurance")
    finish(case, "pay", desk="health_insurance")
    assert state_of(case) is Status.DONE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("result", "refusal", "end"),
    [("grant", False, Status.DONE), ("refuse", True, Status.REJECTED)],
    ids=["granted", "refused"],
)
def test_where_the_municipality_says_so_nothing_is_decided_without_approval(
    result: str, refusal: bool, end: Status
) -> None:
    case = opened("high_cost_medical_benefit")
    with tenancy.municipality(AIZU):
        FlowRun.objects.filter(subject=subject_of(case.uuid)).update(choices={"approval": "with"})
    officer = drafter()
    why = "対象となる期間ではありません"
    for round_ in range(2):
        review = open_steps(case)["review"].uuid
        given = TaskResult(review, result, why if refusal else "")
        run(FinishTask(), context("health_insurance", number=officer), given)
        assert (state_of(case), set(open_steps(case))) == (Status.EXAMINING, {"approved"})
        document = document_about(case)
        assert (document.kind_key, document.drafter_id) == ("disposition", officer)
        assert document.items == {"approval.refusal": refusal}
        assert ("認めない" in document.text) is refusal
        judge(document, "approvals.decided" if round_ else "approvals.discarded")
    if result == "grant":
        finish(case, "tell", desk="health_insurance")
        finish(case, "pay", desk="health_insurance")
    assert state_of(case) is end
    with tenancy.municipality(AIZU):
        assert Case.objects.get(pk=case.pk).note == (why if refusal else "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "answered", "end"),
    [("direct", None, Status.DONE), ("waits", "granted", Status.DONE), ("waits", "refused", Status.REJECTED)],
    ids=["told directly", "granted there", "refused there"],
)
def test_what_others_decide_is_sent_on(sent: str, answered: str | None, end: Status) -> None:
    case = opened("national_pension_exemption")
    finish(case, "check", "complete", desk="pension")
    finish(case, "send", sent, desk="pension")
    if answered is not None:
        finish(case, "answer", answered, "納付できる所得がある", desk="pension")
    assert state_of(case) is end


def test_the_list_of_actions_in_the_packs_is_the_code() -> None:
    from django.conf import settings

    from madoguchi.core.packs import load_packs_or_refuse

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    assert set(packs.flow_actions) == services()


CERTIFICATION = "care_certification_application"


def told(case: Case, name: str) -> None:
    """As the engine of assessments tells it."""
    with tenancy.municipality(AIZU):
        publish(context(), Event(name, f"survey:{uuid4()}", {"subject": subject_of(case.uuid)}))


def care(case: Case, step: str, result: str = "", note: str = "") -> None:
    finish(case, step, result, note, desk="care_insurance")


@pytest.mark.django_db
def test_a_certification_goes_by_survey_and_opinion_to_the_board_and_back() -> None:
    case = opened(CERTIFICATION)
    assert set(open_steps(case)) == {"review", "near_the_end"}
    care(case, "review", "complete")
    assert set(open_steps(case)) == {"order_survey", "request_opinion", "near_the_end"}
    told(case, "assessments.survey_ordered")
    assert "order_survey" in open_steps(case), "nobody goes yet"
    told(case, "assessments.survey_assigned")
    told(case, "assessments.opinion_requested")
    assert set(open_steps(case)) == {"surveyed", "opinion", "near_the_end"}
    told(case, "assessments.opinion_received")
    told(case, "assessments.survey_completed")
    care(case, "compare", "differs", "短期記憶が食い違う")
    care(case, "ask_again")
    care(case, "compare", "agrees")
    told(case, "assessments.first_stage_read")
    care(case, "ask_board", note="紙で頼んだ")
    with tenancy.municipality(AIZU):
        tell_flow(context(), Happened("boards.result", subject_of(case.uuid), "returned"))
    care(case, "complete")
    care(case, "ask_board", note="紙で頼んだ")
    with tenancy.municipality(AIZU):
        tell_flow(context(), Happened("boards.result", subject_of(case.uuid), "decided"))
    care(case, "notify")
    assert state_of(case) is Status.DONE
    assert open_steps(case) == {}, "the clock of thirty days stops with it"


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["assessments.survey_unassigned", "assessments.survey_withdrawn"])
def test_a_survey_that_nobody_makes_any_more_is_to_be_ordered_again(lost: str) -> None:
    case = opened(CERTIFICATION)
    care(case, "review", "complete")
    for _ in range(2):
        told(case, "assessments.survey_assigned")
        told(case, lost)
        assert "order_survey" in open_steps(case)
    told(case, "assessments.survey_assigned")
    told(case, "assessments.survey_completed")
    told(case, lost)
    assert set(open_steps(case)) == {"request_opinion", "near_the_end"}


@pytest.mark.django_db
def test_the_clock_of_thirty_days_asks_for_a_notice_while_the_survey_is_still_out() -> None:
    case = opened(CERTIFICATION)
    care(case, "review", "complete")
    with clock.fixed(date(2026, 4, 12)):
        assert fire_due(AIZU) == 0
    with clock.fixed(date(2026, 4, 13)):
        assert fire_due(AIZU) == 1
    assert set(open_steps(case)) == {"order_survey", "request_opinion", "extend"}
    care(case, "extend", "extended", "紙で知らせた")
    assert set(open_steps(case)) == {"order_survey", "request_opinion"}
