"""The table of serial numbers is kept current from the register's file, and forgets nothing."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.residents.api import (
    CertificateLink,
    CertificatesLoaded,
    LinkCertificate,
    LoadCertificates,
    LoadCertificatesInput,
    NewHousehold,
    NewResident,
    ResidentNotFoundError,
    certificate_holder,
    certificate_holders,
    delete_synthetic_register,
    load_synthetic_register,
)
from madoguchi.engines.residents.models import CertificateSerial
from madoguchi.lib.jpki import CertificateIdentity, Purpose

HERE, NEIGHBOUR = "072028", "072087"
ISSUER = "OU=JPKI for digital signature,O=JPKI,C=JP"
HEAD = "宛名番号,証明書種別,発行者,シリアル番号,有効期間開始,有効期間終了,失効日時\n"
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TOMIZO, EMIKO = uuid.uuid4(), uuid.uuid4()


def line(number: str, serial: str, *, kind: str = "署名用", revoked: str = "") -> str:
    return f'{number},{kind},"{ISSUER}",{serial},2024-05-01,2029-04-30,{revoked}\n'


def load(*lines: str, complete: bool = False, now: datetime = NOW, code: str = HERE) -> CertificatesLoaded:
    context = Context(code, Actor.system("test"), now=now)
    return run(LoadCertificates(), context, LoadCertificatesInput([HEAD, *lines], complete=complete))


def whose(serial: int, purpose: Purpose = Purpose.SIGNING, code: str = HERE) -> uuid.UUID | None:
    holder = certificate_holder(CertificateIdentity(ISSUER, serial), purpose, code)
    return holder.resident.uuid if holder else None


def rows() -> int:
    with tenancy.municipality(HERE):
        return CertificateSerial.objects.count()


@pytest.fixture(autouse=True)
def register(db: None) -> None:
    people = tuple(
        NewResident(
            one, number, "会津", given, "アイヅ", kana, date(1970, 1, 1), sex="male", relation=relation
        )
        for one, number, given, kana, relation in (
            (TOMIZO, "0000000001", "十三蔵", "トミゾウ", "head"),
            (EMIKO, "0000000002", "恵美子", "エミコ", "spouse"),
        )
    )
    household = NewHousehold(uuid.uuid4(), "0000000009", "9650846", "門田町", "1", "", "", people)
    load_synthetic_register(HERE, [household])


def test_a_certificate_of_the_file_finds_its_resident_for_its_purpose_only() -> None:
    loaded = load(line("0000000001", "A1"), line("0000000001", "B1", kind="利用者証明用"))
    assert (loaded.new, loaded.refused) == (2, [])
    assert whose(0xA1) == TOMIZO
    assert whose(0xB1, Purpose.AUTHENTICATION) == TOMIZO
    assert whose(0xB1) is None


def test_the_same_file_again_changes_nothing() -> None:
    load(line("0000000001", "A1"))
    again = load(line("0000000001", "a1"))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert rows() == 1


def test_what_changes_is_ended_and_stays_to_be_told() -> None:
    load(line("0000000001", "A1"))
    later = NOW + timedelta(days=1)
    assert load(line("0000000002", "A1"), now=later).changed == 1
    assert whose(0xA1) == EMIKO
    with tenancy.municipality(HERE):
        before = CertificateSerial.objects.get(replaced_at=later)
        assert before.resident.uuid == TOMIZO


def test_a_revoked_certificate_is_known_and_not_in_force() -> None:
    load(line("0000000001", "A1", revoked="2026-06-01"))
    holder = certificate_holder(CertificateIdentity(ISSUER, 0xA1), Purpose.SIGNING, HERE)
    assert holder is not None
    assert not holder.holds_at(NOW)
    assert holder.holds_at(datetime(2026, 5, 1, tzinfo=UTC))
    assert not holder.holds_at(datetime(2024, 4, 1, tzinfo=UTC))


def test_lines_of_unknown_people_and_repeated_ones_are_told_and_the_rest_is_taken() -> None:
    loaded = load(line("0000000099", "A9"), line("0000000001", "A1"), line("0000000002", "0A1"))
    assert [row.line for row in loaded.refused] == [4, 2]
    assert loaded.new == 1
    assert whose(0xA1) == TOMIZO


def test_a_complete_file_ends_what_it_does_not_have_but_not_what_a_clerk_linked() -> None:
    load(line("0000000001", "A1"), line("0000000002", "A2"))
    clerk = CertificateLink(
        CertificateIdentity(ISSUER, 0xC1), Purpose.SIGNING, EMIKO, NOW, NOW + timedelta(days=9)
    )
    run(LinkCertificate(), Context(HERE, Actor.system("test")), clerk)
    assert load(line("0000000002", "A2"), complete=True).ended == 1
    assert (whose(0xA1), whose(0xA2), whose(0xC1)) == (None, EMIKO, EMIKO)


def test_what_a_clerk_links_is_found_at_once_and_the_register_has_the_last_word() -> None:
    link = CertificateLink(
        CertificateIdentity(ISSUER, 0xC1), Purpose.SIGNING, EMIKO, NOW, NOW + timedelta(days=9)
    )
    context = Context(HERE, Actor.system("test"))
    assert run(LinkCertificate(), context, link).pk == run(LinkCertificate(), context, link).pk
    assert whose(0xC1) == EMIKO
    load(line("0000000001", "C1"))
    assert whose(0xC1) == TOMIZO
    assert rows() == 2


def test_nobody_is_linked_who_is_not_in_the_register() -> None:
    link = CertificateLink(CertificateIdentity(ISSUER, 1), Purpose.SIGNING, uuid.uuid4(), NOW, NOW)
    with pytest.raises(ResidentNotFoundError):
        run(LinkCertificate(), Context(HERE, Actor.system("test")), link)


def test_the_neighbour_does_not_know_whose_certificate_it_is() -> None:
    load(line("0000000001", "A1"))
    assert whose(0xA1, code=NEIGHBOUR) is None


def test_a_fictional_register_goes_with_its_certificates() -> None:
    load(line("0000000001", "A1"))
    assert delete_synthetic_register(HERE) == 2
    assert rows() == 0


def test_certificates_asked_for_together_are_those_of_their_own_issuer() -> None:
    other = "OU=JPKI for digital signature,O=Other,C=JP"
    load(line("0000000001", "A1"), line("0000000002", "A2").replace(ISSUER, other))
    first, second = CertificateIdentity(ISSUER, 0xA1), CertificateIdentity(other, 0xA2)
    crossed = [CertificateIdentity(other, 0xA1), CertificateIdentity(ISSUER, 0xA2)]
    found = certificate_holders([first, second, first, *crossed], Purpose.SIGNING, HERE)
    assert {key: holder.resident.uuid for key, holder in found.items()} == {first: TOMIZO, second: EMIKO}
    assert certificate_holders([first], Purpose.AUTHENTICATION, HERE) == {}
    assert certificate_holders([], Purpose.SIGNING, HERE) == {}
