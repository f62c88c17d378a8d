"""Asking a responder (OCSP, RFC 6960) whether a certificate was revoked."""

from __future__ import annotations

import secrets
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from madoguchi.lib.jpki.certificates import UNREADABLE, ReadCertificate
from madoguchi.lib.jpki.errors import (
    CertificateRevoked,
    CertificateUnreadable,
    JpkiError,
    RevocationUnavailable,
)
from madoguchi.lib.jpki.revocation import (
    NotChecked,
    Revocation,
    RevocationCheck,
    RevocationLists,
    RevocationStatus,
)
from madoguchi.lib.jpki.trust import STRONG_HASHES, is_signed_by

Transport = Callable[[str, bytes], bytes]
"""Sends a request (DER) to a URL and returns the answer (DER); raises OSError where none comes."""

LARGEST_ANSWER: Final = 100_000
"""Bytes; a real answer has about 3,000."""

SECONDS_TO_WAIT: Final = 10
CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
WITHOUT_NEXT_UPDATE: Final = timedelta(hours=24)
"""How long an answer counts that does not say until when it holds."""


def ask_over_http(url: str, request: bytes) -> bytes:
    """The transport over HTTP. Raises OSError where no answer comes in time, or too long a one."""
    if not url.startswith(("http://", "https://")):
        raise OSError("a responder is asked over http or https")
    message = urllib.request.Request(  # noqa: S310 - the scheme was just checked
        url, data=request, headers={"Content-Type": "application/ocsp-request"}
    )
    with urllib.request.urlopen(message, timeout=SECONDS_TO_WAIT) as answer:  # noqa: S310
        content: bytes = answer.read(LARGEST_ANSWER + 1)
    if len(content) > LARGEST_ANSWER:
        raise OSError("the answer is too long")
    return content


def _now() -> datetime:
    return datetime.now(UTC)


class Ocsp:
    """Asks the responder at `url` for each certificate; `now` tells the time, for the freshness of
    answers.
    """

    def __init__(
        self, url: str, transport: Transport = ask_over_http, *, now: Callable[[], datetime] = _now
    ) -> None:
        self._url = url
        self._transport = transport
        self._now = now

    def check(self, certificate: ReadCertificate, issuer: ReadCertificate, at: datetime) -> Revocation:
        """Raises CertificateRevoked, or RevocationUnavailable where no answer can be believed."""
        nonce = secrets.token_bytes(32)
        request = (
            ocsp.OCSPRequestBuilder()
            .add_certificate(certificate.parsed, issuer.parsed, hashes.SHA256())
            .add_extension(x509.OCSPNonce(nonce), critical=False)
            .build()
        )
        try:
            content = self._transport(self._url, request.public_bytes(Encoding.DER))
            answer = ocsp.load_der_ocsp_response(content)
            if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise RevocationUnavailable()
            now = self._now()
            _check_answer(answer, request, nonce, now)
            _check_signature(answer, issuer, now)
            return _status(answer, at)
        except JpkiError:
            raise
        except (OSError, *UNREADABLE):
            raise RevocationUnavailable() from None


def _status(answer: ocsp.OCSPResponse, at: datetime) -> Revocation:
    if answer.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        since = answer.revocation_time_utc
        if since is None or since <= at:
            raise CertificateRevoked(since or at)
    elif answer.certificate_status is not ocsp.OCSPCertStatus.GOOD:
        raise RevocationUnavailable()
    return Revocation(RevocationStatus.GOOD, answer.this_update_utc)


def _check_answer(answer: ocsp.OCSPResponse, request: ocsp.OCSPRequest, nonce: bytes, now: datetime) -> None:
    """Raises RevocationUnavailable for an answer to another question, or one of another time."""
    same = (
        answer.serial_number == request.serial_number
        and answer.issuer_key_hash == request.issuer_key_hash
        and answer.issuer_name_hash == request.issuer_name_hash
    )
    until = answer.next_update_utc or answer.this_update_utc + WITHOUT_NEXT_UPDATE
    if not same or not answer.this_update_utc - CLOCKS_DIFFER_BY <= now <= until + CLOCKS_DIFFER_BY:
        raise RevocationUnavailable()
    try:
        returned = answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        # Many responders sign their answers ahead; then their times alone speak for them.
        return
    if returned != nonce:
        raise RevocationUnavailable()


def _check_signature(answer: ocsp.OCSPResponse, issuer: ReadCertificate, now: datetime) -> None:
    """Raises RevocationUnavailable unless the issuer has signed, or a responder that it has appointed."""
    algorithm = answer.signature_hash_algorithm
    if not isinstance(algorithm, STRONG_HASHES):
        raise RevocationUnavailable()
    appointed = [one for one in answer.certificates if _is_appointed(one, issuer, now)]
    for signer in (issuer.parsed, *appointed):
        key = signer.public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            continue
        try:
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        except InvalidSignature:
            continue
        return
    raise RevocationUnavailable()


def _is_appointed(responder: x509.Certificate, issuer: ReadCertificate, now: datetime) -> bool:
    if not is_signed_by(responder, issuer.parsed):
        return False
    try:
        read = ReadCertificate.read(responder.public_bytes(Encoding.DER))
        uses = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (CertificateUnreadable, x509.ExtensionNotFound):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in uses and read.valid_from <= now <= read.valid_until


def revocation_check(lists: Path | None, responder: str) -> RevocationCheck:
    """The check that an installation has: a responder's URL, else a folder of lists, else none at all."""
    if responder:
        return Ocsp(responder)
    return NotChecked() if lists is None else RevocationLists(lists)
