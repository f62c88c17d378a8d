"""A letter: a payload with attachments, sealed to one municipality until a moment, of any sensible size.

    header | sealed box of (digest of the header, key, sealing time) | pieces under that key

For what is too large for a code and travels as a file or over a network. Whoever carries it reads the
header, which says where it goes, and nothing else.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from uuid import UUID, uuid4

from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.utils import random

from madoguchi.lib.sealing.keys import private_key as as_private_key
from madoguchi.lib.sealing.keys import public_key as as_public_key
from madoguchi.lib.sealing.letter_errors import LetterAltered, LetterExpired, LetterForOther, LetterTorn
from madoguchi.lib.sealing.letter_header import DIGEST_SIZE, HEADER_SIZE, NO_ADDRESS, LetterHeader
from madoguchi.lib.sealing.pieces import KEY_SIZE, Content, Readable, read_pieces, write_pieces

MAX_LETTER_SIZE = 101 * 1024**2
"""Bytes of a sealed letter with everything that it may hold; whoever carries letters refuses more."""

_SEALED_BOX_OVERHEAD = 48
_INSIDE = struct.Struct(f">{DIGEST_SIZE}s{KEY_SIZE}sI")
_BOX_SIZE = _INSIDE.size + _SEALED_BOX_OVERHEAD


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """A letter or a reply, ready to be carried: its cover, and all its bytes in order, to be used once."""

    header: LetterHeader
    pieces: Iterator[bytes] = field(repr=False)

    def to_bytes(self) -> bytes:
        """All of it at once, for small ones."""
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """An opened letter: its cover, what it holds, and when it was sealed (UTC, to the second)."""

    header: LetterHeader
    content: Content = field(repr=False)
    sealed_at: datetime


def seal_letter(
    content: Content,
    *,
    public_key: bytes,
    municipality_code: str,
    box: str,
    expires_at: datetime,
    now: datetime,
    reply_address: bytes = NO_ADDRESS,
    letter_id: UUID | None = None,
) -> SealedLetter:
    """Seals a content to a municipality (six-digit code); times are aware and kept to the second.

    Raises LetterTooLarge, ContentError for values that are not plain, ValueError for a wrong code, box,
    address or a time without zone.
    """
    header = LetterHeader(municipality_code, box, letter_id or uuid4(), expires_at, reply_address)
    key = random(KEY_SIZE)
    pieces = write_pieces(key, content, bound_to=header.digest())
    inside = _INSIDE.pack(header.digest(), key, int(now.timestamp()))
    sealed_key = bytes(SealedBox(as_public_key(public_key)).encrypt(inside))
    # Read back, so that the cover that is told is the one that is written: without fractions of a second.
    return SealedLetter(
        LetterHeader.from_bytes(header.to_bytes()), chain([header.to_bytes() + sealed_key], pieces)
    )


def open_letter(
    source: Readable, *, private_key: bytes, municipality_code: str, now: datetime
) -> OpenedLetter:
    """Opens a letter to this municipality; `now` is when it arrived.

    Raises, with the message for the official: LetterTorn, LetterAltered, LetterForOther, LetterExpired.
    """
    header = LetterHeader.from_bytes(source.read(HEADER_SIZE))
    if header.to_resident:
        raise LetterAltered()
    if header.municipality_code != municipality_code:
        raise LetterForOther(header.municipality_code)
    box = source.read(_BOX_SIZE)
    if len(box) < _BOX_SIZE:
        raise LetterTorn()
    try:
        inside = SealedBox(as_private_key(private_key)).decrypt(box)
    except CryptoError:
        raise LetterAltered() from None
    if len(inside) != _INSIDE.size:
        raise LetterAltered()
    digest, key, sealed_at = _INSIDE.unpack(inside)
    if digest != header.digest():
        raise LetterAltered()
    if now > header.expires_at:
        raise LetterExpired(header.expires_at)
    content = read_pieces(key, source, bound_to=digest)
    return OpenedLetter(header, content, datetime.fromtimestamp(sealed_at, UTC))
