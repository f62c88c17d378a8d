"""The two certificates of a マイナンバーカード: what is written in them, before anybody asks whether it
is true.

Reading says nothing about trust; `verifying` does. The profile (object identifiers, key usage, policies) is
that of 公的個人認証サービス as its users have described it; see docs/decisions/0021-jpki.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from madoguchi.lib.japanese.dates import ERAS, AnyDate, PartialDate
from madoguchi.lib.japanese.text import remove_invisible
from madoguchi.lib.jpki.errors import JAPAN, CertificateForOtherPurpose, CertificateUnreadable

LARGEST_CERTIFICATE: Final = 16_384
"""Bytes; a real one has about 2,000."""

LONGEST_TEXT: Final = 200
"""Characters of a name or an address in a certificate."""

# Each value is found by its object identifier; their order in the certificate means nothing.
_NAME = x509.ObjectIdentifier("1.2.392.200149.8.5.5.1")
_NAME_SUBSTITUTES = x509.ObjectIdentifier("1.2.392.200149.8.5.5.2")
_SEX = x509.ObjectIdentifier("1.2.392.200149.8.5.5.3")
_BIRTH_DATE = x509.ObjectIdentifier("1.2.392.200149.8.5.5.4")
_ADDRESS = x509.ObjectIdentifier("1.2.392.200149.8.5.5.5")
_ADDRESS_SUBSTITUTES = x509.ObjectIdentifier("1.2.392.200149.8.5.5.6")
_BASIC_INFORMATION = (_NAME, _NAME_SUBSTITUTES, _SEX, _BIRTH_DATE, _ADDRESS, _ADDRESS_SUBSTITUTES)

_BIRTH_DATE_CODE = re.compile(r"(?P<era>[0-5])(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII)
_UTF8_STRING = 0x0C

UNREADABLE: Final = (
    TypeError,
    ValueError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library says of certificates, lists and answers that are none, or not as they should be."""


class Purpose(StrEnum):
    """What a certificate is for: 署名用 or 利用者証明用."""

    SIGNING = "signing"
    AUTHENTICATION = "authentication"


class Sex(StrEnum):
    """性別 as certificates have it."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


_SEX_BY_CODE = {"1": Sex.MALE, "2": Sex.FEMALE, "3": Sex.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a certificate policy says: the purpose, and whether the card is one for tests."""

    purpose: Purpose
    for_testing: bool


POLICIES: Final = {
    "1.2.392.200149.8.5.1.1.20": Policy(Purpose.SIGNING, for_testing=False),
    "1.2.392.200149.8.5.1.0.20": Policy(Purpose.SIGNING, for_testing=True),
    "1.2.392.200149.8.5.1.3.30": Policy(Purpose.AUTHENTICATION, for_testing=False),
}
"""The certificate policies that are known. What 利用者証明用 of test cards have is not published."""


@dataclass(frozen=True, slots=True)
class CertificateIdentity:
    """By what a certificate is known: its issuer (RFC 4514 text) and its serial number (発行番号)."""

    issuer: str
    serial: int

    @property
    def serial_text(self) -> str:
        """The serial number in hexadecimal digits, as it is stored and shown."""
        return f"{self.serial:X}"


@dataclass(frozen=True, slots=True)
class BasicInformation:
    """基本4情報. Nothing of it shows in a `repr`, so that no log ever has it.

    `name` has a full-width space between family and given name. The substitutes are a text of 0 and 1,
    one per
    character; 1 where the certificate has a 代替文字 instead of the character of the 住民票. `birth_date` is
    None where not even the year is known; `birth_date_code` is what the certificate says (EYYYYMMDD).
    `address` begins with the prefecture and is empty for people who live abroad.
    """

    name: str = field(repr=False)
    name_substitutes: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth_date: AnyDate | None = field(repr=False)
    birth_date_code: str = field(repr=False)
    address: str = field(repr=False)
    address_substitutes: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadCertificate:
    """A certificate of any kind whose form was understood."""

    der: bytes = field(repr=False)
    parsed: x509.Certificate = field(repr=False, compare=False)
    extensions: x509.Extensions = field(repr=False, compare=False)
    identity: CertificateIdentity
    valid_from: datetime
    valid_until: datetime

    @property
    def last_day(self) -> date:
        """The last day, in Japan, on which it is valid."""
        return self.valid_until.astimezone(JAPAN).date()

    @classmethod
    def read(cls, der: bytes) -> Self:
        """The certificate in these DER bytes.

        Raises CertificateUnreadable; the classes for one purpose raise CertificateForOtherPurpose for any
        other.
        """
        if len(der) > LARGEST_CERTIFICATE:
            raise CertificateUnreadable()
        try:
            parsed = x509.load_der_x509_certificate(der)
            identity = CertificateIdentity(parsed.issuer.rfc4514_string(), parsed.serial_number)
            valid_from, valid_until = parsed.not_valid_before_utc, parsed.not_valid_after_utc
            extensions = parsed.extensions
            # Read late by the library; whoever asks for it later relies on its being readable.
            _ = parsed.subject
        except UNREADABLE:
            raise CertificateUnreadable() from None
        if identity.serial <= 0:
            raise CertificateUnreadable()
        return cls.of(ReadCertificate(bytes(der), parsed, extensions, identity, valid_from, valid_until))

    @classmethod
    def of(cls, read: ReadCertificate) -> Self:
        """A certificate that was read, as one of this kind. Raises as `read` does."""
        return cls(*_fields(read))


@dataclass(frozen=True, slots=True)
class AuthenticationCertificate(ReadCertificate):
    """利用者証明用電子証明書: says nothing of its owner but its own issuer and serial number."""

    @classmethod
    def of(cls, read: ReadCertificate) -> Self:
        """A certificate that was read, if it is for signing in. Raises CertificateForOtherPurpose."""
        check_key_usage(read.extensions, Purpose.AUTHENTICATION)
        return cls(*_fields(read))


@dataclass(frozen=True, slots=True)
class SigningCertificate(ReadCertificate):
    """署名用電子証明書: carries the 基本4情報 of its owner."""

    basic_information: BasicInformation

    @classmethod
    def of(cls, read: ReadCertificate) -> Self:
        """A certificate that was read, if it is for signing. Raises CertificateForOtherPurpose, or
        CertificateUnreadable where the 基本4情報 are not as they should be.
        """
        check_key_usage(read.extensions, Purpose.SIGNING)
        return cls(*_fields(read), _basic_information(read.extensions))


def _fields(
    read: ReadCertificate,
) -> tuple[bytes, x509.Certificate, x509.Extensions, CertificateIdentity, datetime, datetime]:
    return read.der, read.parsed, read.extensions, read.identity, read.valid_from, read.valid_until


def check_key_usage(extensions: x509.Extensions, purpose: Purpose) -> None:
    """Raises CertificateForOtherPurpose unless a critical key usage allows exactly this purpose.

    署名用 has digitalSignature and nonRepudiation, 利用者証明用 digitalSignature alone; neither issues
    others.
    """
    try:
        extension = extensions.get_extension_for_class(x509.KeyUsage)
    except x509.ExtensionNotFound:
        raise CertificateForOtherPurpose() from None
    usage = extension.value
    wanted = (True, purpose is Purpose.SIGNING, False, False)
    found = (usage.digital_signature, usage.content_commitment, usage.key_cert_sign, usage.crl_sign)
    if not extension.critical or found != wanted:
        raise CertificateForOtherPurpose()


def policy_of(extensions: x509.Extensions) -> Policy | None:
    """The first policy of a certificate that is known, or None."""
    try:
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return None
    known = (POLICIES.get(policy.policy_identifier.dotted_string) for policy in policies)
    return next((policy for policy in known if policy is not None), None)


def _basic_information(extensions: x509.Extensions) -> BasicInformation:
    """Raises CertificateUnreadable where a value is missing, twice there, or not what it should be."""
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise CertificateUnreadable() from None
    values: dict[x509.ObjectIdentifier, str] = {}
    for name in names:
        if isinstance(name, x509.OtherName) and name.type_id in _BASIC_INFORMATION:
            if name.type_id in values:
                raise CertificateUnreadable()
            values[name.type_id] = _text(name.value)
    try:
        name_text, code, address = values[_NAME], values[_BIRTH_DATE], values[_ADDRESS]
    except KeyError:
        raise CertificateUnreadable() from None
    if not name_text.strip():
        raise CertificateUnreadable()
    return BasicInformation(
        name=name_text,
        name_substitutes=values.get(_NAME_SUBSTITUTES, ""),
        sex=_SEX_BY_CODE.get(values.get(_SEX, ""), Sex.UNKNOWN),
        birth_date=read_birth_date(code),
        birth_date_code=code,
        address=address,
        address_substitutes=values.get(_ADDRESS_SUBSTITUTES, ""),
    )


def _text(der: bytes) -> str:
    """The text of a DER UTF8String, and nothing else. Raises CertificateUnreadable."""
    if len(der) < 2 or der[0] != _UTF8_STRING:
        raise CertificateUnreadable()
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    if len(der) != start + length:
        raise CertificateUnreadable()
    try:
        text = der[start:].decode("utf-8")
    except UnicodeDecodeError:
        raise CertificateUnreadable() from None
    if len(text) > LONGEST_TEXT or remove_invisible(text) != text:
        raise CertificateUnreadable()
    return text


def read_birth_date(code: str) -> AnyDate | None:
    """The date in EYYYYMMDD: an era digit (0 where it is not known), the western year, month and day.

    Unknown parts are zeros; without a year the answer is None. A day whose month is unknown is left out.

    Raises
    CertificateUnreadable for anything else, also where era and year contradict each other: then the
    certificate
    is not of the form that this program knows.
    """
    match = _BIRTH_DATE_CODE.fullmatch(code)
    if match is None:
        raise CertificateUnreadable()
    era, year, month, day = (int(match[part]) for part in ("era", "year", "month", "day"))
    if year == 0:
        return None
    try:
        read: AnyDate = date(year, month, day) if month and day else PartialDate(year, month or None)
    except ValueError:
        raise CertificateUnreadable() from None
    if era:
        _refuse_other_era(era, read)
    return read


def _refuse_other_era(digit: int, read: AnyDate) -> None:
    earliest, latest = (read.earliest, read.latest) if isinstance(read, PartialDate) else (read, read)
    era = next(era for era in ERAS if era.digit == digit)
    if latest < era.first_day or earliest > era.last_day:
        raise CertificateUnreadable()
