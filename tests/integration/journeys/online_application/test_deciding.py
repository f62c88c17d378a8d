"""Applications that wait for a person: who applied, for which household, and what a clerk decides."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.integration.journeys.online_application.office import HERE, Office

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.engines.cases.api import NoteMissingError
from madoguchi.engines.residents.api import (
    LoadCertificates,
    LoadCertificatesInput,
    NewHousehold,
    NewResident,
    certificate_holder,
    delete_synthetic_register,
    load_synthetic_register,
)
from madoguchi.journeys.online_application.domain.holds import HoldReason
from madoguchi.journeys.online_application.domain.states import Reception
from madoguchi.journeys.online_application.models import ApplicationState, IdentifiedBy, WaitingFile
from madoguchi.journeys.online_application.office.actions.deciding import (
    Decision,
    Identification,
    IdentifyApplicant,
    NotIdentifiedError,
    NotWaitingError,
    RefuseApplication,
    ReleaseApplication,
)
from madoguchi.journeys.online_application.office.identifying import candidates_for
from madoguchi.lib.jpki import Purpose, ReadCertificate, SigningCertificate
from madoguchi_testing.online import Sent, certificate_lines
from madoguchi_testing.online.register import HEAD
from madoguchi_testing.people import demo_actor

PDF = b"%PDF-1.7 %%EOF"


def forget_serials() -> None:
    context = Context(HERE, Actor.system("test"))
    run(LoadCertificates(), context, LoadCertificatesInput([HEAD], complete=True))


def reasons(office: Office, sent: Sent) -> list[tuple[HoldReason, int | None]]:
    return [(one.reason, one.person) for one in office.application(sent).held_for]


def neighbours_child(office: Office, *, town: str = "例示町9番9号") -> None:
    child = NewResident(
        uuid.uuid4(),
        "0000009001",
        "隣",
        "りく",
        "トナリ",
        "リク",
        date(2022, 5, 5),
        sex="male",
        relation="child",
    )
    register_again(office, NewHousehold(uuid.uuid4(), "0000009000", "9650000", town, "", "", "", (child,)))


def register_again(office: Office, *more: NewHousehold) -> None:
    delete_synthetic_register(HERE)
    load_synthetic_register(HERE, [office.family, *more])
    lines = list(certificate_lines(office.family.residents[0].resident_number, office.card))
    run(LoadCertificates(), Context(HERE, Actor.system("test")), LoadCertificatesInput(lines))


def members(office: Office, *changed: dict[str, Any]) -> dict[str, Any]:
    known = list(office.applicant.scenario.answers["members"])  # type: ignore[call-overload]
    return {"members": [*known[:2], *changed]}


def test_a_card_that_the_register_does_not_know_waits_with_its_files(office: Office) -> None:
    forget_serials()
    sent = office.applicant.apply(files=[("証明.pdf", PDF)])
    office.arrives(sent)
    assert reasons(office, sent) == [(HoldReason.IDENTITY, None)]
    assert office.cases() == []
    assert office.told(sent).reception is Reception.HELD
    with tenancy.municipality(HERE):
        assert bytes(WaitingFile.objects.get().content) == PDF


def test_the_right_person_stands_first_among_the_candidates(office: Office) -> None:
    owner = SigningCertificate.of(ReadCertificate.read(office.card.certificates[Purpose.SIGNING]))
    pack = office.packs.for_municipality(HERE)
    found = candidates_for(owner.basic_information, pack)
    assert found[0].resident.uuid == office.family.residents[0].uuid
    assert found[0].score >= 75
    slip = replace(owner.basic_information, birth_date=date(1990, 4, 11))
    slipped = candidates_for(slip, pack)[0]
    assert slipped.score < found[0].score
    assert slipped.match.weight < found[0].match.weight
    stranger = replace(owner.basic_information, name="架空　花", birth_date=date(1950, 1, 1), address="")
    assert candidates_for(stranger, pack) == ()


def test_a_clerk_decides_who_it_is_and_the_card_is_known_from_then_on(office: Office) -> None:
    forget_serials()
    sent = office.applicant.apply(files=[("証明.pdf", PDF)])
    office.arrives(sent)
    father = office.family.residents[0].uuid
    office.decides(IdentifyApplicant(), Identification(sent.number, father))
    application = office.application(sent)
    assert (application.state, application.identified_by) == (ApplicationState.OPENED, IdentifiedBy.CLERK)
    assert len(office.cases(sent)) == len(sent.submission.content.procedures)
    with tenancy.municipality(HERE):
        assert not WaitingFile.objects.exists()
        assert office.cases(sent)[0].attachments.count() == 1
    assert office.told(sent).reception is Reception.RECEIVED
    identity = ReadCertificate.read(office.card.certificates[Purpose.SIGNING]).identity
    holder = certificate_holder(identity, Purpose.SIGNING, HERE)
    assert holder is not None
    assert holder.resident.uuid == father


def test_somebody_from_elsewhere_is_let_in_with_a_reason_only(office: Office) -> None:
    forget_serials()
    sent = office.applicant.apply()
    office.arrives(sent)
    with pytest.raises(NoteMissingError):
        office.decides(IdentifyApplicant(), Identification(sent.number, None))
    office.decides(IdentifyApplicant(), Identification(sent.number, None, "来月転入する人。"))
    assert office.application(sent).identified_by == IdentifiedBy.OUTSIDER
    assert {case.note for case in office.cases(sent)} == {"来月転入する人。"}


def test_a_child_of_the_neighbours_is_not_applied_for(office: Office) -> None:
    neighbours_child(office)
    child = {"name": "隣 りく", "name_kana": "トナリ リク", "relation": "child", "birth_date": "2022-05-05"}
    sent = office.applicant.apply([("childcare_certification", 2)], answers=members(office, child))
    office.arrives(sent)
    assert reasons(office, sent) == [(HoldReason.OTHER_HOUSEHOLD, 2)]
    assert office.cases() == []
    assert office.told(sent).reception is Reception.HELD


def test_a_child_whom_nobody_knows_waits_unless_it_was_just_born(office: Office) -> None:
    older = {"name": "例示 ゆい", "relation": "child", "birth_date": "2021-05-05"}
    sent = office.applicant.apply([("childcare_certification", 2)], answers=members(office, older))
    office.arrives(sent)
    assert reasons(office, sent) == [(HoldReason.NOT_IN_REGISTER, 2)]
    born = older | {"birth_date": "2026-10-01"}
    sent = office.applicant.apply([("childcare_certification", 2)], answers=members(office, born))
    office.arrives(sent)
    assert office.application(sent).state == ApplicationState.OPENED


UNKNOWN, MISSING = None, "-"
"""The answer 「わからない」, and none at all."""


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param({"birth_date": MISSING}, HoldReason.NOT_IN_REGISTER, id="no-birth-date"),
        pytest.param({"birth_date": UNKNOWN}, HoldReason.NOT_IN_REGISTER, id="birth-date-not-known"),
        pytest.param({"birth_date": "2022-00-00"}, HoldReason.OTHER_HOUSEHOLD, id="only-the-year"),
        pytest.param(
            {"name": UNKNOWN, "name_kana": MISSING}, HoldReason.NOT_IN_REGISTER, id="name-not-known"
        ),
        pytest.param(
            {"name": UNKNOWN, "name_kana": MISSING, "birth_date": UNKNOWN},
            HoldReason.NOT_IN_REGISTER,
            id="nothing-known",
        ),
    ],
)
def test_what_the_form_does_not_know_clears_nobody(
    office: Office, said: dict[str, Any], reason: HoldReason
) -> None:
    neighbours_child(office)
    child = {"name": "隣 りく", "name_kana": "トナリ リク", "relation": "child", "birth_date": "2022-05-05"}
    known = {key: value for key, value in (child | said).items() if value != MISSING}
    sent = office.applicant.apply([("childcare_certification", 2)], answers=members(office, known))
    office.arrives(sent)
    assert reasons(office, sent) == [(reason, 2)]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"birth_date": UNKNOWN}, id="birth-date-not-known"),
        pytest.param({"birth_date": "2025-08-00"}, id="only-the-month"),
        pytest.param({"name": UNKNOWN, "name_kana": UNKNOWN}, id="name-not-known"),
    ],
)
def test_a_child_of_the_household_is_known_by_what_the_form_knows(
    office: Office, said: dict[str, Any]
) -> None:
    child = office.applicant.scenario.answers["members"][2] | said  # type: ignore[index, call-overload]
    sent = office.applicant.apply([("childcare_certification", 2)], answers=members(office, child))
    office.arrives(sent)
    assert reasons(office, sent) == []


def test_the_form_of_another_applicant_waits(office: Office) -> None:
    known = list(office.applicant.scenario.answers["members"])  # type: ignore[call-overload]
    known[0] = known[0] | {"name": "別人 一郎"}
    sent = office.applicant.apply(answers={"members": known})
    office.arrives(sent)
    assert (HoldReason.OTHER_IN_FORM, 0) in reasons(office, sent)


def test_an_address_other_than_that_of_the_card_waits(office: Office) -> None:
    sent = office.applicant.apply(answers={"household.address": "架空町9番9号"})
    office.arrives(sent)
    assert reasons(office, sent) == [(HoldReason.OTHER_ADDRESS, 0)]


def test_what_is_cleared_goes_to_the_desks_with_what_the_clerk_wrote(office: Office) -> None:
    neighbours_child(office)
    child = {"name": "隣 りく", "relation": "child", "birth_date": "2022-05-05"}
    sent = office.applicant.apply([("childcare_certification", 2)], answers=members(office, child))
    office.arrives(sent)
    with pytest.raises(NoteMissingError):
        office.decides(ReleaseApplication(), Decision(sent.number))
    office.decides(ReleaseApplication(), Decision(sent.number, "里親の証明を電話で確かめました。"))
    (case,) = office.cases(sent)
    assert "里親" in case.note
    with pytest.raises(NotWaitingError):
        office.decides(ReleaseApplication(), Decision(sent.number, "もう一度"))


def test_nobody_releases_what_has_no_applicant_yet(office: Office) -> None:
    forget_serials()
    sent = office.applicant.apply()
    office.arrives(sent)
    with pytest.raises(NotIdentifiedError):
        office.decides(ReleaseApplication(), Decision(sent.number, "よい"))


def test_what_a_clerk_refuses_is_told_with_the_reason(office: Office) -> None:
    forget_serials()
    sent = office.applicant.apply()
    office.arrives(sent)
    office.decides(RefuseApplication(), Decision(sent.number, "台帳の人と違うため、窓口に来てください。"))
    told = office.told(sent)
    assert told.reception is Reception.REFUSED
    assert told.messages[-1].text == "台帳の人と違うため、窓口に来てください。"


def test_only_who_may_identify_decides(office: Office) -> None:
    forget_serials()
    sent = office.applicant.apply()
    office.arrives(sent)
    officer = Context(HERE, demo_actor(HERE, roles=("desk_officer",)))
    with pytest.raises(NotAllowedError):
        run(RefuseApplication(), officer, Decision(sent.number, "だめ"))
