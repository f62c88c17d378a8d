"""Certificates for the link between the zones: both ends prove who they are to an authority of their own.

The authority is made in the office zone and signs nothing but this link. An office's certificate names the
municipalities whose letters it may fetch. Moments are the real ones, whatever date a demo plays.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MUNICIPALITY = "urn:madoguchi:municipality:"
HALL = "urn:madoguchi:hall:"
AUTHORITY, SERVER, OFFICE, CENTRE = "authority", "server", "office", "centre"
RESERVED = (AUTHORITY, SERVER, OFFICE, CENTRE)
"""Names that no box and no further office may have."""
_AUTHORITY_DAYS, _DAYS = 3650, 825
_TOLERANCE = timedelta(hours=1)
_NAME = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class LinkFiles:
    """Where certificate and key of one party lie; `trusted` is the certificate of the authority."""

    certificate: Path
    key: Path
    trusted: Path

    @property
    def are_there(self) -> bool:
        """Whether all three can be used."""
        return all(file.is_file() for file in (self.certificate, self.key, self.trusted))


def link_files(folder: Path, name: str) -> LinkFiles:
    """The files of a party: `server`, `office` or the name of one of several offices."""
    if not _NAME.fullmatch(name):
        raise ValueError("a name has small letters, digits, hyphens and underscores")
    return LinkFiles(folder / f"{name}.crt", folder / f"{name}.key", folder / f"{AUTHORITY}.crt")


def make_authority(folder: Path) -> bool:
    """Make the authority unless it is there; true when it was made now."""
    files = link_files(folder, AUTHORITY)
    if files.key.exists():
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Madoguchi link authority")
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = (
        _begin(name, name, key.public_key(), _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    _write(files, key, builder.sign(key, hashes.SHA256()), replace=False)
    return True


def make_server(folder: Path, hosts: Sequence[str]) -> LinkFiles:
    """A new certificate for the public end, valid under the host names and IP addresses. Replaces the old
    one. Raises FileNotFoundError without the authority's key.
    """
    names = [_host(host) for host in hosts]
    return _issue(folder, SERVER, "Madoguchi link", names, ExtendedKeyUsageOID.SERVER_AUTH)


def make_office(folder: Path, municipality_codes: Iterable[str], name: str = OFFICE) -> LinkFiles:
    """A new certificate for an office, which opens the boxes of these municipalities and no others. Replaces
    the old one. Raises FileNotFoundError without the authority's key.
    """
    names = [x509.UniformResourceIdentifier(MUNICIPALITY + code) for code in sorted(municipality_codes)]
    return _issue(folder, name, name, names, ExtendedKeyUsageOID.CLIENT_AUTH)


def make_centre(folder: Path, hosts: Sequence[str]) -> LinkFiles:
    """A new certificate for the door at which boxes in other buildings knock, valid under these names.
    Replaces the old one. Raises FileNotFoundError without the authority's key.
    """
    names = [_host(host) for host in hosts]
    return _issue(folder, CENTRE, "Madoguchi centre", names, ExtendedKeyUsageOID.SERVER_AUTH)


def make_box(folder: Path, municipality_code: str, hall: str, name: str) -> LinkFiles:
    """A new certificate for the box of one hall. It names no municipality, so that no letter can be fetched
    with it. Replaces the old one. Raises FileNotFoundError without the authority's key.
    """
    names = [x509.UniformResourceIdentifier(f"{HALL}{municipality_code}:{hall}")]
    return _issue(folder, name, name, names, ExtendedKeyUsageOID.CLIENT_AUTH)


def serial_of(files: LinkFiles) -> str:
    """The serial number of a certificate as Python's `ssl` tells it of the other end."""
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    text = f"{certificate.serial_number:X}"
    return text if len(text) % 2 == 0 else f"0{text}"


def halls_named(alternative_names: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Municipality code and hall of each box among the names of a certificate."""
    told = (
        name.removeprefix(HALL) for kind, name in alternative_names if kind == "URI" and name.startswith(HALL)
    )
    return frozenset((code, hall) for code, _, hall in (one.partition(":") for one in told) if hall)


def municipalities_named(alternative_names: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The municipality codes among the names of a certificate as Python's `ssl` tells them."""
    return frozenset(
        name.removeprefix(MUNICIPALITY)
        for kind, name in alternative_names
        if kind == "URI" and name.startswith(MUNICIPALITY)
    )


def _issue(
    folder: Path, name: str, common_name: str, names: Sequence[x509.GeneralName], usage: x509.ObjectIdentifier
) -> LinkFiles:
    files, authority = link_files(folder, name), link_files(folder, AUTHORITY)
    signing = serialization.load_pem_private_key(authority.key.read_bytes(), password=None)
    trusted = x509.load_pem_x509_certificate(authority.certificate.read_bytes())
    if not isinstance(signing, ec.EllipticCurvePrivateKey):
        raise ValueError("the key of the authority is of another kind")
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _begin(_named(common_name), trusted.subject, key.public_key(), _DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
    )
    _write(files, key, builder.sign(signing, hashes.SHA256()), replace=True)
    return files


def _begin(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _TOLERANCE)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)


def _write(
    files: LinkFiles, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, *, replace: bool
) -> None:
    files.key.parent.mkdir(parents=True, exist_ok=True)
    if replace:
        files.key.unlink(missing_ok=True)
    descriptor = os.open(files.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
