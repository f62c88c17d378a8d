"""What stands in clear on a letter, like the address on a cover: needed to carry it, bound into its seal."""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from madoguchi.lib.sealing.letter_errors import LetterAltered, LetterTorn

LETTER_MAGIC, REPLY_MAGIC = b"MDL1", b"MDR1"
ADDRESS_SIZE = 32
DIGEST_SIZE = 16
NO_ADDRESS = bytes(ADDRESS_SIZE)
_LAYOUT = struct.Struct(f">4s3s16s16sI{ADDRESS_SIZE}s")
HEADER_SIZE = _LAYOUT.size
_BOX = re.compile(r"[a-z_]{1,16}", re.ASCII)
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_LAST_CODE = 999_999


@dataclass(frozen=True, slots=True)
class LetterHeader:
    """The cover of a letter or of a reply.

    `box` is the kind of content (`applications`), up to 16 small letters and underscores. `expires_at` is in
    UTC, to the second. `address` is where the answer goes, or for a reply where it lies: 32 bytes that only
    who knows the secret can make; zeros where no answer is expected. `to_resident` tells a reply from a
    letter to a municipality. Raises ValueError for what cannot be written.
    """

    municipality_code: str
    box: str
    letter_id: UUID
    expires_at: datetime
    address: bytes = NO_ADDRESS
    to_resident: bool = False

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.municipality_code):
            raise ValueError("a municipality code has six digits")
        if not _BOX.fullmatch(self.box):
            raise ValueError("a box is named by up to 16 small letters")
        if len(self.address) != ADDRESS_SIZE:
            raise ValueError("an address has 32 bytes")
        if self.expires_at.tzinfo is None:
            raise ValueError("times need a time zone")

    def to_bytes(self) -> bytes:
        """The 75 bytes with which the letter begins."""
        return _LAYOUT.pack(
            REPLY_MAGIC if self.to_resident else LETTER_MAGIC,
            int(self.municipality_code).to_bytes(3, "big"),
            self.box.encode("ascii"),
            self.letter_id.bytes,
            int(self.expires_at.timestamp()),
            self.address,
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> LetterHeader:
        """The cover of anything that begins like a letter. Raises LetterTorn and LetterAltered."""
        if len(raw) < HEADER_SIZE:
            raise LetterTorn()
        magic, code, box, identifier, expires_at, address = _LAYOUT.unpack(raw[:HEADER_SIZE])
        number = int.from_bytes(code, "big")
        if magic not in (LETTER_MAGIC, REPLY_MAGIC) or number > _LAST_CODE:
            raise LetterAltered()
        try:
            return cls(
                f"{number:06d}",
                box.rstrip(b"\0").decode("ascii"),
                UUID(bytes=identifier),
                datetime.fromtimestamp(expires_at, UTC),
                address,
                magic == REPLY_MAGIC,
            )
        except ValueError:
            raise LetterAltered() from None

    def digest(self) -> bytes:
        """16 bytes that stand inside the seal, so that a changed cover shows."""
        return hashlib.blake2b(self.to_bytes(), digest_size=DIGEST_SIZE, person=b"mdg-letter-head").digest()
