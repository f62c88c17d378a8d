"""The envelope: a payload sealed to one municipality until a moment, as text for a QR symbol.

    MDG1 base41( header | sealed box )

    header      format 1 byte, municipality code 3, envelope id 16, expiry 4 (seconds since 1970),
                dictionary id 4, length of the sealed box 2, checksum of the header 2
    sealed box  X25519 with XSalsa20-Poly1305 (libsodium), of:
                digest of the header 16 bytes, sealing time 4, compressed payload

The header stands in clear so that a counter can say "of another municipality" or "only half was scanned"
without opening anything; its digest inside makes any change to it show. The checksum tells damage by a
scanner from truncation: every change of one character of the text alters at most 16 neighbouring bits, which
a 16-bit CRC always finds.
"""

from __future__ import annotations

import binascii
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from nacl.exceptions import CryptoError
from nacl.public import SealedBox

from madoguchi.lib.sealing import base41
from madoguchi.lib.sealing.content import ContentError, ContentTooLarge, compress, decompress
from madoguchi.lib.sealing.dictionary import dictionary_id
from madoguchi.lib.sealing.errors import (
    EnvelopeAltered,
    EnvelopeExpired,
    EnvelopeForOther,
    EnvelopeOutdated,
    EnvelopeTooLarge,
    EnvelopeTorn,
)
from madoguchi.lib.sealing.keys import private_key as as_private_key
from madoguchi.lib.sealing.keys import public_key as as_public_key
from madoguchi.lib.sealing.scanned_text import heal

PREFIX = "MDG1"
FORMAT = 1
MAX_TEXT_LENGTH = 100_000
_HEADER = struct.Struct(">B3s16sI4sHH")
_DIGEST_SIZE = 16
_SEALED_BOX_OVERHEAD = 48  # the sender's one-time public key of 32 bytes and a tag of 16
_SEALED_AT = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed payload: the text to show as QR symbols, and what identifies it."""

    text: str = field(repr=False)
    envelope_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened envelope; times are in UTC, to the second.

    `envelope_id` is what the sender wrote, and anyone can read it off somebody else's code and write it on an
    envelope of his own. `content_id` is made from every byte: no two envelopes share it.
    """

    payload: dict[str, Any] = field(repr=False)
    envelope_id: UUID
    content_id: UUID
    sealed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Cover:
    """What an envelope says of itself without being opened: anybody could have written it."""

    municipality_code: str
    envelope_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Header:
    municipality_code: str
    envelope_id: UUID
    expires_at: int
    dictionary_id: bytes
    length: int

    def to_bytes(self) -> bytes:
        packed = _HEADER.pack(
            FORMAT,
            int(self.municipality_code).to_bytes(3, "big"),
            self.envelope_id.bytes,
            self.expires_at,
            self.dictionary_id,
            self.length,
            0,
        )[:-2]
        return packed + binascii.crc_hqx(packed, 0xFFFF).to_bytes(2, "big")

    @classmethod
    def from_bytes(cls, raw: bytes) -> _Header:
        form, code, identifier, expires_at, dictionary, length, checksum = _HEADER.unpack(raw)
        number = int.from_bytes(code, "big")
        if binascii.crc_hqx(raw[:-2], 0xFFFF) != checksum or number > 999_999:
            raise EnvelopeAltered()
        if form != FORMAT:
            raise EnvelopeOutdated()
        return cls(f"{number:06d}", UUID(bytes=identifier), expires_at, dictionary, length)

    def digest(self) -> bytes:
        return hashlib.blake2b(self.to_bytes(), digest_size=_DIGEST_SIZE, person=b"mdg-header").digest()


def seal(
    payload: dict[str, Any],
    *,
    public_key: bytes,
    municipality_code: str,
    expires_at: datetime,
    dictionary: bytes = b"",
    now: datetime | None = None,
    envelope_id: UUID | None = None,
) -> Sealed:
    """Seals a payload to a municipality (six-digit code) until `expires_at` (aware, kept to the second).

    The payload has string keys and plain values (text, numbers, truth values, None, lists, dicts). `now` is
    the sealing time written inside, `envelope_id` a random one if not given. Raises EnvelopeTooLarge for a
    payload that no code can hold, ValueError for a wrong code, other values or a time without zone.
    """
    if len(municipality_code) != 6 or not municipality_code.isascii() or not municipality_code.isdigit():
        raise ValueError("a municipality code has six digits")
    sealed_at = now or datetime.now(UTC)
    if expires_at.tzinfo is None or sealed_at.tzinfo is None:
        raise ValueError("times need a time zone")
    try:
        content = compress(payload, dictionary)
    except ContentTooLarge:
        raise EnvelopeTooLarge() from None
    length = _DIGEST_SIZE + _SEALED_AT.size + len(content) + _SEALED_BOX_OVERHEAD
    if length > 0xFFFF:
        raise EnvelopeTooLarge()
    header = _Header(
        municipality_code,
        envelope_id or uuid4(),
        int(expires_at.timestamp()),
        dictionary_id(dictionary),
        length,
    )
    inside = header.digest() + _SEALED_AT.pack(int(sealed_at.timestamp())) + content
    box = bytes(SealedBox(as_public_key(public_key)).encrypt(inside))
    return Sealed(
        text=PREFIX + base41.encode(header.to_bytes() + box),
        envelope_id=header.envelope_id,
        expires_at=datetime.fromtimestamp(header.expires_at, UTC),
    )


def unseal(
    text: str,
    *,
    private_key: bytes,
    municipality_code: str,
    now: datetime,
    dictionary: bytes | Iterable[bytes] = b"",
) -> Opened:
    """Opens a scanned text (healed of what keyboards do to it) that was sealed to this municipality.

    `dictionary` may be several, so that codes made before an update of the packs still open.

    Raises, with the message for the clerk: EnvelopeTorn (not a code, or not all of it), EnvelopeAltered,
    EnvelopeForOther, EnvelopeExpired, EnvelopeOutdated (no such dictionary any more).
    """
    header, box = _read(text)
    try:
        inside = SealedBox(as_private_key(private_key)).decrypt(box)
    except CryptoError:
        if header.municipality_code != municipality_code:
            raise EnvelopeForOther(header.municipality_code) from None
        raise EnvelopeAltered() from None
    prelude = _DIGEST_SIZE + _SEALED_AT.size
    if len(inside) < prelude or inside[:_DIGEST_SIZE] != header.digest():
        raise EnvelopeAltered()
    if header.municipality_code != municipality_code:
        raise EnvelopeForOther(header.municipality_code)
    expires_at = datetime.fromtimestamp(header.expires_at, UTC)
    if now > expires_at:
        raise EnvelopeExpired(expires_at)
    known = (dictionary,) if isinstance(dictionary, bytes) else tuple(dictionary)
    chosen = next((each for each in known if dictionary_id(each) == header.dictionary_id), None)
    if chosen is None:
        raise EnvelopeOutdated()
    (sealed_at,) = _SEALED_AT.unpack(inside[_DIGEST_SIZE:prelude])
    try:
        payload = decompress(inside[prelude:], chosen)
    except ContentError:
        raise EnvelopeAltered() from None
    return Opened(
        payload,
        header.envelope_id,
        _content_id(header, box),
        datetime.fromtimestamp(sealed_at, UTC),
        expires_at,
    )


def read_cover(text: str) -> Cover:
    """What stands in clear on an envelope; its beginning is enough. Times in UTC, to the second.

    Raises EnvelopeTorn (not a code, or too little of it), EnvelopeAltered, EnvelopeOutdated.
    """
    healed = heal(text[:MAX_TEXT_LENGTH])
    encoded = healed.removeprefix(PREFIX)[: base41.encoded_length(_HEADER.size)]
    if not healed.startswith(PREFIX) or len(encoded) < base41.encoded_length(_HEADER.size):
        raise EnvelopeTorn()
    try:
        header = _Header.from_bytes(base41.decode(encoded))
    except base41.Base41Error:
        raise EnvelopeAltered() from None
    return Cover(header.municipality_code, header.envelope_id, datetime.fromtimestamp(header.expires_at, UTC))


def _content_id(header: _Header, box: bytes) -> UUID:
    digest = hashlib.blake2b(header.to_bytes() + box, digest_size=16, person=b"mdg-content-id").digest()
    return UUID(bytes=digest)


def _read(text: str) -> tuple[_Header, bytes]:
    """The header and the sealed box of a text, checked as far as that goes without a key."""
    if len(text) > MAX_TEXT_LENGTH:
        raise EnvelopeTorn()
    healed = heal(text)
    if not healed.startswith(PREFIX):
        raise EnvelopeTorn()
    encoded = healed.removeprefix(PREFIX)
    # The header has an even number of bytes, so that it ends with a group of three characters.
    header_characters = base41.encoded_length(_HEADER.size)
    if len(encoded) < header_characters:
        raise EnvelopeTorn()
    try:
        header = _Header.from_bytes(base41.decode(encoded[:header_characters]))
        missing = header_characters + base41.encoded_length(header.length) - len(encoded)
        if missing > 0:
            raise EnvelopeTorn()
        if missing < 0:
            raise EnvelopeAltered()
        return header, base41.decode(encoded[header_characters:])
    except base41.Base41Error:
        raise EnvelopeAltered() from None
