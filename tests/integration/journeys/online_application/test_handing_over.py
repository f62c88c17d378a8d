"""What a desk has granted online goes to the core system: once, and what was decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.test_following import ONE, ask, corrects

from madoguchi.core import tenancy
from madoguchi.engines.cases.api import AcceptCase, Case, DecideCase, FinishCase, RejectCase, Status
from madoguchi.engines.handover.api import HandoverRecord
from madoguchi.journeys.online_application.models import SignedVersion


def test_what_is_granted_goes_to_the_core_system_once(office: Office) -> None:
    sent = office.applicant.apply([("child_allowance_claim", None)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    assert handovers() == []
    office.desk(AcceptCase(), case.uuid)
    office.desk(DecideCase(), case.uuid)
    office.desk(FinishCase(), case.uuid)
    (record,) = handovers()
    assert record.payload["procedure"] == "child_allowance_claim"
    assert record.payload["answers"]["contact.phone"] == "090-0000-3456"
    assert record.payload["filed_on"] == "2026-10-13"


def test_what_goes_over_is_what_the_desk_decided_and_not_a_correction_for_another(
    office: Office,
) -> None:
    sent = office.applicant.apply([("child_allowance_claim", None), *ONE])
    office.arrives(sent)
    allowance = next(one for one in office.cases(sent) if one.procedure_key == "child_allowance_claim")
    asked = next(one for one in office.cases(sent) if one != allowance)
    office.desk(AcceptCase(), allowance.uuid)
    ask(office, asked)
    corrected = corrects(office, sent, [("child_allowance_claim", None), *ONE])
    office.arrives(corrected)
    assert office.cases(sent)[office.cases(sent).index(allowance)].data["contact.phone"] == "090-0000-3456"
    office.desk(DecideCase(), allowance.uuid)
    (record,) = handovers()
    assert record.payload["answers"]["contact.phone"] == "090-0000-3456"


def test_a_case_decided_before_a_correction_can_be_finished_after_it(office: Office) -> None:
    sent = office.applicant.apply([("child_allowance_claim", None), *ONE])
    office.arrives(sent)
    allowance = next(one for one in office.cases(sent) if one.procedure_key == "child_allowance_claim")
    asked = next(one for one in office.cases(sent) if one != allowance)
    office.desk(AcceptCase(), allowance.uuid)
    office.desk(DecideCase(), allowance.uuid)
    ask(office, asked)
    office.arrives(corrects(office, sent, ONE))
    assert office.desk(FinishCase(), allowance.uuid).state is Status.DONE
    (record,) = handovers()
    assert record.payload["answers"]["contact.phone"] == "090-0000-3456"


@pytest.mark.parametrize("lost", ["other answers", "unreadable"])
def test_what_nobody_signed_is_not_handed_over_and_the_desk_reads_so(office: Office, lost: str) -> None:
    sent = office.applicant.apply([("child_allowance_claim", None)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    office.desk(AcceptCase(), case.uuid)
    with tenancy.municipality(HERE):
        if lost == "unreadable":
            version = SignedVersion.objects.get()
            content = replace(version.content, event="an_event_that_is_gone")
            SignedVersion.objects.update(signed=content.to_bytes())
        else:
            Case.objects.update(data={"contact.phone": "090-9999-9999"})
    assert office.desk(FinishCase(), case.uuid).state is Status.DONE
    assert handovers() == []
    assert "基幹システムに引き渡していません" in office.cases(sent)[0].note


def test_what_is_refused_goes_nowhere(office: Office) -> None:
    office.arrives(office.applicant.apply([("child_allowance_claim", None)]))
    (case,) = office.cases()
    office.desk(RejectCase(), case.uuid, "対象ではありません。")
    assert handovers() == []


def handovers() -> list[HandoverRecord]:
    with tenancy.municipality(HERE):
        return list(HandoverRecord.objects.all())
