"""Applications from the マイナポータル go the way of our own: identified, held, opened, answered there."""

from __future__ import annotations

import copy
import json
from uuid import UUID

import pytest
from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.portal import PDF, Portal

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.audit import api as audit
from madoguchi.engines.cases.api import (
    AcceptCase,
    CaseStep,
    Channel,
    DecideCase,
    FinishCase,
    RequestCorrection,
    StartCase,
    Status,
)
from madoguchi.engines.courier.api import LetterRefusedError
from madoguchi.engines.handover.api import HandoverRecord
from madoguchi.journeys.online_application.domain.submissions import Withdrawal, withdrawal_proof
from madoguchi.journeys.online_application.models import (
    Application,
    ApplicationState,
    IdentifiedBy,
    SignedVersion,
)
from madoguchi.journeys.online_application.office.actions.withdrawing import WithdrawApplication
from madoguchi.journeys.online_application.office.api import (
    AskForCorrection,
    Decision,
    HoldReason,
    Identification,
    IdentifyApplicant,
    Question,
    RefuseApplication,
    ReleaseApplication,
    UnknownApplicationError,
    application_numbered,
    application_sheet,
    arrivals,
    told_there,
)
from madoguchi.lib.sealing import ReplyBox
from madoguchi_testing.people import demo_actor
from madoguchi_testing.portal.stand_in import FORMAT, STATUS_LIST


def clerk() -> Context:
    return Context(HERE, demo_actor(HERE), purpose="申請者の確認")


def of_the_desk(office: Office, uuid: UUID) -> None:
    for action in (AcceptCase(), StartCase(), DecideCase(), FinishCase()):
        office.desk(action, uuid)


def test_from_the_list_of_the_portal_to_the_desks_and_back(there: Portal) -> None:
    application = there.applied("P-1")
    assert application.state == ApplicationState.OPENED
    assert (application.identified_by, application.resident_uuid) == (
        IdentifiedBy.SERIAL,
        there.office.family.residents[0].uuid,
    )
    (case,) = there.cases("P-1")
    assert (case.state, case.came_by, case.number) == (Status.ARRIVED, Channel.ONLINE, application.number)
    with tenancy.municipality(HERE):
        assert [one.file_name for one in case.attachments.all()] == ["母子手帳.pdf"]
        version = SignedVersion.objects.get()
        assert json.loads(bytes(version.original)) == there.data(), "the evidence stays as it came"
        actions = {entry.action for entry in audit.entries()}
    assert {"portal.fetch", "portal.deliver", "online_application.receive_portal", "cases.open"} <= actions
    assert there.told("P-1") == ("処理中", "")
    of_the_desk(there.office, case.uuid)
    assert there.told("P-1") == ("完了", "")
    with tenancy.municipality(HERE):
        (handed_over,) = HandoverRecord.objects.all()
        assert handed_over.payload["procedure"] == case.procedure_key


def test_the_same_number_is_one_application_and_the_same_content_again_is_told(there: Portal) -> None:
    first = there.applied("P-1")
    assert there.again("P-1").uuid == first.uuid
    there.applied("P-2")
    assert there.application("P-2").state == ApplicationState.REPEATED
    assert there.cases("P-2") == []
    word, text = there.told("P-2")
    assert word == "却下"
    assert first.number_text in text


@pytest.mark.parametrize("named", ["number alone", "somebody else's"])
def test_whom_no_certificate_tells_a_clerk_finds_among_candidates(there: Portal, named: str) -> None:
    serial = there.data()["signature"]["serial"]
    signature = {
        "number alone": {"serial": serial},
        "somebody else's": {"serial": "ABC123", "issuer": there.data()["signature"]["issuer"]},
    }[named]
    application = there.applied("P-1", there.data(signature=signature))
    assert [one.reason for one in application.held_for] == [HoldReason.IDENTITY]
    assert there.cases("P-1") == []
    assert there.told("P-1") == ("処理中", "")
    sheet = application_sheet(clerk(), application.uuid)
    assert sheet.candidates[0].resident.uuid == there.office.family.residents[0].uuid
    # The form asks for no address: that it is not told speaks neither for the person nor against.
    assert (sheet.candidates[0].address, sheet.candidates[0].score) == (None, 100)
    chosen = Identification(application.uuid, sheet.candidates[0].resident.uuid)
    assert there.office.decides(IdentifyApplicant(), chosen).state == ApplicationState.OPENED
    (case,) = there.cases("P-1")
    with tenancy.municipality(HERE):
        assert case.attachments.count() == 1
        assert "residents.link_certificate" not in {entry.action for entry in audit.entries()}


def test_whose_certificate_is_not_the_applicants_waits_for_a_clerk(there: Portal) -> None:
    other = {"name": "別野 名前", "birth": "1970-01-01", "sex": "1"}
    application = there.applied("P-1", there.data(applicant=other))
    assert HoldReason.OTHER_IN_FORM in {one.reason for one in application.held_for}
    run(RefuseApplication(), clerk(), Decision(application.uuid, "窓口に来てください。"))
    assert there.told("P-1") == ("却下", "窓口に来てください。")


def test_a_renamed_program_is_left_out_and_told_to_both(there: Portal) -> None:
    there.applied("P-1", files=[("証明.pdf", b"MZ\x90\x00" + b"\0" * 200), ("母子手帳.pdf", PDF)])
    (case,) = there.cases("P-1")
    with tenancy.municipality(HERE):
        assert [one.file_name for one in case.attachments.all()] == ["母子手帳.pdf"]
    assert "証明.pdf" in case.note
    assert "証明.pdf" in there.told("P-1")[1]


def test_what_a_desk_asks_for_is_read_in_the_portal_and_comes_back_under_a_new_number(there: Portal) -> None:
    application = there.applied("P-1")
    (case,) = there.cases("P-1")
    actor = demo_actor(HERE, roles=("manager",), desks=("childcare", "child_support"))
    asked = Question(CaseStep(case.uuid, "お子さんの生年月日を直してください。"), papers=["母子手帳の写し"])
    run(AskForCorrection(), Context(HERE, actor), asked)
    word, text = there.told("P-1")
    assert word == "要再申請"
    assert "生年月日" in text
    assert "母子手帳の写し" in text
    corrected = there.data(corrects="P-1", children=[])
    assert there.applied("P-2", corrected).uuid == application.uuid
    (again,) = there.cases("P-2")
    assert (again.uuid, again.state) == (case.uuid, Status.ACCEPTED)
    assert again.data != case.data
    assert [found.uuid for found in _found(["P-1", "P-2"])] == [application.uuid] * 2
    assert there.told("P-2")[0] == "処理中"
    assert there.stand_in.applications["P-1"].status == "要再申請"


def test_sent_anew_without_being_asked_or_by_somebody_else_a_clerk_looks_first(there: Portal) -> None:
    first = there.applied("P-1")
    anew = there.applied("P-2", there.data(corrects="P-1", children=[]))
    assert anew.uuid != first.uuid
    assert [one.reason for one in anew.held_for] == [HoldReason.SENT_ANEW]
    assert anew.first_id == first.pk
    (case,) = there.cases("P-1")
    there.office.desk(RequestCorrection(), case.uuid, "お子さんを書いてください。")
    stranger = {"name": "別野 名前", "birth": "1970-01-01", "sex": "1"}
    other = there.applied("P-3", there.data(corrects="P-1", applicant=stranger, signature={}))
    assert {one.reason for one in other.held_for} == {HoldReason.IDENTITY, HoldReason.SENT_ANEW}
    (case,) = there.cases("P-1")
    assert case.state is Status.CORRECTION, "the desk still waits for its applicant"


def test_a_correction_that_nobody_has_cleared_waits_for_a_clerk_and_is_used_then(there: Portal) -> None:
    there.applied("P-1")
    (case,) = there.cases("P-1")
    there.office.desk(RequestCorrection(), case.uuid, "お子さんの名前を直してください。")
    unknown = there.data(corrects="P-1", children=[{"name": "別野 子", "birth": "2019-05-05"}])
    unknown["applicant"]["name"] = "別野 名前"
    held = there.applied("P-2", unknown)
    assert (held.state, held.portal_number) == (ApplicationState.HELD, "P-2")
    assert there.told("P-2")[0] == "処理中"
    released = there.office.decides(ReleaseApplication(), Decision(held.uuid, "電話で確かめた。"))
    assert released.state == ApplicationState.OPENED
    (again,) = there.cases("P-2")
    assert (again.uuid, again.state) == (case.uuid, Status.ACCEPTED)


def test_taken_back_in_the_portal_is_taken_back_here(there: Portal) -> None:
    there.submits("P-2", there.data(target="P-1"), procedure="T-WITHDRAWAL", files=())
    with pytest.raises(UnknownApplicationError):
        there.round()  # it has overtaken what it takes back, and is tried again
    there.submits("P-1")
    with pytest.raises(UnknownApplicationError):
        there.round()
    there.deliver("P-1")
    there.round()
    assert {case.state for case in there.cases("P-1")} == {Status.WITHDRAWN}
    assert there.told("P-1")[0] == "取下げ"
    assert there.stand_in.applications["P-2"].status == "完了"


@pytest.mark.parametrize("asked", ["each", "list"])
def test_what_the_portal_says_was_taken_back_there_is_taken_back_here(there: Portal, asked: str) -> None:
    if asked == "list":
        requests = copy.deepcopy(FORMAT["requests"]) | {"statuses": dict(STATUS_LIST)}
        there.stand_in.write_format(there.folder, {HERE: "07202"}, requests=requests)
    there.applied("P-1")
    other = there.applied("P-2", there.data(children=[{"name": "例示 そら", "birth": "2026-09-01"}]))
    there.stand_in.take_back("P-1")
    assert there.round().withdrawn == 1
    assert {case.state for case in there.cases("P-1")} == {Status.WITHDRAWN}
    assert there.application("P-2").state == other.state
    assert there.round().withdrawn == 0
    there.stand_in.take_back("P-2")
    assert there.round().withdrawn == 1
    assert there.application("P-2").state in (ApplicationState.WITHDRAWN, ApplicationState.OPENED)
    assert {case.state for case in there.cases("P-2")} <= {Status.WITHDRAWN}


def test_decided_meanwhile_it_is_told_once_that_it_was_too_late(there: Portal) -> None:
    application = there.applied("P-1")
    (case,) = there.cases("P-1")
    for step in (AcceptCase(), StartCase(), DecideCase()):
        there.office.desk(step, case.uuid)
    there.stand_in.take_back("P-1")
    assert there.round().withdrawn == 1
    there.stand_in.take_back("P-1")
    assert there.round().withdrawn == 0
    assert there.cases("P-1")[0].state is Status.DECIDED
    with tenancy.municipality(HERE):
        application.refresh_from_db()
    assert len(application.messages) == 1


def test_while_the_portal_does_not_say_how_things_stand_it_is_told_nothing(there: Portal) -> None:
    there.applied("P-1")
    there.round()
    before = list(there.stand_in.applications["P-1"].reports)
    there.stand_in.take_back("P-1")
    there.office.desk(RequestCorrection(), there.cases("P-1")[0].uuid, "出生の日を書いてください。")
    there.stand_in.answers["/07202/applications/P-1/status"] = (200, b"[")
    assert there.round().reported == 0
    assert there.stand_in.applications["P-1"].reports == before
    there.stand_in.answers.clear()
    there.round()
    assert there.cases("P-1")[0].state is Status.WITHDRAWN


def test_nobody_else_takes_it_back_and_staff_read_why(there: Portal) -> None:
    application = there.applied("P-1")
    other = {"name": "別野 名前", "birth": "1970-01-01"}
    given = there.data(target="P-1", applicant=other, signature={})
    there.submits("P-2", given, procedure="T-WITHDRAWAL", files=())
    there.round()
    assert {case.state for case in there.cases("P-1")} == {Status.ARRIVED}
    (unread,) = arrivals(clerk(), ApplicationState.HELD).unread
    assert (unread.number, "P-1" in unread.message) == ("P-2", True)
    # Nor does a letter, whoever knows the number: the key of a box that does not exist is no secret.
    box = ReplyBox(b"", b"")
    letter = Withdrawal(application.uuid, withdrawal_proof(application.uuid, box), clock.now())
    with pytest.raises(LetterRefusedError):
        run(WithdrawApplication(), Context(HERE, Actor.system("courier")), letter)


def test_every_mistake_of_the_mapping_is_told_with_its_field_and_nothing_is_lost(there: Portal) -> None:
    data = there.data(children=[{"name": "例示 そら", "birth": "きのう"}])
    data["applicant"]["birth"] = "39日"
    there.submits("P-1", data)
    there.round()
    (unread,) = arrivals(clerk(), ApplicationState.HELD).unread
    for role in ("applicant", "child"):
        assert f"people の {role} の person.birth_date" in unread.message
    assert "T-CHILD-01" in unread.message
    for value in ("39日", "きのう"):
        assert value not in unread.message, "nothing of what a resident wrote"
    assert there.stand_in.applications["P-1"].status == "受付", "nothing is told that is not so"
    kinds = copy.deepcopy(FORMAT["applications"])
    for people in kinds[0]["people"].values():
        people["answers"] = [one for one in people["answers"] if one["item"] != "person.birth_date"]
    there.stand_in.write_format(there.folder, {HERE: "07202"}, applications=kinds)
    there.round()
    assert there.application("P-1").number
    assert arrivals(clerk(), ApplicationState.HELD).unread == ()


def test_what_the_portal_cannot_be_told_staff_are_told(there: Portal) -> None:
    reached = told_there("correction")
    assert (reached.word, reached.with_message) == ("要再申請", True)
    requests = copy.deepcopy(FORMAT["requests"])
    requests["report"]["body"] = {"status": "{status}"}
    statuses = {key: word for key, word in FORMAT["statuses"].items() if key != "correction"}
    there.stand_in.write_format(there.folder, {HERE: "07202"}, requests=requests, statuses=statuses)
    reached = told_there("correction")
    assert (reached.word, reached.with_message) == ("", False)


def _found(numbers: list[str]) -> list[Application]:
    return [one for one in (application_numbered(clerk(), number) for number in numbers) if one is not None]
