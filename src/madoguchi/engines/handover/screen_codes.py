"""The signed code of a record, for an input screen that reads it by scanner or from the clipboard; and the
key by which that screen checks it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from django.conf import settings

from madoguchi.engines.handover.domain.entries import EntrySheet
from madoguchi.engines.handover.models import HandoverRecord
from madoguchi.lib.qr import Symbol, symbols
from madoguchi.lib.sealing import fingerprint, read_private_key, sign_code, verify_key_of

LARGEST_SYMBOL = 22
"""Version of a QR symbol (105 modules a side): a hand scanner reads it from a screen without trying twice."""
NAME = "取込コード"
FORMAT = 1
_ED25519 = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410)."""
GROUPS = 8
"""Of the fingerprint: 128 bits, which nobody makes a second key for."""


@dataclass(frozen=True, slots=True)
class ScreenCode:
    """The code as text for the clipboard, and the same as QR symbols, numbered where it takes several."""

    text: str = field(repr=False)
    symbols: tuple[Symbol, ...] = field(repr=False)


def screen_code(record: HandoverRecord, sheet: EntrySheet) -> ScreenCode:
    """The code of a record. Made anew it differs in nothing: same key, same fields, same signature.

    Raises NotEnterableError (not in the form of the screen), KeyUnusable (no key of the municipality).
    """
    sheet.check_enterable()
    code = record.municipality_code
    text = sign_code(
        {
            "format": FORMAT,
            "key": str(record.uuid),
            "municipality": code,
            "kind": f"{record.target}.{record.kind}",
            "fields": [[entry.input, entry.value] for entry in sheet.entries],
        },
        read_private_key(settings.MADOGUCHI_KEYS_DIRECTORY, code),
    )
    return ScreenCode(text, tuple(symbols(text, max_version=LARGEST_SYMBOL, name=NAME)))


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """The public key of a municipality's codes, as PEM; `fingerprint` is of its DER form, by SHA-256."""

    pem: str
    fingerprint: str


def verify_key(municipality_code: str) -> VerifyKey:
    """The key that a core system's input screen is given. Raises KeyUnusable (no key of the municipality)."""
    private = read_private_key(settings.MADOGUCHI_KEYS_DIRECTORY, municipality_code)
    der = _ED25519 + verify_key_of(private)
    text = base64.b64encode(der).decode("ascii")
    return VerifyKey(
        f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n", fingerprint(der, GROUPS)
    )
