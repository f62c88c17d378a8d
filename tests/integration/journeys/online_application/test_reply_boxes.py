"""Where the answers go is what was signed: whoever carries a letter cannot have them sent elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.test_following import ONE, applied, ask, corrects

from madoguchi.core import tenancy
from madoguchi.core.audit import api as audit
from madoguchi.engines.cases.api import Status
from madoguchi.engines.courier.models import Reply
from madoguchi.journeys.online_application.domain.submissions import SignedApplication, Withdrawal
from madoguchi.journeys.online_application.models import ApplicationState, SignedVersion, WaitingFile
from madoguchi.journeys.online_application.office.actions.withdrawing import NOT_PROVED
from madoguchi.journeys.online_application.office.verifying import OTHER_REPLY
from madoguchi.lib.sealing import ReplyBox, generate_reply_secret, reply_box
from madoguchi_testing.jpki import Authority, holder_of
from madoguchi_testing.online import Applicant, Sent

FILE = [("証明.pdf", b"%PDF-1.7 %%EOF")]


@pytest.fixture
def thief() -> ReplyBox:
    """A box whose secret somebody in the public zone has."""
    return reply_box(generate_reply_secret(), HERE)


def swapped(sent: Sent[SignedApplication], box: ReplyBox, **changed: Any) -> Sent[SignedApplication]:
    """The very letter of the applicant, sealed again around another box."""
    return replace(sent, submission=replace(sent.submission, reply=box, **changed), reply=box)


def answers_that_wait() -> int:
    with tenancy.municipality(HERE):
        return Reply.objects.count()


def test_an_application_with_another_box_opens_no_case_and_tells_only_the_office(
    office: Office, thief: ReplyBox
) -> None:
    sent = office.applicant.apply(ONE, files=FILE)
    assert office.arrives(swapped(sent, thief, mail="thief@example.jp")).status == "delivered"
    application = office.application(sent)
    assert (application.state, application.problem) == (ApplicationState.REFUSED, OTHER_REPLY)
    assert not application.has_reply_box
    assert application.mail == ""
    assert office.cases() == []
    assert answers_that_wait() == 0
    assert not ProcrastinateJob.objects.filter(task_name="online_application.send_notice").exists()
    with tenancy.municipality(HERE):
        version = SignedVersion.objects.get()
        assert (bytes(version.signed), version.problem) == (sent.submission.signed, OTHER_REPLY)
        assert WaitingFile.objects.count() == 1
        (entry,) = [one for one in audit.entries() if one.action == "online_application.receive"]
    assert entry.details["state"] == "refused"


@pytest.mark.parametrize("part", ["address", "key"])
def test_address_and_key_are_both_signed(office: Office, thief: ReplyBox, part: str) -> None:
    sent = office.applicant.apply(ONE)
    office.arrives(swapped(sent, replace(sent.reply, **{part: getattr(thief, part)})))
    assert office.application(sent).problem == OTHER_REPLY
    assert answers_that_wait() == 0


def test_what_names_no_box_is_not_answered(office: Office) -> None:
    sent = office.applicant.apply(ONE, reply=None)
    unnamed = replace(sent.submission.content, reply="")
    office.arrives(replace(sent, submission=office.applicant.signed(unnamed, sent.reply)))
    assert office.application(sent).problem == OTHER_REPLY
    assert answers_that_wait() == 0


def test_another_box_is_seen_where_the_signature_cannot_be_verified_yet(
    office: Office, thief: ReplyBox
) -> None:
    renewed = Authority.new(valid_from=datetime(2024, 1, 1, tzinfo=UTC))
    card = renewed.issue_card(holder_of(office.applicant.scenario), keys=office.card_keys)
    sent = Applicant(office.packs, office.applicant.scenario, card).apply(ONE)
    office.arrives(swapped(sent, thief))
    assert office.application(sent).state == ApplicationState.REFUSED
    assert answers_that_wait() == 0


def test_nobody_takes_back_what_has_no_box(office: Office, thief: ReplyBox) -> None:
    """Without a key, anybody could make the proof."""
    sent = office.applicant.apply(ONE)
    office.arrives(swapped(sent, thief))
    withdrawals: list[Sent[Withdrawal]] = [
        office.applicant.withdraw(sent, reply=box) for box in (thief, sent.reply, ReplyBox(b"", b""))
    ]
    for asked in withdrawals:
        arrival = office.arrives(replace(asked, reply=sent.reply))
        assert (arrival.status, arrival.message) == ("refused", NOT_PROVED)
    assert office.application(sent).state == ApplicationState.REFUSED


def test_the_applicant_who_is_reached_applies_anew(office: Office, thief: ReplyBox) -> None:
    sent = office.applicant.apply(ONE)
    office.arrives(swapped(sent, thief))
    again, case = applied(office)
    assert case.state is Status.ARRIVED
    assert office.told(again).number == office.application(again).number


@pytest.mark.parametrize(
    "signed_for_it",
    [pytest.param(False, id="put-into-the-letter"), pytest.param(True, id="put-before-the-card")],
)
def test_a_correction_with_another_box_is_not_used_and_both_are_told(
    office: Office, thief: ReplyBox, signed_for_it: bool
) -> None:
    sent, case = applied(office)
    ask(office, case)
    if signed_for_it:
        correction = corrects(office, replace(sent, reply=thief))
    else:
        correction = swapped(corrects(office, sent), thief)
    before = len(office.replies(sent.reply))
    assert office.arrives(correction).status == "delivered"
    assert office.told(sent).messages[-1].text == OTHER_REPLY
    assert len(office.replies(sent.reply)) == before + 1
    assert office.replies(thief) == []
    (after,) = office.cases(sent)
    assert (after.state, after.data) == (Status.CORRECTION, case.data)
    assert OTHER_REPLY in after.note
    office.arrives(corrects(office, sent, answers={"contact.phone": "090-0000-8888"}))
    assert office.cases(sent)[0].data["contact.phone"] == "090-0000-8888"


def test_a_withdrawal_is_answered_in_the_box_that_was_signed(office: Office, thief: ReplyBox) -> None:
    sent, _ = applied(office)
    office.arrives(replace(office.applicant.withdraw(sent), reply=thief))
    assert office.application(sent).state == ApplicationState.OPENED
    assert office.cases(sent)[0].state is Status.WITHDRAWN
    assert office.replies(thief) == []
    assert office.told(sent).cases[0].status.value == "withdrawn"
