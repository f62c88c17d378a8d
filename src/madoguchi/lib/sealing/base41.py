"""Bytes as text in 41 characters that QR symbols, scanners and keyboards agree on.

Like Base45 (RFC 9285) it writes two bytes as three characters of the QR alphanumeric set, since 41³ is still
more than 2¹⁶. It leaves out the four characters of that set that do not survive a keyboard-wedge scanner: the
space (trimmed, wrapped) and `*`, `+`, `:`, which a scanner set to an American keyboard types as `(`, `~`, `+`
on a Japanese one.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%-./"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_BASE = len(ALPHABET)
_PAIRS = [first + second for second in ALPHABET for first in ALPHABET]


class Base41Error(ValueError):
    """The text is not one that `encode` makes."""


def encoded_length(size: int) -> int:
    """The number of characters that `encode` makes of `size` bytes."""
    return size // 2 * 3 + size % 2 * 2


def encode(data: bytes) -> str:
    """Two bytes become three characters, a last single byte two."""
    pieces = []
    for index in range(0, len(data) - 1, 2):
        high, low = divmod(data[index] << 8 | data[index + 1], _BASE * _BASE)
        pieces.append(_PAIRS[low] + ALPHABET[high])
    if len(data) % 2:
        pieces.append(_PAIRS[data[-1]])
    return "".join(pieces)


def decode(text: str) -> bytes:
    """The bytes of a text made by `encode`. Raises Base41Error for anything else."""
    if len(text) % 3 == 1:
        raise Base41Error("the text ends inside a group")
    try:
        values = [_VALUES[character] for character in text]
    except KeyError:
        raise Base41Error("the text holds a character that is not of the alphabet") from None
    decoded = bytearray()
    whole = len(values) - len(values) % 3
    for index in range(0, whole, 3):
        number = values[index] + _BASE * (values[index + 1] + _BASE * values[index + 2])
        if number > 0xFFFF:
            raise Base41Error("a group is out of range")
        decoded += number.to_bytes(2, "big")
    if whole < len(values):
        number = values[whole] + _BASE * values[whole + 1]
        if number > 0xFF:
            raise Base41Error("the last group is out of range")
        decoded.append(number)
    return bytes(decoded)
