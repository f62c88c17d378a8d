"""Whether a certificate was revoked (失効): a port, because who may ask depends on who runs the platform.

The lists and the responder of 公的個人認証サービス are open to 署名検証者 only. Without them the answer is an
honest "not checked"; with them a check that cannot be made stops the verification instead of passing it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from madoguchi.lib.jpki.certificates import UNREADABLE, ReadCertificate
from madoguchi.lib.jpki.errors import CertificateRevoked, RevocationUnavailable
from madoguchi.lib.jpki.trust import STRONG_HASHES

LARGEST_LIST: Final = 64_000_000
"""Bytes of one list of revoked certificates."""


class RevocationStatus(StrEnum):
    """What is known: not revoked as of a time, or nobody was asked."""

    GOOD = "good"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Revocation:
    """The answer of a check, and the time of the information behind it (None where nobody was asked)."""

    status: RevocationStatus
    as_of: datetime | None = None


class RevocationCheck(Protocol):
    """The port."""

    def check(self, certificate: ReadCertificate, issuer: ReadCertificate, at: datetime) -> Revocation:
        """What is known of the certificate at a moment. Raises CertificateRevoked, RevocationUnavailable."""


class NotChecked:
    """Asks nobody, and says so."""

    def check(self, certificate: ReadCertificate, issuer: ReadCertificate, at: datetime) -> Revocation:
        """Always: not checked."""
        return Revocation(RevocationStatus.NOT_CHECKED)


@dataclass(frozen=True, slots=True)
class _RevocationList:
    parsed: x509.CertificateRevocationList
    issuer: x509.Name
    extensions: x509.Extensions
    this_update: datetime
    next_update: datetime
    revoked: dict[int, datetime]
    signed: dict[bytes, bool] = field(default_factory=dict)
    """By issuer (DER), whether it has signed the list: of one with megabytes that is asked once."""

    def is_signed_by(self, issuer: ReadCertificate) -> bool:
        """Whether the issuer's key has signed the list."""
        if issuer.der not in self.signed:
            key = issuer.parsed.public_key()
            signed = isinstance(key, rsa.RSAPublicKey) and self.parsed.is_signature_valid(key)
            self.signed[issuer.der] = signed
        return self.signed[issuer.der]


class RevocationLists:
    """A folder of lists (CRL files, DER or PEM, `.crl`) that something else keeps up to date.

    Changed files are read again. A list counts when the issuer has signed it, it covers the certificate
    and it
    is not out of date at the moment for which the question is asked.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[tuple[int, int], _RevocationList]] = {}

    def check(self, certificate: ReadCertificate, issuer: ReadCertificate, at: datetime) -> Revocation:
        """Raises CertificateRevoked, or RevocationUnavailable where no list answers."""
        usable = [one for one in self._lists() if _answers(one, certificate, issuer, at)]
        if not usable:
            raise RevocationUnavailable()
        newest = max(usable, key=lambda one: one.this_update)
        since = newest.revoked.get(certificate.identity.serial)
        if since is not None and since <= at:
            raise CertificateRevoked(since)
        return Revocation(RevocationStatus.GOOD, newest.this_update)

    def _lists(self) -> Iterable[_RevocationList]:
        try:
            files = sorted(self._folder.glob("*.crl"))
        except OSError:
            raise RevocationUnavailable() from None
        for file in files:
            found = self._list_in(file)
            if found is not None:
                yield found

    def _list_in(self, file: Path) -> _RevocationList | None:
        """The list in a file, or None where it cannot be read: another file may still answer."""
        try:
            status = file.stat()
            state = (status.st_mtime_ns, status.st_size)
            known = self._read.get(file)
            if known is not None and known[0] == state:
                return known[1]
            if status.st_size > LARGEST_LIST:
                return None
            read = _read_list(file.read_bytes())
        except (OSError, *UNREADABLE):
            return None
        self._read[file] = (state, read)
        return read


def _read_list(content: bytes) -> _RevocationList:
    """Raises one of UNREADABLE for what is no list, ValueError for one that can not be relied on."""
    pem = content.lstrip().startswith(b"-----BEGIN")
    parsed = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
    next_update = parsed.next_update_utc
    if next_update is None or not isinstance(parsed.signature_hash_algorithm, STRONG_HASHES):
        raise ValueError("a list without its next day, or weakly signed")
    revoked = {entry.serial_number: entry.revocation_date_utc for entry in parsed}
    this_update = parsed.last_update_utc
    return _RevocationList(parsed, parsed.issuer, parsed.extensions, this_update, next_update, revoked)


def _answers(
    listed: _RevocationList, certificate: ReadCertificate, issuer: ReadCertificate, at: datetime
) -> bool:
    if listed.issuer != issuer.parsed.subject or listed.next_update < at:
        return False
    # An expired certificate may have left the list.
    if listed.this_update > certificate.valid_until or not _covers(listed.extensions, certificate):
        return False
    return listed.is_signed_by(issuer)


def _covers(extensions: x509.Extensions, certificate: ReadCertificate) -> bool:
    """Whether a list (which may be a part of all) is for this certificate, as far as it is understood."""
    for extension in extensions:
        scope = extension.value
        if isinstance(scope, x509.IssuingDistributionPoint):
            if scope.only_contains_ca_certs or scope.only_contains_attribute_certs or scope.indirect_crl:
                return False
            if scope.only_some_reasons or scope.relative_name:
                return False
            if scope.full_name is not None and not set(scope.full_name) & _points_of(certificate):
                return False
        elif extension.critical or isinstance(scope, x509.DeltaCRLIndicator):
            return False
    return True


def _points_of(certificate: ReadCertificate) -> set[x509.GeneralName]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return set()
    return {name for point in points for name in point.full_name or ()}
