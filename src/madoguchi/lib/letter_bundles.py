"""Several small letters in one message between the zones: fewer questions for the same bytes.

    for each letter: number 16 | SHA-256 32 | size 4 | the sealed bytes

The letters stay what they are, sealed and each with its digest; who takes a bundle checks each by itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

MOST_LETTERS = 50
LARGEST_LETTER = 256 * 1024
"""Bytes; a larger one travels alone and goes on where it broke off."""

LARGEST_BUNDLE = 1024**2
"""Bytes of the letters of one bundle together: what is lost when it breaks off."""

MEDIA_TYPE = "application/x-madoguchi-letters"

_HEAD = struct.Struct(">16s32sI")
MOST_BYTES = LARGEST_BUNDLE + MOST_LETTERS * _HEAD.size
"""Of a whole bundle, heads included."""


class BundleError(ValueError):
    """まとめて送られたデータを読めません。"""


@dataclass(frozen=True, slots=True)
class BundledLetter:
    """One letter: its number, its SHA-256 in hexadecimal as the carrier says it, and its sealed bytes."""

    uuid: UUID
    digest: str
    content: bytes = field(repr=False)


class Sized(Protocol):
    """Something with a number of bytes."""

    @property
    def size(self) -> int:
        """Bytes."""


Letter = TypeVar("Letter", bound=Sized)


def bundles_of(letters: Iterable[Letter]) -> Iterator[Sequence[Letter]]:
    """Letters in their order, in groups that may travel together; one that is too large alone."""
    group: list[Letter] = []
    size = 0
    for letter in letters:
        alone = not 0 < letter.size <= LARGEST_LETTER
        full = len(group) == MOST_LETTERS or size + letter.size > LARGEST_BUNDLE
        if group and (alone or full):
            yield group
            group, size = [], 0
        if alone:
            yield [letter]
            continue
        group.append(letter)
        size += letter.size
    if group:
        yield group


def write_bundle(letters: Iterable[BundledLetter]) -> bytes:
    """All of them in one message. Raises BundleError for more than may travel together."""
    parts: list[bytes] = []
    for number, one in enumerate(letters):
        if number == MOST_LETTERS or len(one.content) > LARGEST_LETTER:
            raise BundleError(BundleError.__doc__)
        parts += (_HEAD.pack(one.uuid.bytes, bytes.fromhex(one.digest), len(one.content)), one.content)
    whole = b"".join(parts)
    if len(whole) > MOST_BYTES:
        raise BundleError(BundleError.__doc__)
    return whole


def read_bundle(raw: bytes) -> list[BundledLetter]:
    """The letters of a message; whether they are what their digests say, the taker finds out.

    Raises BundleError for what is torn, too much, or no bundle.
    """
    if len(raw) > MOST_BYTES:
        raise BundleError(BundleError.__doc__)
    letters: list[BundledLetter] = []
    place = 0
    while place < len(raw):
        begin = place + _HEAD.size
        if begin > len(raw) or len(letters) == MOST_LETTERS:
            raise BundleError(BundleError.__doc__)
        number, digest, size = _HEAD.unpack(raw[place:begin])
        place = begin + size
        if place > len(raw) or size > LARGEST_LETTER:
            raise BundleError(BundleError.__doc__)
        letters.append(BundledLetter(UUID(bytes=number), digest.hex(), raw[begin:place]))
    return letters
