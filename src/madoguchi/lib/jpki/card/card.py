"""The JPKI application of a マイナンバーカード: its certificates, its two PINs, its two keys.

What is written on the card (券面) and the 個人番号 are never read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from madoguchi.lib.jpki.card.apdu import MOST_EXPECTED, Command, Response
from madoguchi.lib.jpki.card.errors import (
    CardError,
    CardRefused,
    NotMyNumberCard,
    PinLocked,
    PinMalformed,
    WrongPin,
)
from madoguchi.lib.jpki.certificates import LARGEST_CERTIFICATE, Purpose

Transmit = Callable[[bytes], bytes]
"""Carries one command to the card and its answer back. Raises CardPulledOut where the card has gone."""

APPLICATION: Final = bytes.fromhex("D392F000260100000001")
TOKEN_FILE: Final = 0x0006
TOKEN_SIZE: Final = 0x20
TOKEN: Final = b"JPKIAPICCTOKEN"

DIGEST_INFO_SHA256: Final = bytes.fromhex("3031300D060960864801650304020105000420")
"""What stands before a SHA-256 digest in what an RSA key signs (RFC 8017, 9.2)."""

_PIN_LOCKED: Final = frozenset({0x6983, 0x6984, 0x63C0})
_FILE_NOT_FOUND: Final = frozenset({0x6A82, 0x6A86, 0x6A81, 0x6D00, 0x6E00})
_WRONG_LENGTH: Final = 0x6C00
_MORE_TO_COME: Final = 0x6100
_MOST_PIECES: Final = 256


@dataclass(frozen=True, slots=True)
class Files:
    """The elementary files of one purpose, the form of its PIN, and how often that may be wrong in a row."""

    certificate: int
    issuer: int
    pin: int
    key: int
    pin_form: re.Pattern[str]
    tries: int


FILES: Final = {
    Purpose.SIGNING: Files(0x0001, 0x0002, 0x001B, 0x001A, re.compile(r"[0-9A-Z]{6,16}", re.ASCII), 5),
    Purpose.AUTHENTICATION: Files(0x000A, 0x000B, 0x0018, 0x0017, re.compile(r"[0-9]{4}", re.ASCII), 3),
}


class Card:
    """A card behind `transmit`. Each method is complete in itself; all raise CardError with what to do.

    A PIN that can not be one is refused here: sent to the card it would cost a try.
    """

    def __init__(self, transmit: Transmit) -> None:
        self._transmit = transmit

    def tries_left(self, purpose: Purpose) -> int:
        """How many more times the PIN may be wrong; 0 when the card is locked."""
        self._open()
        self._select(FILES[purpose].pin)
        answer = self._send(Command(0x00, 0x20, 0x00, 0x80))
        if answer.status in _PIN_LOCKED:
            return 0
        if answer.status & 0xFFF0 != 0x63C0:
            raise CardRefused(answer.status)
        return answer.status & 0x0F

    def authentication_certificate(self) -> bytes:
        """The 利用者証明用電子証明書 (DER). It names nobody, and the card asks for no PIN."""
        self._open()
        return self._read_file(FILES[Purpose.AUTHENTICATION].certificate)

    def signing_certificate(self, password: str) -> bytes:
        """The 署名用電子証明書 (DER) with the 基本4情報. Raises WrongPin, PinLocked, PinMalformed."""
        self._open_with(Purpose.SIGNING, password)
        return self._read_file(FILES[Purpose.SIGNING].certificate)

    def issuer_certificate(self, purpose: Purpose) -> bytes:
        """The authority's certificate (DER). It proves nothing: whoever made the card has put it there."""
        self._open()
        return self._read_file(FILES[purpose].issuer)

    def sign(self, content: bytes, password: str) -> bytes:
        """The signature (署名用) over the content. Raises WrongPin, PinLocked, PinMalformed."""
        self._open_with(Purpose.SIGNING, password)
        return self._sign(FILES[Purpose.SIGNING].key, content)

    def authenticate(self, challenge: bytes, pin: str) -> bytes:
        """The signature (利用者証明用) over a challenge. Raises WrongPin, PinLocked, PinMalformed."""
        self._open_with(Purpose.AUTHENTICATION, pin)
        return self._sign(FILES[Purpose.AUTHENTICATION].key, challenge)

    # --- commands -----------------------------------------------------------------------------------

    def _open(self) -> None:
        """Selects the application and makes sure that it is the one of a card."""
        answer = self._send(Command(0x00, 0xA4, 0x04, 0x0C, APPLICATION))
        if answer.status in _FILE_NOT_FOUND:
            raise NotMyNumberCard()
        _require_done(answer)
        self._select(TOKEN_FILE)
        answer = self._send(Command(0x00, 0xB0, 0x00, 0x00, expected=TOKEN_SIZE))
        _require_done(answer)
        if answer.data.rstrip(b" \x00") != TOKEN:
            raise NotMyNumberCard()

    def _open_with(self, purpose: Purpose, pin: str) -> None:
        files = FILES[purpose]
        # The card knows capital letters only.
        written = pin.upper()
        if files.pin_form.fullmatch(written) is None:
            raise PinMalformed()
        self._open()
        self._select(files.pin)
        answer = self._send(Command(0x00, 0x20, 0x00, 0x80, written.encode("ascii")))
        if answer.status in _PIN_LOCKED:
            raise PinLocked()
        if answer.status & 0xFFF0 == 0x63C0:
            raise WrongPin(answer.status & 0x0F)
        _require_done(answer)

    def _select(self, file: int) -> None:
        _require_done(self._send(Command(0x00, 0xA4, 0x02, 0x0C, file.to_bytes(2, "big"))))

    def _sign(self, key: int, content: bytes) -> bytes:
        self._select(key)
        digest_info = DIGEST_INFO_SHA256 + hashlib.sha256(content).digest()
        answer = self._send(Command(0x80, 0x2A, 0x00, 0x80, digest_info, MOST_EXPECTED))
        _require_done(answer)
        return answer.data

    def _read_file(self, file: int) -> bytes:
        """A file with one DER value, whose length says where it ends. Raises CardError for any other."""
        self._select(file)
        content = self._read_at(0, 4)
        size = _whole_size(content)
        while len(content) < size:
            piece = self._read_at(len(content), min(MOST_EXPECTED, size - len(content)))
            content += piece
        return content[:size]

    def _read_at(self, position: int, size: int) -> bytes:
        """At least one byte from the selected file. Raises CardError."""
        answer = self._send(Command(0x00, 0xB0, position >> 8, position & 0xFF, expected=size))
        _require_done(answer)
        if not answer.data:
            raise CardError()
        return answer.data

    def _send(self, command: Command) -> Response:
        """One command, with the two ways in which a card may give its answer in another length than asked."""
        answer = Response.read(self._transmit(bytes(command)))
        if answer.status & 0xFF00 == _WRONG_LENGTH and command.expected:
            right = Command(
                command.cla,
                command.ins,
                command.p1,
                command.p2,
                command.data,
                answer.status & 0xFF or MOST_EXPECTED,
            )
            answer = Response.read(self._transmit(bytes(right)))
        data = answer.data
        for _ in range(_MOST_PIECES):
            if answer.status & 0xFF00 != _MORE_TO_COME:
                return Response(data, answer.status)
            more = Command(0x00, 0xC0, 0x00, 0x00, expected=answer.status & 0xFF or MOST_EXPECTED)
            answer = Response.read(self._transmit(bytes(more)))
            data += answer.data
        raise CardError()


def _require_done(answer: Response) -> None:
    if not answer.done:
        raise CardRefused(answer.status)


def _whole_size(begin: bytes) -> int:
    """The size of a DER SEQUENCE from its first four bytes. Raises CardError where it is none that fits."""
    if len(begin) < 4 or begin[0] != 0x30:
        raise CardError()
    if begin[1] < 0x80:
        size = 2 + begin[1]
    elif begin[1] == 0x81:
        size = 3 + begin[2]
    elif begin[1] == 0x82:
        size = 4 + int.from_bytes(begin[2:4], "big")
    else:
        raise CardError()
    if size > LARGEST_CERTIFICATE:
        raise CardError()
    return size
