"""Whose certificates are believed: trust anchors are configuration, nothing is shipped.

The certification authorities of 公的個人認証サービス renew themselves every few years under the same name, so
several generations stand side by side and are told apart by their keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from madoguchi.lib.jpki.certificates import Purpose, ReadCertificate
from madoguchi.lib.jpki.errors import (
    AnchorsUnusable,
    CertificateAltered,
    CertificateForeign,
    CertificateSelfMade,
    CertificateUnreadable,
    CertificateUnsupported,
    IssuerGenerationMissing,
)

ENDINGS: Final = frozenset({".pem", ".cer", ".crt", ".der"})

_PURPOSE_BY_UNIT: Final = {
    "for digital signature": Purpose.SIGNING,
    "for user authentication": Purpose.AUTHENTICATION,
}
"""How the organisational unit of an authority ends, and what its certificates are for."""

DEMONSTRATION: Final = "Madoguchi Demonstration"
"""The organisation of authorities that certify fictional people only, whatever else they say."""

STRONG_HASHES: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certification authority that is believed for one purpose. `source` names its file, for messages."""

    certificate: ReadCertificate = field(repr=False)
    purpose: Purpose
    source: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the certificate in hexadecimal digits, as authorities publish it."""
        return self.certificate.parsed.fingerprint(hashes.SHA256()).hex()

    @property
    def for_testing(self) -> bool:
        """Whether it is an authority of the demo: its key lies on somebody's disk."""
        names = self.certificate.parsed.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return any(name.value == DEMONSTRATION for name in names)

    @classmethod
    def read(cls, der: bytes, source: str) -> Self:
        """An anchor from DER bytes; its name says what it is for.

        Raises AnchorsUnusable, naming the source, for everything that is not an authority of this profile
        that
        has signed itself.
        """
        try:
            certificate = ReadCertificate.read(der)
        except CertificateUnreadable:
            raise AnchorsUnusable(
                f"{source}: 証明書として読めません。PEM か DER のファイルに置きかえてください。"
            ) from None
        purpose = _purpose_of(certificate.parsed.subject)
        if purpose is None:
            raise AnchorsUnusable(
                f"{source}: 署名用か利用者証明用かが、認証局の名前から分かりません。"
                "公的個人認証サービスの認証局の証明書だけを置いてください。"
            )
        if not _is_authority(certificate) or not is_signed_by(certificate.parsed, certificate.parsed):
            raise AnchorsUnusable(
                f"{source}: 認証局が自分で署名した証明書ではありません。正しいファイルに置きかえてください。"
            )
        return cls(certificate, purpose, source)


class TrustAnchors:
    """The authorities that are believed, found by the name that a certificate gives for its issuer."""

    def __init__(self, anchors: Iterable[Anchor] = ()) -> None:
        self._by_name: dict[bytes, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            self._by_name[anchor.certificate.parsed.subject.public_bytes()].append(anchor)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """All `.pem`, `.cer`, `.crt` and `.der` files of a folder; a PEM file may hold several certificates.

        Raises AnchorsUnusable where there is no such folder, no certificate in it, or one that cannot be
        used.
        """
        try:
            files = sorted(file for file in folder.iterdir() if file.suffix.lower() in ENDINGS)
        except OSError:
            raise AnchorsUnusable(
                f"認証局の証明書の置き場所 {folder} がありません。"
                "設定 MADOGUCHI_JPKI_ANCHORS を確かめてください。"
            ) from None
        anchors = [anchor for file in files for anchor in _anchors_in(file)]
        if not anchors:
            raise AnchorsUnusable(
                f"認証局の証明書の置き場所 {folder} に、証明書がありません。"
                "公的個人認証サービスの認証局の証明書を、全部の世代について置いてください。"
            )
        return cls(anchors)

    def __iter__(self) -> Iterator[Anchor]:
        """All anchors, those of one name together."""
        return (anchor for anchors in self._by_name.values() for anchor in anchors)

    def issuer_of(self, certificate: ReadCertificate) -> Anchor:
        """The anchor whose key has signed the certificate.

        Raises CertificateSelfMade, CertificateForeign, IssuerGenerationMissing, CertificateUnsupported (a
        way of
        signing that is not believed) or CertificateAltered.
        """
        parsed = certificate.parsed
        candidates = self._by_name.get(parsed.issuer.public_bytes(), [])
        for anchor in candidates:
            if is_signed_by(parsed, anchor.certificate.parsed):
                return anchor
        if is_signed_by(parsed, parsed):
            raise CertificateSelfMade()
        if not candidates:
            raise CertificateSelfMade() if parsed.issuer == parsed.subject else CertificateForeign()
        if not _is_signed_strongly(parsed):
            raise CertificateUnsupported()
        if _names_another_key(certificate, candidates):
            raise IssuerGenerationMissing()
        raise CertificateAltered()


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's name is the one given and its key has signed, with RSA (PKCS#1 v1.5) and SHA-2."""
    if not _is_signed_strongly(certificate):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError, UnsupportedAlgorithm):
        return False
    return True


def _is_signed_strongly(certificate: x509.Certificate) -> bool:
    try:
        algorithm = certificate.signature_hash_algorithm
        parameters = certificate.signature_algorithm_parameters
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(algorithm, STRONG_HASHES) and isinstance(parameters, padding.PKCS1v15)


def _names_another_key(certificate: ReadCertificate, candidates: Iterable[Anchor]) -> bool:
    """Whether the certificate says by which key it was signed, and none of the candidates has that key."""
    try:
        wanted = certificate.extensions.get_extension_for_class(
            x509.AuthorityKeyIdentifier
        ).value.key_identifier
        known = {
            anchor.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
            for anchor in candidates
        }
    except x509.ExtensionNotFound:
        return False
    return wanted is not None and wanted not in known


def _anchors_in(file: Path) -> Iterator[Anchor]:
    try:
        content = file.read_bytes()
    except OSError:
        raise AnchorsUnusable(
            f"{file.name}: ファイルを開けません。読み取りの権限を確かめてください。"
        ) from None
    if b"-----BEGIN" not in content:
        yield Anchor.read(content, file.name)
        return
    try:
        certificates = x509.load_pem_x509_certificates(content)
    except ValueError:
        raise AnchorsUnusable(
            f"{file.name}: 証明書として読めません。PEM か DER のファイルに置きかえてください。"
        ) from None
    for certificate in certificates:
        yield Anchor.read(certificate.public_bytes(Encoding.DER), file.name)


def _purpose_of(name: x509.Name) -> Purpose | None:
    found = {
        purpose
        for unit in name.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
        for ending, purpose in _PURPOSE_BY_UNIT.items()
        if str(unit.value).endswith(ending)
    }
    return found.pop() if len(found) == 1 else None


def _is_authority(certificate: ReadCertificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return False
