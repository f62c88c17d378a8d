"""How certificates of JPKI are made: what stands in them, and what a malicious one says instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from madoguchi.lib.jpki.certificates import Purpose
from madoguchi.lib.jpki.trust import DEMONSTRATION
from madoguchi_testing.jpki.holders import Holder

_UNITS = {
    Purpose.SIGNING: "JPKI for digital signature",
    Purpose.AUTHENTICATION: "JPKI for user authentication",
}
_POLICIES = {
    Purpose.SIGNING: "1.2.392.200149.8.5.1.0.20",
    Purpose.AUTHENTICATION: "1.2.392.200149.8.5.1.3.30",
}
"""That of test cards where it is known, else that of all cards."""

_ATTRIBUTES = "1.2.392.200149.8.5.5."
_PLACE = x509.DirectoryName(
    x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMONSTRATION),
        ]
    )
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from the profile. None, or an empty place, leaves it as it is.

    `without` names extensions to leave out (dotted object identifiers), `more` adds extensions with
    whether they
    are critical, `key` is the owner's key of any kind, `usage_critical` the mark on the key usage.
    """

    policy: str | None = None
    usage: x509.KeyUsage | None = None
    usage_critical: bool = True
    subject: x509.Name | None = None
    issuer: x509.Name | None = None
    names: x509.SubjectAlternativeName | None = None
    key: Any = None
    algorithm: Any = None
    serial: int | None = None
    more: tuple[tuple[Any, bool], ...] = ()
    without: tuple[str, ...] = ()


def authority_name(purpose: Purpose, organisation: str = DEMONSTRATION) -> x509.Name:
    """The name of an authority: the same units as the real one, under another organisation."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNITS[purpose]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Fictional people only"),
        ]
    )


def authority_certificate(
    name: x509.Name, key: rsa.RSAPrivateKey, valid_from: datetime, valid_until: datetime
) -> x509.Certificate:
    """The certificate with which an authority signs itself."""
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        .add_extension(key_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.CRLDistributionPoints([distribution_point()]), critical=False)
        .sign(key, hashes.SHA256())
    )


def owner_builder(
    purpose: Purpose,
    holder: Holder | None,
    public_key: Any,
    issuer: x509.Certificate,
    days: tuple[datetime, datetime],
    changes: Changes,
) -> x509.CertificateBuilder:
    """An owner's certificate, ready to be signed: the profile with the changes."""
    serial = changes.serial or x509.random_serial_number() >> 96
    # The common name is an opaque number, not the person's name.
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{serial:020d}"[:20] + "000000A"),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(changes.subject or subject)
        .issuer_name(changes.issuer or issuer.subject)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(days[0])
        .not_valid_after(days[1])
    )
    for value, critical in (*_extensions(purpose, holder, issuer, changes), *changes.more):
        if value.oid.dotted_string not in changes.without:
            builder = builder.add_extension(value, critical)
    return builder


def _extensions(
    purpose: Purpose, holder: Holder | None, issuer: x509.Certificate, changes: Changes
) -> list[tuple[Any, bool]]:
    signing = purpose is Purpose.SIGNING
    usage = key_usage("digital_signature", *(["content_commitment"] if signing else []))
    policy = x509.ObjectIdentifier(changes.policy or _POLICIES[purpose])
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    found: list[tuple[Any, bool]] = [
        (changes.usage or usage, changes.usage_critical),
        (x509.CertificatePolicies([x509.PolicyInformation(policy, None)]), True),
        (x509.IssuerAlternativeName([_PLACE]), False),
        (x509.CRLDistributionPoints([distribution_point()]), False),
        (x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), False),
    ]
    if changes.names is not None:
        found.append((changes.names, False))
    elif signing and holder is not None:
        found.append((basic_information(holder), False))
    return found


def basic_information(holder: Holder) -> x509.SubjectAlternativeName:
    """The 基本4情報. Their order is not that of their numbers, so that nobody relies on it."""
    values = {
        "4": holder.birth_date,
        "1": holder.name,
        "2": holder.name_substitutes,
        "6": holder.address_substitutes,
        "5": holder.address,
        "3": holder.sex,
    }
    return x509.SubjectAlternativeName([other_name(number, text) for number, text in values.items()])


def other_name(number: str, text: str) -> x509.OtherName:
    """One value under JPKI's arc of attributes, as a UTF8String."""
    return x509.OtherName(x509.ObjectIdentifier(_ATTRIBUTES + number), der_text(text))


def der_text(text: str) -> bytes:
    """A DER UTF8String."""
    content = text.encode("utf-8")
    size = len(content)
    length = bytes((size,)) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return b"\x0c" + (length if size < 0x80 or size > 0xFF else b"\x81" + bytes((size,))) + content


def distribution_point() -> x509.DistributionPoint:
    """Where lists of revoked certificates are: a place in a directory, no URL."""
    return x509.DistributionPoint([_PLACE], None, None, None)


def key_usage(*allowed: str) -> x509.KeyUsage:
    """A key usage with these and no others."""
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in allowed for name in every})
