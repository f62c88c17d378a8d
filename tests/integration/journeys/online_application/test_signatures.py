"""Signatures that do not hold: kept with the reason, told to the applicant, and no case anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.online_application.office import HERE, Office
from tests.integration.journeys.online_application.test_deciding import forget_serials

from madoguchi.core import clock, tenancy
from madoguchi.core.audit import api as audit
from madoguchi.journeys.online_application.domain.holds import HoldReason
from madoguchi.journeys.online_application.domain.states import Reception
from madoguchi.journeys.online_application.models import ApplicationState, SignedVersion, WaitingFile
from madoguchi.journeys.online_application.office.actions.deciding import (
    Decision,
    StillUnverifiedError,
    VerifyAgain,
)
from madoguchi.journeys.online_application.tasks import forget_files
from madoguchi.lib.jpki import Purpose, RevocationUnavailable
from madoguchi_testing.jpki import Authority, IssuedCard, holder_of
from madoguchi_testing.online import Applicant, Sent

Make = Callable[[Office], Sent]


def with_card(office: Office, card: IssuedCard) -> Applicant:
    return Applicant(office.packs, office.applicant.scenario, card)


def expired(office: Office) -> Sent:
    card = office.authority.issue_card(holder_of(office.applicant.scenario), days=300, keys=office.card_keys)
    return with_card(office, card).apply()


def for_signing_in(office: Office) -> Sent:
    card = office.card
    swapped = IssuedCard(
        card.keys | {Purpose.SIGNING: card.keys[Purpose.AUTHENTICATION]},
        card.certificates | {Purpose.SIGNING: card.certificates[Purpose.AUTHENTICATION]},
        card.issuers,
    )
    return with_card(office, swapped).apply()


def foreign(office: Office) -> Sent:
    stranger = Authority.new(keys=office.authority.keys, organisation="Somebody Else")
    card = stranger.issue_card(holder_of(office.applicant.scenario), keys=office.card_keys)
    return with_card(office, card).apply()


def over_other_content(office: Office) -> Sent:
    sent, other = office.applicant.apply(), office.applicant.apply([("childcare_exit", None)])
    return replace(sent, submission=replace(sent.submission, signature=other.submission.signature))


def with_other_files(office: Office) -> Sent:
    sent = office.applicant.apply(files=[("証明.pdf", b"%PDF-1.7 one %%EOF")])
    return replace(sent, files=(("証明.pdf", b"%PDF-1.7 two %%EOF"),))


def for_the_neighbour(office: Office) -> Sent:
    return office.applicant.apply(municipality_code="072087")


@pytest.mark.parametrize(
    ("make", "named"),
    [
        pytest.param(expired, "有効期限が令和6年10月27日に切れています", id="expired"),
        pytest.param(for_signing_in, "この手続きに使う電子証明書ではありません", id="other-purpose"),
        pytest.param(foreign, "公的個人認証サービスが発行した電子証明書ではありません", id="foreign"),
        pytest.param(over_other_content, "別の内容に付けられたもの", id="other-content"),
        pytest.param(with_other_files, "添付されたファイルが", id="other-files"),
        pytest.param(for_the_neighbour, "別の市町村にあてて", id="neighbour"),
    ],
)
def test_no_case_is_opened_and_the_applicant_reads_why(office: Office, make: Make, named: str) -> None:
    sent = make(office)
    assert office.arrives(sent).status == "delivered"
    application = office.application(sent)
    assert application.state == ApplicationState.REFUSED
    assert named in application.problem
    assert office.cases() == []
    told = office.told(sent)
    assert told.reception is Reception.REFUSED
    assert named in told.messages[0].text


def test_files_from_which_nothing_came_are_deleted_after_a_while_and_the_log_says_so(
    office: Office, settings: Any
) -> None:
    sent = with_other_files(office)
    office.arrives(sent)
    forget_files(0)
    with tenancy.municipality(HERE):
        assert WaitingFile.objects.count() == 1
    with clock.fixed(clock.today() + timedelta(days=settings.MADOGUCHI_REFUSED_FILES_DAYS + 1)):
        forget_files(0)
    with tenancy.municipality(HERE):
        assert not WaitingFile.objects.exists()
        assert SignedVersion.objects.count() == 1
        (entry,) = [one for one in audit.entries() if one.action == "online_application.forget_files"]
    assert (entry.subject, entry.details) == (f"application:{sent.number}", {"files": 1})


def test_files_of_what_waits_for_a_person_are_kept_as_long_as_it_waits(office: Office, settings: Any) -> None:
    forget_serials()
    office.arrives(office.applicant.apply(files=[("証明.pdf", b"%PDF-1.7 %%EOF")]))
    with clock.fixed(clock.today() + timedelta(days=settings.MADOGUCHI_REFUSED_FILES_DAYS + 1)):
        forget_files(0)
    with tenancy.municipality(HERE):
        assert WaitingFile.objects.count() == 1


def test_a_certificate_revoked_before_it_was_sent_is_refused(
    office: Office, settings: Any, tmp_path: Path
) -> None:
    revoke(office, settings, tmp_path, since=clock.now() - timedelta(days=3))
    sent = office.applicant.apply()
    office.arrives(sent)
    assert "失効しています" in office.told(sent).messages[0].text


def test_while_nobody_can_say_whether_it_is_revoked_the_letter_waits(
    office: Office, settings: Any, tmp_path: Path
) -> None:
    settings.MADOGUCHI_JPKI_REVOCATION_LISTS = str(tmp_path / "empty")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RevocationUnavailable):
        office.arrives(office.applicant.apply())


def test_a_generation_of_authorities_that_is_missing_is_waited_for(
    office: Office, settings: Any, tmp_path: Path
) -> None:
    renewed = Authority.new(valid_from=datetime(2024, 1, 1, tzinfo=UTC))
    card = renewed.issue_card(holder_of(office.applicant.scenario), keys=office.card_keys)
    sent = with_card(office, card).apply(files=[("証明.pdf", b"%PDF-1.7 %%EOF")])
    office.arrives(sent)
    application = office.application(sent)
    assert [one.reason for one in application.held_for] == [HoldReason.AUTHORITY_MISSING]
    assert office.told(sent).reception is Reception.HELD
    with pytest.raises(StillUnverifiedError):
        office.decides(VerifyAgain(), Decision(application.uuid))
    for purpose in Purpose:
        (tmp_path / "anchors" / f"renewed-{purpose}.der").write_bytes(renewed.der(purpose))
    office.decides(VerifyAgain(), Decision(application.uuid))
    again = office.application(sent)
    # The register does not know the new card: a clerk decides whose it is.
    assert [one.reason for one in again.held_for] == [HoldReason.IDENTITY]


def revoke(office: Office, settings: Any, tmp_path: Path, *, since: datetime) -> None:
    from madoguchi.lib.jpki import ReadCertificate

    lists = tmp_path / "lists"
    lists.mkdir()
    serial = ReadCertificate.read(office.card.certificates[Purpose.SIGNING]).identity.serial
    made = office.authority.revocation_list({serial: since}, this_update=clock.now() - timedelta(hours=1))
    (lists / "signing.crl").write_bytes(made)
    settings.MADOGUCHI_JPKI_REVOCATION_LISTS = str(lists)
