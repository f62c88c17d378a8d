"""Trust anchors are files of a folder; what is no authority stops the start and names the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from tests.unit.lib.jpki.samples import PERIOD, authority, certificate, owner_key, verified

from madoguchi.lib.jpki import AnchorsUnusable, Purpose, TrustAnchors
from madoguchi_testing.jpki.profile import authority_certificate


def pem(purpose: Purpose) -> bytes:
    return authority().certificates[purpose].public_bytes(Encoding.PEM)


def test_pem_and_der_files_of_several_endings_are_read(tmp_path: Path) -> None:
    (tmp_path / "signing.cer").write_bytes(authority().der(Purpose.SIGNING))
    (tmp_path / "AUTH.PEM").write_bytes(b"authority of 2024\n" + pem(Purpose.AUTHENTICATION))
    (tmp_path / "README.txt").write_text("not a certificate")
    anchors = TrustAnchors.load(tmp_path)
    assert {(anchor.purpose, anchor.source) for anchor in anchors} == {
        (Purpose.SIGNING, "signing.cer"),
        (Purpose.AUTHENTICATION, "AUTH.PEM"),
    }
    assert verified(certificate(), anchors=anchors).anchor.source == "signing.cer"


def test_one_pem_file_may_hold_several(tmp_path: Path) -> None:
    (tmp_path / "all.pem").write_bytes(pem(Purpose.SIGNING) + pem(Purpose.AUTHENTICATION))
    assert len(list(TrustAnchors.load(tmp_path))) == 2


def test_the_fingerprint_is_that_which_authorities_publish() -> None:
    fingerprints = {anchor.fingerprint for anchor in authority().anchors}
    assert len(fingerprints) == 2
    assert all(len(one) == 64 for one in fingerprints)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"-----BEGIN CERTIFICATE-----\nhello", id="broken-pem"),
        pytest.param(certificate(), id="of-a-card"),
        pytest.param(
            authority_certificate(
                authority().certificates[Purpose.SIGNING].subject, owner_key(), *PERIOD
            ).public_bytes(Encoding.DER)[:-3],
            id="cut",
        ),
    ],
)
def test_what_is_no_authority_is_named_with_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wrong.cer").write_bytes(content)
    with pytest.raises(AnchorsUnusable, match=r"wrong\.cer: "):
        TrustAnchors.load(tmp_path)


def test_an_authority_that_does_not_say_for_what_is_refused(tmp_path: Path) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Anything")])
    (tmp_path / "any.cer").write_bytes(
        authority_certificate(name, owner_key(), *PERIOD).public_bytes(Encoding.DER)
    )
    with pytest.raises(AnchorsUnusable, match="署名用か利用者証明用か"):
        TrustAnchors.load(tmp_path)


def test_an_authority_whose_signature_was_changed_is_refused(tmp_path: Path) -> None:
    der = bytearray(authority().der(Purpose.SIGNING))
    der[-1] ^= 1
    (tmp_path / "changed.cer").write_bytes(bytes(der))
    with pytest.raises(AnchorsUnusable, match="自分で署名した"):
        TrustAnchors.load(tmp_path)


@pytest.mark.parametrize("folder", ["missing", "."], ids=["no-folder", "no-file"])
def test_a_place_without_anchors_says_what_to_do(tmp_path: Path, folder: str) -> None:
    with pytest.raises(AnchorsUnusable, match="置き場所"):
        TrustAnchors.load(tmp_path / folder)
