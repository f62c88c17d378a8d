"""An application arrives in the office: opened on the desks once, or kept with a clear reason."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.integration.journeys.online_application.office import HERE, Office

from madoguchi.core import tenancy
from madoguchi.core.audit import api as audit
from madoguchi.engines.cases.api import Channel, Status
from madoguchi.journeys.online_application.domain.states import CaseStatus, Reception
from madoguchi.journeys.online_application.models import (
    Application,
    ApplicationState,
    IdentifiedBy,
    SignedVersion,
    WaitingFile,
)
from madoguchi.journeys.online_application.office.receiving import OTHER_LETTER
from madoguchi.lib.sealing import generate_reply_secret, reply_box

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_what_was_signed_becomes_cases_on_the_desks_and_the_applicant_is_told(office: Office) -> None:
    sent = office.applicant.apply(files=[("就労証明書.pdf", PDF)])
    arrival = office.arrives(sent)
    assert arrival.status == "delivered"
    application = office.application(sent)
    assert application.state == ApplicationState.OPENED
    assert application.identified_by == IdentifiedBy.SERIAL
    assert application.resident_uuid == office.family.residents[0].uuid
    cases = office.cases(sent)
    assert {(one.procedure_key, one.person_index) for one in cases} == {
        (one.procedure, one.person) for one in sent.submission.content.procedures
    }
    assert {one.state for one in cases} == {Status.ARRIVED}
    assert {one.came_by for one in cases} == {Channel.ONLINE}
    assert {one.number for one in cases} == {application.number}
    childcare = next(one for one in cases if one.procedure_key == "childcare_application")
    assert childcare.person_name == "例示 はると"
    with tenancy.municipality(HERE):
        assert [one.file_name for one in childcare.attachments.all()] == ["就労証明書.pdf"]
    told = office.told(sent)
    assert (told.number, told.reception) == (application.number, Reception.RECEIVED)
    assert {one.status for one in told.cases} == {CaseStatus.ARRIVED}


def test_the_evidence_is_kept_as_it_came(office: Office) -> None:
    sent = office.applicant.apply()
    office.arrives(sent)
    with tenancy.municipality(HERE):
        version = SignedVersion.objects.get()
        assert bytes(version.signed) == sent.submission.signed
        assert bytes(version.signature) == sent.submission.signature
        assert (version.revocation, version.for_testing, version.taken) == ("not_checked", True, True)
        actions = {entry.action for entry in audit.entries()}
    assert {"courier.deliver", "online_application.receive", "cases.open"} <= actions


def test_the_same_application_again_changes_nothing(office: Office) -> None:
    sent = office.applicant.apply()
    office.arrives(sent)
    assert office.arrives(sent).status == "delivered"
    assert len(office.cases()) == len(sent.submission.content.procedures)
    assert len(office.replies(sent.reply)) == 1


def test_the_same_answers_signed_twice_are_one_application(office: Office) -> None:
    files = [("就労証明書.pdf", PDF)]
    first, second = office.applicant.apply(files=files), office.applicant.apply(files=files)
    office.arrives(first)
    office.arrives(second)
    assert office.cases(second) == []
    with tenancy.municipality(HERE):
        assert not WaitingFile.objects.exists()
    assert office.application(second).state == ApplicationState.REPEATED
    told = office.told(second)
    assert told.reception is Reception.REFUSED
    assert office.application(first).number_text in told.messages[0].text
    other = office.applicant.apply(answers={"contact.phone": "090-0000-9999"})
    office.arrives(other)
    assert office.cases(other)


def test_another_content_under_a_known_number_changes_nothing(office: Office) -> None:
    sent = office.applicant.apply()
    office.arrives(sent)
    number = sent.submission.application
    other = office.applicant.apply(application=number, answers={"contact.phone": "090-0000-9999"})
    assert "内容の違うもの" in office.arrives(other).message
    assert office.replies(other.reply) == []
    with tenancy.municipality(HERE):
        assert SignedVersion.objects.count() == 1
    assert {case.data.get("contact.phone", "090-0000-3456") for case in office.cases()} == {"090-0000-3456"}


@pytest.mark.parametrize(
    "is_correction", [pytest.param(False, id="application"), pytest.param(True, id="correction")]
)
def test_nobody_sends_on_what_somebody_else_has_signed(office: Office, is_correction: bool) -> None:
    sent = office.applicant.apply(is_correction=is_correction)
    box = reply_box(generate_reply_secret(), HERE)
    copied = replace(sent, submission=replace(sent.submission, reply=box), reply=box)
    arrival = office.arrives(copied, letter_id=uuid4())
    assert (arrival.status, arrival.message) == ("refused", OTHER_LETTER)
    assert office.replies(copied.reply) == []
    with tenancy.municipality(HERE):
        assert not Application.objects.exists()


@pytest.mark.parametrize("file", ["就労証明書.pdf", "写真.jpg"])
def test_a_renamed_program_is_left_out_and_told_to_both(office: Office, file: str) -> None:
    sent = office.applicant.apply(
        [("childcare_application", 2)], files=[(file, b"MZ\x90\x00" + b"\0" * 200), ("証明.pdf", PDF)]
    )
    office.arrives(sent)
    (case,) = office.cases(sent)
    with tenancy.municipality(HERE):
        assert [one.file_name for one in case.attachments.all()] == ["証明.pdf"]
    assert file in case.note
    assert file in office.told(sent).messages[0].text


def test_a_procedure_that_nobody_offers_here_is_refused_and_told(office: Office) -> None:
    sent = office.applicant.apply([("no_such_procedure", None)])
    office.arrives(sent)
    assert office.cases() == []
    assert office.told(sent).reception is Reception.REFUSED


def test_what_the_answers_do_not_lead_to_says_so_on_the_desk(office: Office) -> None:
    office.arrives(office.applicant.apply([("childcare_exit", None)]))
    (case,) = office.cases()
    assert "必要だと分かりませんでした" in case.note


def test_a_letter_that_is_no_application_is_refused_with_the_reason(office: Office) -> None:
    sent = office.applicant.apply()
    broken = type(sent)(_Broken(), (), sent.reply)  # type: ignore[arg-type]
    arrival = office.arrives(broken)
    assert arrival.status == "refused"
    assert "申請データの形" in arrival.message


class _Broken:
    def to_payload(self) -> dict[str, str]:
        return {"kind": "application", "signed": "half"}
