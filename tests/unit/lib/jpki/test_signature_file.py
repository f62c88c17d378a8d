"""A signature travels in a file and is read as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.lib.jpki.samples import certificate, signature

from madoguchi.lib.jpki import (
    NotChecked,
    Ocsp,
    RevocationLists,
    SignatureFile,
    SignatureFileUnreadable,
    revocation_check,
)


@given(st.binary(max_size=3000), st.binary(max_size=300))
def test_what_was_written_is_read(der: bytes, signed: bytes) -> None:
    file = SignatureFile(der, signed)
    assert SignatureFile.read(file.as_text().encode("ascii")) == file


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 30_000,
        b"{" + b" " * 50_000 + b"}",
        json.dumps({"format": "madoguchi signature 1", "certificate": "äöü", "signature": ""}).encode(),
        json.dumps({"format": "madoguchi signature 1", "certificate": "AAAA", "signature": 5}).encode(),
        json.dumps({"format": "madoguchi signature 2", "certificate": "AAAA", "signature": "AAAA"}).encode(),
    ],
    ids=["empty", "object", "list", "null", "no-text", "nested", "long", "no-base64", "number", "newer"],
)
def test_another_file_is_refused(raw: bytes) -> None:
    with pytest.raises(SignatureFileUnreadable):
        SignatureFile.read(raw)


@given(st.binary(max_size=500))
def test_any_bytes_are_a_signature_file_or_refused(raw: bytes) -> None:
    with pytest.raises(SignatureFileUnreadable):
        SignatureFile.read(raw)


def test_a_repr_tells_nothing_of_its_owner() -> None:
    assert repr(SignatureFile(certificate(), signature())) == "SignatureFile()"


def test_an_installation_checks_revocation_as_it_is_told() -> None:
    assert isinstance(revocation_check(None, ""), NotChecked)
    assert isinstance(revocation_check(Path("lists"), ""), RevocationLists)
    assert isinstance(revocation_check(Path("lists"), "http://ocsp.example.jp"), Ocsp)
