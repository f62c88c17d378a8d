"""After the arrival: each step is told, corrections are taken, an application can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.journeys.online_application.office import HERE, Office

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.audit import api as audit
from madoguchi.engines.cases.api import (
    AcceptCase,
    Case,
    CaseStep,
    DecideCase,
    FinishCase,
    NoteMissingError,
    RejectCase,
    StartCase,
    Status,
)
from madoguchi.engines.courier.api import Arrival
from madoguchi.journeys.online_application.domain.states import CaseStatus, Reception, read_overview
from madoguchi.journeys.online_application.domain.submissions import Overview, SignedApplication
from madoguchi.journeys.online_application.models import ApplicationState, SignedVersion
from madoguchi.journeys.online_application.office.actions.asking import (
    AskForCorrection,
    FieldUnknownError,
    Question,
)
from madoguchi.journeys.online_application.office.actions.correcting import OTHER_SIGNER
from madoguchi.journeys.online_application.office.actions.deciding import Decision, RefuseApplication
from madoguchi.journeys.online_application.office.actions.messaging import MessageApplicant
from madoguchi.journeys.online_application.office.applications import UnknownApplicationError
from madoguchi.journeys.online_application.office.corrections import NOTHING_TO_CORRECT
from madoguchi.journeys.online_application.office.notices import send_notice
from madoguchi.lib.japanese.text import TextError
from madoguchi.lib.jpki import Challenge, Purpose
from madoguchi.lib.sealing import ReplyBox, generate_reply_secret, reply_box
from madoguchi_testing.jpki import Authority, Holder, holder_of
from madoguchi_testing.online import Applicant, Sent
from madoguchi_testing.people import demo_actor

PDF = b"%PDF-1.7 %%EOF"
ONE: list[tuple[str, int | None]] = [("childcare_application", 2)]


def applied(office: Office, **changed: str) -> tuple[Sent[SignedApplication], Case]:
    sent = office.applicant.apply(ONE, **changed)  # type: ignore[arg-type]
    office.arrives(sent)
    (case,) = office.cases(sent)
    return sent, case


def ask(office: Office, case: Case, **more: object) -> None:
    actor = demo_actor(HERE, roles=("manager",), desks=("childcare",))
    question = Question(CaseStep(case.uuid, "電話番号を確かめてください。"), **more)  # type: ignore[arg-type]
    run(AskForCorrection(), Context(HERE, actor, purpose="案件の処理"), question)


def corrects(
    office: Office,
    sent: Sent[SignedApplication],
    procedures: Sequence[tuple[str, int | None]] = ONE,
    **more: Any,
) -> Sent[SignedApplication]:
    """What the applicant sends afterwards: another telephone number, and whatever else is changed."""
    answers = {"contact.phone": "090-0000-7777"} | more.pop("answers", {})
    return office.applicant.apply(
        procedures, answers=answers, application=sent.number, reply=sent.reply, is_correction=True, **more
    )


def test_every_step_of_the_desk_reaches_the_applicant(office: Office) -> None:
    sent, case = applied(office)
    for action, status in (
        (AcceptCase(), CaseStatus.ACCEPTED),
        (StartCase(), CaseStatus.EXAMINING),
        (DecideCase(), CaseStatus.DECIDED),
    ):
        office.desk(action, case.uuid, "課の中だけのメモ")
        (standing,) = office.told(sent).cases
        assert (standing.status, standing.message) == (status, "")
    assert len(office.replies(sent.reply)) == 4


def test_the_reason_of_a_refusal_is_told(office: Office) -> None:
    sent, case = applied(office)
    office.desk(RejectCase(), case.uuid, "3歳の前の年度までです。")
    (standing,) = office.told(sent).cases
    assert (standing.status, standing.message) == (CaseStatus.REJECTED, "3歳の前の年度までです。")


def test_a_desk_writes_to_the_applicant_without_asking_for_anything(office: Office) -> None:
    sent, case = applied(office)
    office.desk(MessageApplicant(), case.uuid, "面接は11月20日です。\n変えたいときは電話してください。")
    told = office.told(sent)
    assert told.messages[-1].text.endswith("について\n面接は11月20日です。\n変えたいときは電話してください。")
    assert not told.needs_correction
    assert "面接は11月20日です。" in office.cases(sent)[0].note
    with tenancy.municipality(HERE):
        (entry,) = [one for one in audit.entries() if one.action == "online_application.message"]
    assert (entry.subject, entry.details) == (f"case:{case.uuid}", {"application": str(sent.number)})
    for words, error in (("", NoteMissingError), ("あ" * 501, TextError)):
        with pytest.raises(error):
            office.desk(MessageApplicant(), case.uuid, words)
    assert len(office.replies(sent.reply)) == 2


def test_a_correction_says_which_answers_and_which_papers(office: Office) -> None:
    sent, case = applied(office)
    ask(office, case, fields=[("contact.phone", None)], papers=["就労証明書"])
    told = office.told(sent)
    assert told.needs_correction
    assert [(one.item, one.person, one.reason) for one in told.fields_to_correct] == [
        ("contact.phone", None, "電話番号を確かめてください。")
    ]
    assert told.files_wanted == ("就労証明書",)
    with pytest.raises(FieldUnknownError):
        ask(
            office,
            applied(office, answers={"contact.phone": "090-0000-1111"})[1],
            fields=[("tax.kind", None)],
        )


def test_a_corrected_application_goes_back_to_the_desk_that_asked(office: Office) -> None:
    sent, case = applied(office)
    ask(office, case, fields=[("contact.phone", None)], papers=["就労証明書"])
    corrected = corrects(office, sent, files=[("就労証明書.pdf", PDF)])
    office.arrives(corrected)
    (case,) = office.cases(sent)
    assert (case.state, case.data["contact.phone"]) == (Status.ACCEPTED, "090-0000-7777")
    told = office.told(sent)
    assert (told.fields_to_correct, told.files_wanted) == ((), ())
    with tenancy.municipality(HERE):
        assert case.attachments.count() == 1
        assert SignedVersion.objects.count() == 2
    before = len(office.replies(sent.reply))
    office.arrives(corrected)
    assert len(office.replies(sent.reply)) == before


def test_a_correction_that_nobody_asked_for_is_kept_and_not_used(office: Office) -> None:
    sent, case = applied(office)
    office.arrives(corrects(office, sent))
    assert office.told(sent).messages[-1].text == NOTHING_TO_CORRECT
    assert office.cases(sent)[0].data == case.data


def test_nobody_else_corrects_an_application(office: Office) -> None:
    sent, case = applied(office)
    ask(office, case)
    stranger = Holder(name="別人　花", sex="2", birth_date="419900101", address="福島県会津若松市架空町1")
    card = office.authority.issue_card(stranger, keys=office.card_keys)
    other = Applicant(office.packs, office.applicant.scenario, card)
    office.arrives(
        other.apply(
            ONE,
            answers={"contact.phone": "090-0000-6666"},
            application=sent.number,
            reply=sent.reply,
            is_correction=True,
        )
    )
    assert office.told(sent).messages[-1].text == OTHER_SIGNER
    assert office.cases(sent)[0].state is Status.CORRECTION


def test_a_correction_of_something_unknown_waits_for_its_application(office: Office) -> None:
    with pytest.raises(UnknownApplicationError):
        office.arrives(office.applicant.apply(ONE, application=uuid4(), is_correction=True))


def test_what_was_sealed_in_the_future_is_not_waited_for(office: Office) -> None:
    stray = office.applicant.apply(ONE, application=uuid4(), is_correction=True)
    arrival = office.arrives(stray, sealed=clock.now() + timedelta(days=400))
    assert arrival.status == "refused"
    sent = office.applicant.apply(ONE)
    office.arrives(sent, sealed=clock.now() + timedelta(days=400))
    assert office.application(sent).sent_at <= clock.now()


def test_a_procedure_that_a_correction_leaves_out_keeps_its_answers(office: Office) -> None:
    sent, case = applied(office)
    ask(office, case)
    less = office.applicant.apply(
        [("childcare_certification", 2)],
        application=sent.number,
        reply=sent.reply,
        is_correction=True,
    )
    office.arrives(less)
    (after,) = office.cases(sent)
    assert after.data == case.data
    assert "前の内容のまま" in after.note


def test_an_application_can_be_taken_back_until_it_is_decided(office: Office) -> None:
    sent = office.applicant.apply(files=[("証明.pdf", PDF)])
    office.arrives(sent)
    decided = next(one for one in office.cases(sent) if one.procedure_key == "childcare_application")
    office.desk(AcceptCase(), decided.uuid)
    office.desk(DecideCase(), decided.uuid)
    office.arrives(office.applicant.withdraw(sent))
    states = {case.procedure_key: case.state for case in office.cases(sent)}
    assert states.pop("childcare_application") is Status.DECIDED
    assert set(states.values()) == {Status.WITHDRAWN}
    assert "すでに決定した手続き" in office.told(sent).messages[-1].text
    answers = len(office.replies(sent.reply))
    office.arrives(office.applicant.withdraw(sent))
    assert len(office.replies(sent.reply)) == answers + 1


def test_who_has_taken_an_application_back_may_apply_for_the_same_again(office: Office) -> None:
    sent, _ = applied(office)
    office.arrives(office.applicant.withdraw(sent))
    again, case = applied(office)
    assert case.state is Status.ARRIVED
    office.desk(RejectCase(), case.uuid, "3歳の前の年度までです。")
    third, _ = applied(office)
    assert office.application(third).state == ApplicationState.OPENED
    assert office.application(again).state == ApplicationState.OPENED


def test_what_was_granted_is_not_applied_for_twice(office: Office) -> None:
    procedures = [("childcare_certification", 2), *ONE]
    sent = office.applicant.apply(procedures)
    office.arrives(sent)
    granted, refused = office.cases(sent)
    office.desk(AcceptCase(), granted.uuid)
    office.desk(FinishCase(), granted.uuid)
    office.desk(RejectCase(), refused.uuid, "定員に空きがありません。")
    again = office.applicant.apply(procedures)
    office.arrives(again)
    assert office.application(again).state == ApplicationState.REPEATED
    assert office.cases(again) == []


def test_what_waits_for_a_person_can_be_taken_back_too(office: Office) -> None:
    known = list(office.applicant.scenario.answers["members"])  # type: ignore[call-overload]
    known[0] = known[0] | {"name": "別人 一郎"}
    sent = office.applicant.apply(answers={"members": known})
    office.arrives(sent)
    office.arrives(office.applicant.withdraw(sent))
    assert office.application(sent).state == ApplicationState.WITHDRAWN
    assert office.told(sent).reception is Reception.WITHDRAWN
    assert not office.told(sent).can_be_withdrawn


def test_nobody_takes_back_what_is_not_theirs(office: Office) -> None:
    sent, _ = applied(office)
    stranger = reply_box(generate_reply_secret(), HERE)
    arrival = office.arrives(office.applicant.withdraw(sent, reply=stranger))
    assert arrival.status == "refused"
    assert office.cases(sent)[0].state is Status.ARRIVED


def test_a_notice_names_nobody_and_nothing(office: Office) -> None:
    sent, case = applied(office, mail="ken@example.jp")
    office.desk(RejectCase(), case.uuid, "3歳の前の年度までです。")
    assert ProcrastinateJob.objects.filter(task_name="online_application.send_notice").count() == 1
    send_notice(HERE, sent.number)
    (sent_mail,) = mail.outbox
    assert sent_mail.to == ["ken@example.jp"]
    for secret in ("例示", "健", "はると", "保育", "却下", "認め", "3歳", office.application(sent).number):
        assert secret not in sent_mail.subject + str(sent_mail.body)


def test_who_gave_no_address_gets_no_notice(office: Office) -> None:
    sent, _ = applied(office)
    assert not ProcrastinateJob.objects.filter(task_name="online_application.send_notice").exists()
    send_notice(HERE, sent.number)
    assert mail.outbox == []


@pytest.mark.parametrize("holds", [pytest.param(False, id="foreign"), pytest.param(True, id="waits")])
def test_nobody_gets_mail_through_a_letter_whose_signature_is_not_verified(
    office: Office, holds: bool
) -> None:
    authority = (
        Authority.new(valid_from=datetime(2024, 1, 1, tzinfo=UTC))
        if holds
        else Authority.new(keys=office.authority.keys, organisation="Somebody Else")
    )
    card = authority.issue_card(holder_of(office.applicant.scenario), keys=office.card_keys)
    sent = Applicant(office.packs, office.applicant.scenario, card).apply(ONE, mail="victim@example.jp")
    office.arrives(sent)
    if holds:
        office.decides(RefuseApplication(), Decision(sent.number, "窓口に来てください。"))
    assert office.application(sent).state == ApplicationState.REFUSED
    assert not ProcrastinateJob.objects.filter(task_name="online_application.send_notice").exists()


def overview(office: Office, reply: ReplyBox | None = None, **changed: Any) -> tuple[Sent[Overview], str]:  # type: ignore[type-var]
    """A question by card, signed for something else where `changed` says so; `reply` has another key."""
    signed_for = reply_box(generate_reply_secret(), HERE)
    box = signed_for if reply is None else replace(reply, address=signed_for.address)
    made: dict[str, Any] = {
        "site": "example.jp",
        "municipality_code": HERE,
        "errand": "overview",
        "made_at": clock.now(),
        "bound_to": signed_for.digest(),
    }
    challenge = Challenge.new(**made | changed).to_bytes()
    key = office.card.keys[Purpose.AUTHENTICATION]
    asked = Overview(
        challenge=challenge,
        signature=key.sign(challenge, padding.PKCS1v15(), hashes.SHA256()),
        certificate=office.card.certificates[Purpose.AUTHENTICATION],
        reply=box,
        sent_at=clock.now(),
    )
    sent: Sent[Overview] = Sent(asked, (), box)  # type: ignore[type-var]
    return sent, office.arrives(sent).status  # type: ignore[arg-type]


def test_a_sign_in_at_another_site_answers_nothing(office: Office, settings: Any) -> None:
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp/"
    asked, status = overview(office, site="tetsuzuki.example.jp.evil.example")
    assert status == "refused"
    assert office.answers(asked.reply) == []
    with tenancy.municipality(HERE):
        assert "tetsuzuki.example.jp.evil.example" in Arrival.objects.get().message
    assert overview(office, site="tetsuzuki.example.jp")[1] == "delivered"


def test_the_owner_of_a_card_sees_all_their_applications(office: Office) -> None:
    first, _ = applied(office)
    second, _ = applied(office, answers={"contact.phone": "090-0000-2222"})  # type: ignore[arg-type]
    asked, status = overview(office)
    assert status == "delivered"
    (answer,) = office.answers(asked.reply)
    assert [one.application for one in read_overview(answer)] == [second.number, first.number]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"bound_to": b"another"}, id="another-answer"),
        pytest.param({"errand": "prefill"}, id="another-errand"),
        pytest.param({"municipality_code": "072087"}, id="the-neighbour"),
        pytest.param({"made_at": -timedelta(hours=3)}, id="old"),
        pytest.param({"made_at": timedelta(minutes=10)}, id="tomorrow"),
        pytest.param({"reply": reply_box(generate_reply_secret(), HERE)}, id="another-key"),
    ],
)
def test_a_sign_in_that_was_made_for_something_else_answers_nothing(
    office: Office, changed: dict[str, Any]
) -> None:
    """Sealed just now in every case: when a letter was sealed is its sender's word."""
    applied(office)
    if "made_at" in changed:
        changed = {"made_at": clock.now() + changed["made_at"]}
    asked, status = overview(office, **changed)
    assert status == "refused"
    assert office.answers(asked.reply) == []
