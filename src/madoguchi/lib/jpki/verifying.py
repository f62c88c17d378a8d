"""Whether a signature holds: who signed, with a certificate that was right for it at that moment.

The order of the questions is one of trust: nothing that a certificate says is used before its issuer's
signature was verified, and nobody is asked over a network before everything else has held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtensionOID

from madoguchi.lib.jpki.certificates import (
    AuthenticationCertificate,
    Purpose,
    ReadCertificate,
    SigningCertificate,
    check_key_usage,
    policy_of,
)
from madoguchi.lib.jpki.errors import (
    CardForTesting,
    CertificateExpired,
    CertificateForOtherPurpose,
    CertificateNotYetValid,
    CertificateUnsupported,
    IssuerNotValid,
    SignatureAltered,
    SignatureOverOtherContent,
)
from madoguchi.lib.jpki.revocation import NotChecked, Revocation, RevocationCheck
from madoguchi.lib.jpki.trust import Anchor, TrustAnchors

KEY_BITS: Final = range(2048, 4097)
"""Cards have RSA keys of 2048 bits; weaker ones are none of theirs."""

_UNDERSTOOD_CRITICAL: Final = frozenset(
    {
        ExtensionOID.KEY_USAGE,
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
    }
)

Certificate = TypeVar("Certificate", bound=ReadCertificate)


@dataclass(frozen=True, slots=True)
class Verified(Generic[Certificate]):
    """A signature that holds: the certificate, who issued it, for which moment, and what is known of
    revocation.

    `for_testing` tells that the card is one for tests or demonstration.
    """

    certificate: Certificate
    anchor: Anchor
    at: datetime
    revocation: Revocation
    for_testing: bool


def verify_signature(
    content: bytes,
    signature: bytes,
    certificate: bytes,
    anchors: TrustAnchors,
    at: datetime,
    revocation: RevocationCheck | None = None,
    *,
    accept_test_cards: bool = False,
) -> Verified[SigningCertificate]:
    """The signed content, verified with a 署名用電子証明書 (DER) as of `at` (with a time zone).

    The signature is RSA PKCS#1 v1.5 with SHA-256 over the content. Without a revocation check the result says
    honestly that none was made. Raises a JpkiError for whatever does not hold, one class per cause.
    """
    claim = _Claim(content, signature, certificate)
    return _verify(SigningCertificate, Purpose.SIGNING, claim, anchors, at, revocation, accept_test_cards)


def verify_authentication(
    challenge: bytes,
    signature: bytes,
    certificate: bytes,
    anchors: TrustAnchors,
    at: datetime,
    revocation: RevocationCheck | None = None,
    *,
    accept_test_cards: bool = False,
) -> Verified[AuthenticationCertificate]:
    """The owner of a 利用者証明用電子証明書 (DER), who signed a challenge that was made for this moment only.

    What the challenge (`Challenge.to_bytes`) was made for is the caller's question. Raises as
    `verify_signature` does.
    """
    claim = _Claim(challenge, signature, certificate)
    purpose = Purpose.AUTHENTICATION
    return _verify(AuthenticationCertificate, purpose, claim, anchors, at, revocation, accept_test_cards)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What somebody says: that this was signed with that certificate (DER)."""

    content: bytes
    signature: bytes
    certificate: bytes


def _verify(
    kind: type[Certificate],
    purpose: Purpose,
    claim: _Claim,
    anchors: TrustAnchors,
    at: datetime,
    revocation: RevocationCheck | None,
    accept_test_cards: bool,
) -> Verified[Certificate]:
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    read = ReadCertificate.read(claim.certificate)
    anchor = anchors.issuer_of(read)
    for_testing = _check_purpose(read, anchor, purpose)
    key = _check_kind(read)
    if for_testing and not accept_test_cards:
        raise CardForTesting()
    _check_days(read, anchor, at)
    certificate = kind.of(read)
    _verify_bytes(claim, key)
    known = (revocation or NotChecked()).check(read, anchor.certificate, at)
    return Verified(certificate, anchor, at, known, for_testing)


def _check_days(certificate: ReadCertificate, anchor: Anchor, at: datetime) -> None:
    if at < certificate.valid_from:
        raise CertificateNotYetValid(certificate.valid_from)
    if at > certificate.valid_until:
        raise CertificateExpired(certificate.valid_until)
    if not anchor.certificate.valid_from <= at <= anchor.certificate.valid_until:
        raise IssuerNotValid()


def _check_purpose(certificate: ReadCertificate, anchor: Anchor, purpose: Purpose) -> bool:
    """Raises CertificateForOtherPurpose; returns whether policy or authority are those of tests."""
    if anchor.purpose is not purpose:
        raise CertificateForOtherPurpose()
    check_key_usage(certificate.extensions, purpose)
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        pass
    else:
        if constraints.ca:
            raise CertificateForOtherPurpose()
    policy = policy_of(certificate.extensions)
    if policy is None or policy.purpose is not purpose:
        raise CertificateForOtherPurpose()
    return policy.for_testing or anchor.for_testing


def _check_kind(certificate: ReadCertificate) -> rsa.RSAPublicKey:
    """Raises CertificateUnsupported for other keys than a card's and for conditions that are not
    understood.
    """
    try:
        key = certificate.parsed.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise CertificateUnsupported() from None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size not in KEY_BITS:
        raise CertificateUnsupported()
    if any(one.critical and one.oid not in _UNDERSTOOD_CRITICAL for one in certificate.extensions):
        raise CertificateUnsupported()
    return key


def _verify_bytes(claim: _Claim, key: rsa.RSAPublicKey) -> None:
    """Raises SignatureOverOtherContent where the card signed something else, else SignatureAltered."""
    try:
        key.verify(claim.signature, claim.content, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        pass
    else:
        return
    try:
        key.recover_data_from_signature(claim.signature, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        raise SignatureAltered() from None
    raise SignatureOverOtherContent()
