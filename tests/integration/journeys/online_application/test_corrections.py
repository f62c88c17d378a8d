"""A correction is asked what an application is asked: what nobody has cleared holds it for a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.test_deciding import members, neighbours_child
from tests.integration.journeys.online_application.test_following import ONE, applied, ask, corrects

from madoguchi.core import clock, tenancy
from madoguchi.engines.cases.api import Status
from madoguchi.journeys.online_application.domain.holds import HoldReason
from madoguchi.journeys.online_application.domain.states import CaseStatus, Reception
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.models import ApplicationState, SignedVersion, WaitingFile
from madoguchi.journeys.online_application.office.actions.deciding import (
    Decision,
    RefuseApplication,
    ReleaseApplication,
)
from madoguchi_testing.online import Sent

PDF = b"%PDF-1.7 %%EOF"
CHILD = {
    "name": "隣 りく",
    "name_kana": "トナリ リク",
    "relation": "child",
    "birth_date": "2022-05-05",
    "childcare": "wanted",
}


def for_the_neighbours_child(office: Office, sent: Sent[SignedApplication], **more: Any) -> None:
    """The desk asks for a telephone number; what comes is about another child."""
    (case,) = office.cases(sent)
    ask(office, case, fields=[("contact.phone", None)])
    office.arrives(
        corrects(office, sent, answers=members(office, CHILD), files=[("就労証明書.pdf", PDF)], **more)
    )


def versions(sent: Sent[SignedApplication]) -> list[tuple[bool, bool]]:
    with tenancy.municipality(HERE):
        found = SignedVersion.objects.filter(application__uuid=sent.number).order_by("number")
        return [(one.taken, bool(one.problem)) for one in found]


def test_a_correction_about_a_child_of_the_neighbours_waits_for_a_person(office: Office) -> None:
    neighbours_child(office)
    sent, before = applied(office)
    for_the_neighbours_child(office, sent)
    application = office.application(sent)
    assert application.state == ApplicationState.HELD
    assert [(one.reason, one.person) for one in application.held_for] == [(HoldReason.OTHER_HOUSEHOLD, 2)]
    (case,) = office.cases(sent)
    assert (case.state, case.data) == (Status.CORRECTION, before.data)
    assert "別の世帯の人" in case.note
    assert versions(sent) == [(True, False), (False, False)]
    with tenancy.municipality(HERE):
        assert bytes(WaitingFile.objects.get().content) == PDF
    told = office.told(sent)
    assert [one.status for one in told.cases] == [CaseStatus.EXAMINING]
    assert (told.reception, told.fields_to_correct, told.needs_correction) == (Reception.RECEIVED, (), False)
    assert "前の内容のまま" in told.messages[-1].text


def test_a_correction_under_another_name_waits_for_a_person(office: Office) -> None:
    sent, case = applied(office)
    ask(office, case)
    known = list(office.applicant.scenario.answers["members"])  # type: ignore[call-overload]
    changed = [known[0] | {"name": "別人 一郎", "name_kana": "ベツジン イチロウ"}, *known[1:]]
    office.arrives(corrects(office, sent, answers={"members": changed}))
    assert [one.reason for one in office.application(sent).held_for] == [HoldReason.OTHER_IN_FORM]
    assert office.cases(sent)[0].data == case.data


def test_a_correction_that_is_cleared_goes_to_the_desk_that_asked(office: Office) -> None:
    neighbours_child(office)
    sent, _ = applied(office)
    for_the_neighbours_child(office, sent)
    office.decides(ReleaseApplication(), Decision(sent.number, "里親の証明を確かめました。"))
    (case,) = office.cases(sent)
    assert (case.state, case.data["members"][0]["person.name"]) == (Status.ACCEPTED, "隣 りく")
    assert "里親の証明" in case.note
    assert office.application(sent).state == ApplicationState.OPENED
    assert versions(sent) == [(True, False), (True, False)]
    with tenancy.municipality(HERE):
        assert case.attachments.count() == 1
        assert not WaitingFile.objects.exists()
    # What was cleared for this child is not asked again; for another one it is.
    ask(office, case)
    office.arrives(
        corrects(office, sent, answers=members(office, CHILD) | {"contact.phone": "090-1111-1111"})
    )
    assert office.cases(sent)[0].data["contact.phone"] == "090-1111-1111"
    ask(office, case)
    another = CHILD | {"name": "架空 さくら", "name_kana": "カクウ サクラ"}
    office.arrives(corrects(office, sent, answers=members(office, another)))
    assert [one.reason for one in office.application(sent).held_for] == [HoldReason.NOT_IN_REGISTER]


def test_a_correction_that_is_refused_leaves_the_case_waiting_and_says_why(office: Office) -> None:
    neighbours_child(office)
    sent, before = applied(office)
    for_the_neighbours_child(office, sent)
    office.decides(RefuseApplication(), Decision(sent.number, "お子さんの名前が違います。"))
    (case,) = office.cases(sent)
    assert (case.state, case.data) == (Status.CORRECTION, before.data)
    assert "お子さんの名前が違います" in case.note
    assert office.application(sent).state == ApplicationState.OPENED
    assert versions(sent) == [(True, False), (False, True)]
    told = office.told(sent)
    assert told.messages[-1].text == "お子さんの名前が違います。"
    assert told.needs_correction


def test_a_later_correction_takes_the_place_of_one_that_waits(office: Office) -> None:
    neighbours_child(office)
    sent, _ = applied(office)
    for_the_neighbours_child(office, sent)
    office.arrives(corrects(office, sent))
    (case,) = office.cases(sent)
    assert (case.state, case.data["contact.phone"]) == (Status.ACCEPTED, "090-0000-7777")
    assert office.application(sent).state == ApplicationState.OPENED
    assert versions(sent) == [(True, False), (False, True), (True, False)]
    with tenancy.municipality(HERE):
        assert not WaitingFile.objects.exists()


def test_a_desk_that_asks_meanwhile_still_waits_for_its_own_answer(office: Office) -> None:
    neighbours_child(office)
    sent = office.applicant.apply([("childcare_certification", 2), *ONE])
    office.arrives(sent)
    first, second = office.cases(sent)
    ask(office, first)
    changed = members(office, CHILD)
    office.arrives(corrects(office, sent, [("childcare_certification", 2), *ONE], answers=changed))
    with clock.fixed(clock.now() + timedelta(hours=1)):
        ask(office, second)
        assert [one.status for one in office.told(sent).cases] == [
            CaseStatus.EXAMINING,
            CaseStatus.CORRECTION,
        ]
        office.decides(ReleaseApplication(), Decision(sent.number, "里親の証明を確かめました。"))
    assert [case.state for case in office.cases(sent)] == [Status.ACCEPTED, Status.CORRECTION]
    assert office.cases(sent)[1].data == second.data
    assert office.told(sent).needs_correction


def test_an_application_whose_correction_waits_can_be_taken_back(office: Office) -> None:
    neighbours_child(office)
    sent, _ = applied(office)
    for_the_neighbours_child(office, sent)
    office.arrives(office.applicant.withdraw(sent))
    assert [case.state for case in office.cases(sent)] == [Status.WITHDRAWN]
    assert office.application(sent).held_for == ()
    with tenancy.municipality(HERE):
        assert not WaitingFile.objects.exists()
