"""A payload and its attachments as a stream of encrypted pieces, in order, whole or not at all.

libsodium's secretstream (XChaCha20-Poly1305) of 64 KiB pieces; the last one is marked, so that a missing end
shows. The stream holds

    length of the head 4 | head | zeros up to a multiple of 2 KiB | attachments one after the other

and the head, compressed, the payload with name and size of each attachment. Attachments are not compressed:
photographs and PDF are compressed already, and what is never unpacked can be no bomb.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from nacl import bindings
from nacl.exceptions import CryptoError

from madoguchi.lib.sealing.content import ContentError, ContentTooLarge, compress, decompress
from madoguchi.lib.sealing.letter_errors import LetterAltered, LetterTooLarge, LetterTorn

KEY_SIZE = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
PIECE_SIZE = 64 * 1024
MAX_ATTACHMENTS = 50
MAX_ATTACHMENT_SIZE = 20 * 1024**2
MAX_ATTACHMENTS_SIZE = 100 * 1024**2
_SEALED_PIECE = PIECE_SIZE + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_STREAM_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LENGTH = struct.Struct(">I")
_PADDING = 2048
_MAX_HEAD = 512 * 1024
_MAX_NAME = 200


class Readable(Protocol):
    """Something to read bytes from: a file, a request, a row of pieces."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a payload; `name` is what its owner called it, and to be trusted as little."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter holds: plain values under text keys, and files."""

    payload: dict[str, Any] = field(repr=False)
    attachments: tuple[Attachment, ...] = ()


def write_pieces(key: bytes, content: Content, *, bound_to: bytes) -> Iterator[bytes]:
    """The encrypted stream, piece by piece. `bound_to` is needed to read it again.

    Raises LetterTooLarge before the first piece, ContentError for values that are not plain.
    """
    _check_sizes([len(one.content) for one in content.attachments])
    try:
        head = compress(
            {
                "payload": content.payload,
                "attachments": [[one.name[-_MAX_NAME:], len(one.content)] for one in content.attachments],
            },
            b"",
        )
    except ContentTooLarge:
        raise LetterTooLarge() from None
    return _encrypt(key, _with_attachments(head, content.attachments), bound_to)


def read_pieces(key: bytes, source: Readable, *, bound_to: bytes) -> Content:
    """The content again. Raises LetterTorn for a missing end, LetterAltered for anything else."""
    plain = _Plain(_decrypt(key, source, bound_to))
    (length,) = _LENGTH.unpack(plain.take(_LENGTH.size))
    if length > _MAX_HEAD:
        raise LetterAltered()
    payload, names_and_sizes = _read_head(plain.take(length))
    plain.take(-(_LENGTH.size + length) % _PADDING)
    attachments = tuple(Attachment(name, plain.take(size)) for name, size in names_and_sizes)
    plain.expect_end()
    return Content(payload, attachments)


def _check_sizes(sizes: Sequence[int]) -> None:
    too_many = len(sizes) > MAX_ATTACHMENTS or sum(sizes) > MAX_ATTACHMENTS_SIZE
    if too_many or any(size > MAX_ATTACHMENT_SIZE for size in sizes):
        raise LetterTooLarge()


def _with_attachments(head: bytes, attachments: Sequence[Attachment]) -> Iterator[bytes]:
    begin = _LENGTH.pack(len(head)) + head
    yield begin + bytes(-len(begin) % _PADDING)
    for attachment in attachments:
        yield attachment.content


def _read_head(head: bytes) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    try:
        read = decompress(head, b"")
    except ContentError:
        raise LetterAltered() from None
    payload, listed = read.get("payload"), read.get("attachments")
    if not isinstance(payload, dict) or not isinstance(listed, list):
        raise LetterAltered()
    names_and_sizes: list[tuple[str, int]] = []
    for one in listed:
        match one:
            case [str(name), int(size)] if size >= 0 and len(name) <= _MAX_NAME:
                names_and_sizes.append((name, size))
            case _:
                raise LetterAltered()
    _check_sizes([size for _, size in names_and_sizes])
    return payload, names_and_sizes


def _cut(parts: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The bytes of the parts in pieces of equal size, and with each whether it is the last one."""
    kept = bytearray()
    for part in parts:
        view = memoryview(part)
        # Never more than one piece is copied at a time, however long a part is.
        while view:
            if len(kept) == PIECE_SIZE:
                yield bytes(kept), False
                kept.clear()
            taken = PIECE_SIZE - len(kept)
            kept += view[:taken]
            view = view[taken:]
    yield bytes(kept), True


def _encrypt(key: bytes, parts: Iterator[bytes], bound_to: bytes) -> Iterator[bytes]:
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    yield bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for piece, is_last in _cut(parts):
        tag = _FINAL if is_last else _MESSAGE
        yield bindings.crypto_secretstream_xchacha20poly1305_push(state, piece, bound_to, tag)


def _decrypt(key: bytes, source: Readable, bound_to: bytes) -> Iterator[bytes]:
    stream_header = source.read(_STREAM_HEADER)
    if len(stream_header) < _STREAM_HEADER:
        raise LetterTorn()
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, stream_header, key)
    opened = 0
    while True:
        sealed = source.read(_SEALED_PIECE)
        if not sealed:
            raise LetterTorn()
        try:
            piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed, bound_to)
        except (CryptoError, ValueError):
            # After pieces that opened, a short one was cut off; before, the key may be another's.
            is_cut = opened and len(sealed) < _SEALED_PIECE
            raise (LetterTorn() if is_cut else LetterAltered()) from None
        opened += 1
        yield piece
        if tag == _FINAL:
            break
    if source.read(1):
        raise LetterAltered()


class _Plain:
    """Takes exact lengths from decrypted pieces, and holds no more than it was asked for and one piece."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._kept = b""

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes; raises LetterAltered where the stream ends before."""
        taken = bytearray()
        while len(taken) < size:
            if not self._kept:
                self._kept = next(self._pieces, b"")
                if not self._kept:
                    raise LetterAltered()
            missing = size - len(taken)
            taken += self._kept[:missing]
            self._kept = self._kept[missing:]
        return bytes(taken)

    def expect_end(self) -> None:
        """Raises LetterAltered when anything is left, LetterTorn when the mark of the end is missing."""
        if self._kept or any(self._pieces):
            raise LetterAltered()
