"""Commands and responses as they travel to a card and back (ISO/IEC 7816-4, short form)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self

from madoguchi.lib.jpki.card.errors import CardError

MOST_DATA: Final = 255
"""Bytes that a command of the short form carries."""

MOST_EXPECTED: Final = 256
"""Bytes that it can ask for."""

DONE: Final = 0x9000


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `expected` is how many bytes may come back at most, 0 for none.

    Data never shows: it may be a PIN.
    Raises ValueError for what the short form can not say.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    expected: int = 0

    def __post_init__(self) -> None:
        if any(not 0 <= one <= 0xFF for one in (self.cla, self.ins, self.p1, self.p2)):
            raise ValueError("class, instruction and parameters are one byte each")
        if len(self.data) > MOST_DATA or not 0 <= self.expected <= MOST_EXPECTED:
            raise ValueError("too much for a command of the short form")

    def __bytes__(self) -> bytes:
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        data = bytes((len(self.data),)) + self.data if self.data else b""
        # 256 is written as 0.
        return header + data + (bytes((self.expected & 0xFF,)) if self.expected else b"")

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The command in these bytes. Raises ValueError for what is none of the short form."""
        if len(raw) < 4:
            raise ValueError("a command has four bytes at least")
        header, body = raw[:4], raw[4:]
        data, rest = b"", body
        if len(body) > 1:
            data, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
            if not body[0] or len(data) != body[0] or len(rest) > 1:
                raise ValueError("the length of the data is not the one given")
        expected = (rest[0] or MOST_EXPECTED) if rest else 0
        return cls(header[0], header[1], header[2], header[3], data, expected)


@dataclass(frozen=True, slots=True)
class Response:
    """What a card answers: data and a status of two bytes."""

    data: bytes = field(repr=False)
    status: int

    @property
    def done(self) -> bool:
        """Whether the card did what it was told."""
        return self.status == DONE

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The response in these bytes. Raises CardError for fewer than two."""
        if len(raw) < 2:
            raise CardError()
        return cls(bytes(raw[:-2]), int.from_bytes(raw[-2:], "big"))

    def __bytes__(self) -> bytes:
        return self.data + self.status.to_bytes(2, "big")
