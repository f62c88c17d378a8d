"""Whether what came was signed by a card that is believed, as of the moment at which it was sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings

from madoguchi.core.cards import card_trust
from madoguchi.core.languages import translatable
from madoguchi.journeys.online_application.domain.holds import Hold, HoldReason
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.lib.jpki import (
    BasicInformation,
    CertificateIdentity,
    IssuerGenerationMissing,
    JpkiError,
    ReadCertificate,
    RevocationUnavailable,
    SigningCertificate,
    Verified,
)

OTHER_FILES = translatable(
    "添付されたファイルが、署名したときのものと違います。もう一度添えて、署名し直してください。"
)
OTHER_MUNICIPALITY = translatable(
    "別の市町村にあてて署名された申請です。その市町村のページから送り直してください。"
)
OTHER_REPLY = translatable(
    "回答の送り先が、申請したときに署名されたものと違います。"
    "途中で書き換えられたおそれがあるため、受け付けていません。"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a signature. Exactly one of `verified`, `hold` and `problem` (for the applicant) says
    something; `identity` is what the certificate calls itself, if it can be read at all.
    """

    at: datetime
    verified: Verified[SigningCertificate] | None = None
    hold: Hold | None = None
    problem: str = ""
    identity: CertificateIdentity | None = None


def check_signature(
    given: SignedApplication,
    files: tuple[tuple[str, bytes], ...],
    *,
    municipality_code: str,
    sealed_at: datetime,
    now: datetime,
) -> Checked:
    """Verify signature, chain, days, purpose, revocation, files and the reply box again: the public zone may
    be a thief's.

    A certificate is looked at as of the sealing, which the sender says: neither later than now nor longer ago
    than a letter may wait. Raises RevocationUnavailable and AnchorsUnusable, where waiting helps.
    """
    at = min(max(sealed_at, now - timedelta(days=settings.MADOGUCHI_LETTER_DAYS)), now)
    try:
        verified = card_trust().signed(given.signed, given.signature, given.certificate, at)
    except RevocationUnavailable:
        raise
    except IssuerGenerationMissing:
        identity = identity_of(given.certificate)
        if not given.is_answered_as_signed:
            return Checked(at, problem=OTHER_REPLY, identity=identity)
        return Checked(at, hold=Hold(HoldReason.AUTHORITY_MISSING), identity=identity)
    except JpkiError as error:
        return Checked(at, problem=str(error), identity=identity_of(given.certificate))
    identity = verified.certificate.identity
    if given.content.municipality_code != municipality_code:
        return Checked(at, problem=OTHER_MUNICIPALITY, identity=identity)
    if not given.is_answered_as_signed:
        return Checked(at, problem=OTHER_REPLY, identity=identity)
    if not given.content.holds_files(files):
        return Checked(at, problem=OTHER_FILES, identity=identity)
    return Checked(at, verified=verified, identity=identity)


def identity_of(certificate: bytes) -> CertificateIdentity | None:
    """What a certificate (DER) calls itself, believed or not; None where it cannot be read."""
    try:
        return ReadCertificate.read(certificate).identity
    except JpkiError:
        return None


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as the certificate says."""

    information: BasicInformation = field(repr=False)
    identity: CertificateIdentity
    valid_from: datetime
    valid_until: datetime


def signer_of(certificate: bytes) -> Signer | None:
    """The owner that a stored certificate (DER) names; None where it is none for signing."""
    try:
        read = SigningCertificate.of(ReadCertificate.read(certificate))
    except JpkiError:
        return None
    return Signer(read.basic_information, read.identity, read.valid_from, read.valid_until)
