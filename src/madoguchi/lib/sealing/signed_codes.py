"""Signed codes: content that another system of the office reads by scanner or clipboard, and can trust.

Not sealed: whoever reads the code reads the content. The signature (Ed25519) says that this municipality's
platform made it, so that a core system's input screen takes nothing that was typed, altered or made
elsewhere. The signing key is derived from the municipality's private key; the core system knows the verify
key only.
"""

from __future__ import annotations

from typing import Any

from nacl.encoding import RawEncoder
from nacl.exceptions import BadSignatureError
from nacl.hash import blake2b
from nacl.signing import SigningKey, VerifyKey

from madoguchi.lib.sealing import base41
from madoguchi.lib.sealing.content import ContentError, compress, decompress
from madoguchi.lib.sealing.keys import private_key
from madoguchi.lib.sealing.scanned_text import heal

PREFIX = "MDGN1/"
_DOMAIN = b"madoguchi code for an input screen, version 1\0"
_PERSON = b"madoguchi-signed"
_SIGNATURE_SIZE = 64
_NO_DICTIONARY = b""


class SignedCodeError(ValueError):
    """このコードは読み取れません。もう一度、全体を読み取ってください。"""


class SignedCodeAltered(SignedCodeError):  # noqa: N818 - named as it is said
    """このコードは、この市町村の窓口システムで作られたものではないか、途中で変わっています。取り込まないでください。"""


def verify_key_of(private: bytes) -> bytes:
    """The 32 bytes by which a core system checks the codes of a municipality. Raises KeyUnusable."""
    return bytes(_signing_key(private).verify_key)


def sign_code(payload: dict[str, Any], private: bytes) -> str:
    """The code of a payload (plain values, string keys), in the characters of a QR symbol.

    Raises KeyUnusable, ContentError.
    """
    content = compress(payload, _NO_DICTIONARY)
    signature = _signing_key(private).sign(_DOMAIN + content).signature
    return PREFIX + base41.encode(signature + content)


def read_code(text: str, verify_key: bytes) -> dict[str, Any]:
    """The payload of a code as it was scanned, typed by a scanner, or pasted.

    Raises SignedCodeError (torn), SignedCodeAltered.
    """
    healed = heal(text)
    if not healed.startswith(PREFIX):
        raise SignedCodeError(SignedCodeError.__doc__)
    try:
        signed = base41.decode(healed.removeprefix(PREFIX))
    except base41.Base41Error:
        raise SignedCodeError(SignedCodeError.__doc__) from None
    signature, content = signed[:_SIGNATURE_SIZE], signed[_SIGNATURE_SIZE:]
    try:
        VerifyKey(verify_key).verify(_DOMAIN + content, signature)
    except (BadSignatureError, ValueError):
        raise SignedCodeAltered(SignedCodeAltered.__doc__) from None
    try:
        return decompress(content, _NO_DICTIONARY)
    except ContentError:
        raise SignedCodeError(SignedCodeError.__doc__) from None


def _signing_key(private: bytes) -> SigningKey:
    raw = bytes(private_key(private))
    return SigningKey(blake2b(b"", digest_size=32, key=raw, person=_PERSON, encoder=RawEncoder))
