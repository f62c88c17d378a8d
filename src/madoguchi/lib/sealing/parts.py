"""One text over several QR symbols: numbered parts that may be scanned in any order, and more than once.

    MDG1/ base41( set 4 bytes, number 1, total 1, checksum 2 ) piece of the text

`set` is a digest of the whole text, so that parts of two envelopes are never joined.
"""

from __future__ import annotations

import binascii
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.lib.sealing import base41
from madoguchi.lib.sealing.envelope import MAX_TEXT_LENGTH
from madoguchi.lib.sealing.errors import (
    EnvelopeAltered,
    EnvelopeIncomplete,
    EnvelopeMixed,
    EnvelopeTooLarge,
    EnvelopeTorn,
)
from madoguchi.lib.sealing.scanned_text import heal

PART_PREFIX = "MDG1/"
MAX_PARTS = 60
_HEADER = struct.Struct(">4sBBH")
_HEADER_CHARACTERS = _HEADER.size // 2 * 3
PART_OVERHEAD = len(PART_PREFIX) + _HEADER_CHARACTERS
"""Characters that a part has beside its piece of the text."""


@dataclass(frozen=True, slots=True)
class Part:
    """One numbered part (from 1) of a text."""

    set_id: bytes
    number: int
    total: int
    piece: str

    def to_text(self) -> str:
        """The part as it is written into a symbol."""
        return PART_PREFIX + base41.encode(_header(self)) + self.piece


def _header(part: Part) -> bytes:
    unchecked = _HEADER.pack(part.set_id, part.number, part.total, 0)[:-2]
    checksum = binascii.crc_hqx(unchecked + part.piece.encode("ascii"), 0xFFFF)
    return unchecked + checksum.to_bytes(2, "big")


def _set_id(text: str) -> bytes:
    return hashlib.blake2b(text.encode("ascii"), digest_size=4, person=b"mdg-parts").digest()


def is_part(text: str) -> bool:
    """Whether a scanned text is one of several parts."""
    return heal(text[:200]).startswith(PART_PREFIX)


def split_parts(text: str, max_characters: int) -> list[str]:
    """The text in parts of about equal length, each at most `max_characters`; itself alone when it fits.

    Raises EnvelopeTooLarge when it would need more than 60 parts.
    """
    if len(text) <= max_characters:
        return [text]
    room = max_characters - PART_OVERHEAD
    if room < 1:
        raise ValueError(f"a part needs more than {PART_OVERHEAD} characters")
    total = -(-len(text) // room)
    if total > MAX_PARTS:
        raise EnvelopeTooLarge()
    size = -(-len(text) // total)
    set_id = _set_id(text)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    return [Part(set_id, number, len(pieces), piece).to_text() for number, piece in enumerate(pieces, 1)]


def parse_part(text: str) -> Part:
    """One scanned part. Raises EnvelopeTorn or EnvelopeAltered."""
    healed = heal(text) if len(text) <= MAX_TEXT_LENGTH else ""
    if not healed.startswith(PART_PREFIX) or len(healed) <= PART_OVERHEAD:
        raise EnvelopeTorn()
    try:
        raw = base41.decode(healed[len(PART_PREFIX) : PART_OVERHEAD])
        set_id, number, total, _ = _HEADER.unpack(raw)
        part = Part(set_id, number, total, healed[PART_OVERHEAD:])
        intact = _header(part) == raw and 1 <= number <= total <= MAX_PARTS
    except ValueError:  # a character outside the alphabet, UnicodeEncodeError included
        raise EnvelopeAltered() from None
    if not intact:
        raise EnvelopeAltered()
    return part


def join_parts(scanned: Iterable[str]) -> str:
    """The whole text from its parts, in any order, repeated ones ignored; a whole text alone is itself.

    Raises EnvelopeIncomplete (with the numbers still missing), EnvelopeMixed (parts of two texts),
    EnvelopeTorn and EnvelopeAltered (a damaged part, or pieces that do not make the text of their digest).
    """
    texts = list(dict.fromkeys(heal(text) if len(text) <= MAX_TEXT_LENGTH else "" for text in scanned))
    if len(texts) == 1 and not texts[0].startswith(PART_PREFIX):
        return texts[0]
    if not texts:
        raise EnvelopeTorn()
    if any(text.startswith("MDG1") and not text.startswith(PART_PREFIX) for text in texts):
        raise EnvelopeMixed()
    parts = [parse_part(text) for text in texts]
    first = parts[0]
    if any((part.set_id, part.total) != (first.set_id, first.total) for part in parts):
        raise EnvelopeMixed()
    pieces: dict[int, str] = {}
    for part in parts:
        if pieces.setdefault(part.number, part.piece) != part.piece:
            raise EnvelopeAltered()
    missing = [number for number in range(1, first.total + 1) if number not in pieces]
    if missing:
        raise EnvelopeIncomplete(missing, first.total)
    text = "".join(pieces[number] for number in range(1, first.total + 1))
    if _set_id(text) != first.set_id:
        raise EnvelopeAltered()
    return text
