"""What stands in a certificate is read rightly, in whatever order, and odd things are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.lib.jpki.samples import HOLDER, certificate

from madoguchi.lib.japanese.dates import ERAS, Era, PartialDate, era_of
from madoguchi.lib.jpki import (
    AuthenticationCertificate,
    BasicInformation,
    CertificateForOtherPurpose,
    CertificateUnreadable,
    Purpose,
    Sex,
    SigningCertificate,
)
from madoguchi.lib.jpki.certificates import _text, read_birth_date
from madoguchi_testing.jpki.profile import der_text, other_name


def information(**changes: str) -> BasicInformation:
    return SigningCertificate.read(certificate(holder=replace(HOLDER, **changes))).basic_information


def test_the_four_informations_are_read_by_their_identifiers_not_their_order() -> None:
    found = information(name_substitutes="010000", address_substitutes="1" + "0" * 16)
    assert found.name == "会津　十三蔵"
    assert found.name_substitutes == "010000"
    assert found.sex is Sex.MALE
    assert found.birth_date == date(1966, 4, 3)
    assert found.birth_date_code == "319660403"
    assert found.address == "東京都世田谷区北沢二丁目８番１８号"
    assert found.address_substitutes == "1" + "0" * 16


@pytest.mark.parametrize(
    ("code", "sex"),
    [("1", Sex.MALE), ("2", Sex.FEMALE), ("3", Sex.UNKNOWN), ("9", Sex.UNKNOWN), ("", Sex.UNKNOWN)],
)
def test_sexes(code: str, sex: Sex) -> None:
    assert information(sex=code).sex is sex


def test_who_lives_abroad_has_no_address() -> None:
    assert information(address="").address == ""


def test_the_longest_address_is_read() -> None:
    assert information(address="北" * 200).address == "北" * 200


# --- birth dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("319660403", date(1966, 4, 3)),
        ("520190501", date(2019, 5, 1)),
        ("419890108", date(1989, 1, 8)),
        ("119120730", date(1912, 7, 30)),
        ("219120730", date(1912, 7, 30)),
        ("019660403", date(1966, 4, 3)),
        ("319430500", PartialDate(1943, 5)),
        ("319430000", PartialDate(1943)),
        ("319430015", PartialDate(1943)),
        ("319890000", PartialDate(1989)),
        ("420040229", date(2004, 2, 29)),
        ("000000000", None),
        ("300000000", None),
        ("000000403", None),
    ],
)
def test_birth_dates(code: str, expected: object) -> None:
    assert read_birth_date(code) == expected


@pytest.mark.parametrize(
    "code",
    ["", "19660403", "3660403", "319661301", "319660431", "419660403", "520190430", "619660403", "3196604030",
     "３１９６６０４０３", "31966-403", "420030229", "999999999"],
)  # fmt: skip
def test_odd_birth_dates_make_a_certificate_unreadable(code: str) -> None:
    with pytest.raises(CertificateUnreadable):
        information(birth_date=code)


@given(st.dates(date(1873, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_as_it_was_written(day: date) -> None:
    assert read_birth_date(f"{era_of(day).digit}{day:%Y%m%d}") == day


@given(st.dates(date(1873, 1, 1), date(2199, 12, 31)), st.sampled_from(ERAS))
def test_an_era_that_does_not_fit_its_day_is_refused(day: date, era: Era) -> None:
    code = f"{era.digit}{day:%Y%m%d}"
    if era.first_day <= day <= era.last_day:
        assert read_birth_date(code) == day
    else:
        with pytest.raises(CertificateUnreadable):
            read_birth_date(code)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused(code: str) -> None:
    try:
        read = read_birth_date(code)
    except CertificateUnreadable:
        return
    assert read is None or str(read).startswith(code[1:5])


# --- what is wrong ------------------------------------------------------------------------------------


RIGHT = [other_name("1", "会津"), other_name("4", "319660403"), other_name("5", "東京都")]


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(RIGHT[1:], id="no-name"),
        pytest.param([RIGHT[0], RIGHT[2]], id="no-birth-date"),
        pytest.param(RIGHT[:2], id="no-address"),
        pytest.param([*RIGHT, other_name("1", "別人")], id="two-names"),
        pytest.param([other_name("1", "　"), *RIGHT[1:]], id="empty-name"),
        pytest.param([other_name("1", "会津\u202e蔵三十"), *RIGHT[1:]], id="turned-around"),
        pytest.param([other_name("1", "会津\n十三蔵"), *RIGHT[1:]], id="two-lines"),
        pytest.param([other_name("1", "津" * 201), *RIGHT[1:]], id="too-long"),
        pytest.param([x509.DNSName("example.jp")], id="a-web-site"),
        *(
            pytest.param(
                [x509.OtherName(x509.ObjectIdentifier("1.2.392.200149.8.5.5.1"), raw), *RIGHT[1:]], id=name
            )
            for name, raw in {
                "another-type": b"\x13\x03abc",
                "not-utf-8": b"\x0c\x02\xff\xfe",
            }.items()
        ),
    ],
)
def test_basic_information_that_is_not_as_it_should_be_is_unreadable(names: list[x509.GeneralName]) -> None:
    with pytest.raises(CertificateUnreadable):
        SigningCertificate.read(certificate(names=x509.SubjectAlternativeName(names)))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x0c", b"\x0c\x05abc", der_text("会津") + b"\x05\x00", b"\x0c\xff", b"\x0c\x84\xff\xff\xff\xffa"],
    ids=bytes.hex,
)
def test_what_is_no_text_is_unreadable(raw: bytes) -> None:
    with pytest.raises(CertificateUnreadable):
        _text(raw)


def test_without_basic_information_a_signing_certificate_is_unreadable() -> None:
    with pytest.raises(CertificateUnreadable):
        SigningCertificate.read(certificate(holder=None))


def test_one_kind_of_certificate_is_not_the_other() -> None:
    with pytest.raises(CertificateForOtherPurpose):
        SigningCertificate.read(certificate(Purpose.AUTHENTICATION))
    with pytest.raises(CertificateForOtherPurpose):
        AuthenticationCertificate.read(certificate())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=200))
def test_texts_of_any_length_are_read_as_they_were_written(text: str) -> None:
    assert _text(der_text(text)) == text
