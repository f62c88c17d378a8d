"""Answers to a resident, under a key that comes from a secret which the resident alone keeps.

    header | pieces under a key made from the resident's key and the header

The resident's secret gives an address, under which the public zone keeps the answers, and a key, which opens
them. Address and key travel to the office inside the sealed letter; the public zone sees the address only,
and neither can be computed from the other.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from madoguchi.lib.sealing.letter_errors import LetterAltered, ReplySecretUnusable
from madoguchi.lib.sealing.letter_header import ADDRESS_SIZE, HEADER_SIZE, LetterHeader
from madoguchi.lib.sealing.letters import SealedLetter
from madoguchi.lib.sealing.pieces import KEY_SIZE, Content, Readable, read_pieces, write_pieces
from madoguchi.lib.written_codes import ALPHABET, fold_written_code

REPLIES = "replies"
"""The box in which answers to residents lie."""

_GROUPS, _GROUP = 5, 5


@dataclass(frozen=True, slots=True)
class ReplyBox:
    """Where the answers to one resident lie, and the key that seals and opens them; 32 bytes each."""

    address: bytes
    key: bytes = field(repr=False)

    def digest(self) -> bytes:
        """Names the box without telling what opens it: SHA-256 of address and key, 32 bytes."""
        return hashlib.sha256(self.address + self.key).digest()

    def to_payload(self) -> dict[str, Any]:
        """As it stands in the payload of a sealed letter."""
        return {"address": self.address, "key": self.key}

    @classmethod
    def from_payload(cls, payload: object) -> ReplyBox:
        """From the payload of an opened letter. Raises LetterAltered for anything else."""
        match payload:
            case {"address": bytes(address), "key": bytes(key)} if (
                len(address) == ADDRESS_SIZE and len(key) == KEY_SIZE
            ):
                return cls(address, key)
        raise LetterAltered()


def generate_reply_secret() -> str:
    """A new secret of 125 bits as five groups of five letters and digits, to be written down."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def reply_box(secret: str, municipality_code: str) -> ReplyBox:
    """Address and key of a secret, typed in any width, case and grouping. Raises ReplySecretUnusable.

    The secret is long enough that nobody can try all, so the derivation needs no slowness.
    """
    folded = fold_written_code(secret)
    typed = "".join(one for one in folded if one in ALPHABET)
    foreign = [one for one in folded if one.isalnum() and one not in ALPHABET]
    if len(typed) != _GROUPS * _GROUP or foreign:
        raise ReplySecretUnusable()
    material = f"{municipality_code}:{typed}".encode("ascii")
    return ReplyBox(
        hashlib.blake2b(material, digest_size=ADDRESS_SIZE, person=b"mdg-reply-addr").digest(),
        hashlib.blake2b(material, digest_size=KEY_SIZE, person=b"mdg-reply-key").digest(),
    )


def seal_reply(
    content: Content,
    *,
    to: ReplyBox,
    municipality_code: str,
    expires_at: datetime,
    letter_id: UUID | None = None,
) -> SealedLetter:
    """An answer to whoever holds the secret of `to`. Raises what `seal_letter` raises."""
    header = LetterHeader(municipality_code, REPLIES, letter_id or uuid4(), expires_at, to.address, True)
    pieces = write_pieces(_key(to, header), content, bound_to=header.digest())
    return SealedLetter(LetterHeader.from_bytes(header.to_bytes()), chain([header.to_bytes()], pieces))


def open_reply(source: Readable, *, box: ReplyBox) -> tuple[LetterHeader, Content]:
    """Cover and content of an answer. Raises LetterTorn and LetterAltered (also for another's answer)."""
    header = LetterHeader.from_bytes(source.read(HEADER_SIZE))
    if not header.to_resident or header.address != box.address:
        raise LetterAltered()
    return header, read_pieces(_key(box, header), source, bound_to=header.digest())


def _key(box: ReplyBox, header: LetterHeader) -> bytes:
    """A key of its own for each answer: a stream's key is used once."""
    return hashlib.blake2b(
        header.digest(), digest_size=KEY_SIZE, key=box.key, person=b"mdg-reply-one"
    ).digest()
