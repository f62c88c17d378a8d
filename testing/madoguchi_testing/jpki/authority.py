"""A certification authority for the demo and tests: issues cards, revokes, answers as a responder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509 import ocsp

from madoguchi.lib.files import write_whole
from madoguchi.lib.jpki import SignatureFile
from madoguchi.lib.jpki.certificates import Purpose
from madoguchi.lib.jpki.trust import Anchor, TrustAnchors
from madoguchi_testing.jpki.holders import Holder
from madoguchi_testing.jpki.profile import (
    Changes,
    authority_certificate,
    authority_name,
    owner_builder,
)

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
"""From when the demo's authority is valid; scenarios happen in 2026 and later."""

AUTHORITY_YEARS = 20
CARD_DAYS = 5 * 365


def new_key() -> rsa.RSAPrivateKey:
    """A key as cards have it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """What is on a card, by purpose: the owner's keys and certificates (DER), and those of the authority."""

    keys: Mapping[Purpose, rsa.RSAPrivateKey] = field(repr=False)
    certificates: Mapping[Purpose, bytes] = field(repr=False)
    issuers: Mapping[Purpose, bytes] = field(repr=False)

    def signature_file(self, content: bytes, purpose: Purpose = Purpose.SIGNING) -> bytes:
        """The file that `madoguchi card sign` (or `sign-in`) would write over a content."""
        signature = self.keys[purpose].sign(content, padding.PKCS1v15(), hashes.SHA256())
        return SignatureFile(self.certificates[purpose], signature).as_text().encode("ascii")


class Authority:
    """Two authorities, as there are: one for 署名用 certificates and one for 利用者証明用."""

    def __init__(
        self, keys: Mapping[Purpose, rsa.RSAPrivateKey], certificates: Mapping[Purpose, x509.Certificate]
    ) -> None:
        self.keys = dict(keys)
        self.certificates = dict(certificates)

    @classmethod
    def new(
        cls,
        *,
        keys: Mapping[Purpose, rsa.RSAPrivateKey] | None = None,
        valid_from: datetime = BEGINNING,
        valid_until: datetime | None = None,
        **name: str,
    ) -> Self:
        """A new authority with new keys (about 0.1 s); `organisation` gives it another name than the
        demo's.
        """
        made = dict(keys or {purpose: new_key() for purpose in Purpose})
        until = valid_until or valid_from.replace(year=valid_from.year + AUTHORITY_YEARS)
        certificates = {
            purpose: authority_certificate(authority_name(purpose, **name), key, valid_from, until)
            for purpose, key in made.items()
        }
        return cls(made, certificates)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The authority that `write` has written. Raises OSError, ValueError."""
        keys: dict[Purpose, rsa.RSAPrivateKey] = {}
        certificates = {}
        for purpose in Purpose:
            key = load_pem_private_key((folder / f"{purpose}.key").read_bytes(), None)
            if not isinstance(key, rsa.RSAPrivateKey):
                raise ValueError("an authority's key is an RSA key")
            keys[purpose] = key
            certificates[purpose] = x509.load_pem_x509_certificate((folder / f"{purpose}.pem").read_bytes())
        return cls(keys, certificates)

    def write(self, folder: Path, anchors: Path) -> None:
        """Keys for the owner's eyes in `folder`, certificates there and in the folder of trust anchors."""
        for purpose in Purpose:
            raw = self.keys[purpose].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            certificate = self.certificates[purpose].public_bytes(Encoding.PEM)
            write_whole(folder / f"{purpose}.key", raw)
            write_whole(anchors / f"demonstration-{purpose}.pem", certificate, mode=0o644)
            # The last, since it tells that all are there.
            write_whole(folder / f"{purpose}.pem", certificate, mode=0o644)

    @property
    def anchors(self) -> TrustAnchors:
        """Trust in this authority and in no other."""
        return TrustAnchors(Anchor.read(self.der(purpose), f"{purpose}.pem") for purpose in Purpose)

    def der(self, purpose: Purpose) -> bytes:
        """The authority's own certificate (DER)."""
        return self.certificates[purpose].public_bytes(Encoding.DER)

    def issue_card(
        self,
        holder: Holder,
        *,
        valid_from: datetime = BEGINNING,
        days: int = CARD_DAYS,
        keys: Mapping[Purpose, rsa.RSAPrivateKey] | None = None,
    ) -> IssuedCard:
        """A card with both certificates. `keys` saves the time of making new ones."""
        owned = dict(keys or {purpose: new_key() for purpose in Purpose})
        period = (valid_from, valid_from + timedelta(days=days))
        certificates = {purpose: self.issue(purpose, holder, owned[purpose], period) for purpose in Purpose}
        return IssuedCard(owned, certificates, {purpose: self.der(purpose) for purpose in Purpose})

    def issue(
        self,
        purpose: Purpose,
        holder: Holder | None,
        key: Any,
        period: tuple[datetime, datetime],
        changes: Changes | None = None,
    ) -> bytes:
        """One certificate (DER), signed by this authority, with whatever is to be wrong with it."""
        changes = changes or Changes()
        builder = owner_builder(
            purpose, holder, (changes.key or key).public_key(), self.certificates[purpose], period, changes
        )
        signed = builder.sign(self.keys[purpose], changes.algorithm or hashes.SHA256())
        return signed.public_bytes(Encoding.DER)

    def revocation_list(
        self,
        revoked: Mapping[int, datetime],
        *,
        this_update: datetime,
        days: int = 2,
        purpose: Purpose = Purpose.SIGNING,
        extensions: tuple[tuple[Any, bool], ...] = (),
    ) -> bytes:
        """A list (CRL, DER) of revoked serial numbers and since when."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificates[purpose].subject)
            .last_update(this_update)
            .next_update(this_update + timedelta(days=days))
        )
        for value, critical in extensions:
            builder = builder.add_extension(value, critical)
        for serial, since in revoked.items():
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.keys[purpose], hashes.SHA256()).public_bytes(Encoding.DER)

    def respond(
        self,
        request: bytes,
        certificate: bytes,
        *,
        now: datetime,
        revoked_since: datetime | None = None,
        unknown: bool = False,
        nonce: bytes | None = None,
        responder: tuple[x509.Certificate, rsa.RSAPrivateKey] | None = None,
        purpose: Purpose = Purpose.SIGNING,
    ) -> bytes:
        """The answer (OCSP, DER) about one certificate; `nonce` answers with another than the request's."""
        asked = ocsp.load_der_ocsp_request(request)
        status = ocsp.OCSPCertStatus.REVOKED if revoked_since else ocsp.OCSPCertStatus.GOOD
        own = self.certificates[purpose]
        signer, key = responder or (own, self.keys[purpose])
        returned = nonce or asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=x509.load_der_x509_certificate(certificate),
                issuer=own,
                algorithm=hashes.SHA256(),
                cert_status=ocsp.OCSPCertStatus.UNKNOWN if unknown else status,
                this_update=now,
                next_update=now + timedelta(hours=12),
                revocation_time=revoked_since,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, signer)
            .certificates([signer])
            .add_extension(x509.OCSPNonce(returned), critical=False)
        )
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def demo_authority(folder: Path, anchors: Path) -> Authority:
    """The demo's authority, made at its first use; its certificates are put beside other trust anchors."""
    if not all((folder / f"{purpose}.pem").exists() for purpose in Purpose):
        Authority.new().write(folder, anchors)
    authority = Authority.read(folder)
    if not all((anchors / f"demonstration-{purpose}.pem").exists() for purpose in Purpose):
        authority.write(folder, anchors)
    return authority
