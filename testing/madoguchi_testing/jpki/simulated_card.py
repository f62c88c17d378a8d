"""A card that speaks the commands of a real one, for tests without a reader and for the software card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils

from madoguchi.lib.jpki.card import CardPulledOut, Command, Response
from madoguchi.lib.jpki.card.apdu import MOST_EXPECTED
from madoguchi.lib.jpki.card.card import APPLICATION, DIGEST_INFO_SHA256, FILES, TOKEN, TOKEN_FILE, TOKEN_SIZE
from madoguchi.lib.jpki.certificates import Purpose
from madoguchi_testing.jpki.authority import IssuedCard

Unlock = Callable[[bytes], rsa.RSAPrivateKey | None]
"""Gives the key for the right PIN and None for a wrong one."""

PIN_BLOCKED = 0x6984
NOT_ALLOWED = 0x6982
NOT_FOUND = 0x6A82
WRONG_DATA = 0x6A80
WRONG_POSITION = 0x6B00
WRONG_LENGTH = 0x6700
UNKNOWN_COMMAND = 0x6D00


@dataclass(slots=True)
class Slot:
    """One purpose on the card: what can be read, how its key is unlocked, and how many tries are left."""

    certificate: bytes
    issuer: bytes
    unlock: Unlock
    tries_left: int


class SimulatedCard:
    """Takes commands as bytes, as a reader carries them.

    `pull_out_after` is the number of commands after which the card is gone; `remember` is told when tries
    change.
    """

    def __init__(
        self,
        slots: Mapping[Purpose, Slot],
        *,
        pull_out_after: int | None = None,
        remember: Callable[[], None] = lambda: None,
        token: bytes = TOKEN,
    ) -> None:
        self.slots = dict(slots)
        self.commands: list[bytes] = []
        self.pull_out_after = pull_out_after
        self._remember = remember
        self._token = token.ljust(TOKEN_SIZE)
        self._open = False
        self._file: int | None = None
        self._unlocked: dict[Purpose, rsa.RSAPrivateKey] = {}

    @classmethod
    def holding(
        cls, issued: IssuedCard, *, password: str, pin: str, pull_out_after: int | None = None
    ) -> Self:
        """A card as it is handed out, with all tries."""
        pins = {Purpose.SIGNING: password.encode(), Purpose.AUTHENTICATION: pin.encode()}
        slots = {
            purpose: Slot(
                issued.certificates[purpose],
                issued.issuers[purpose],
                _unlock_with(pins[purpose], issued.keys[purpose]),
                FILES[purpose].tries,
            )
            for purpose in Purpose
        }
        return cls(slots, pull_out_after=pull_out_after)

    def transmit(self, raw: bytes) -> bytes:
        """The answer to a command. Raises CardPulledOut once the card is gone."""
        if self.pull_out_after is not None and len(self.commands) >= self.pull_out_after:
            self._open, self._file, self._unlocked = False, None, {}
            raise CardPulledOut()
        self.commands.append(raw)
        try:
            command = Command.read(raw)
        except ValueError:
            return bytes(Response(b"", WRONG_LENGTH))
        return bytes(self._answer(command))

    def _answer(self, command: Command) -> Response:
        match (command.cla, command.ins, command.p1, command.p2):
            case (0x00, 0xA4, 0x04, 0x0C):
                return self._select_application(command.data)
            case (0x00, 0xA4, 0x02, 0x0C):
                return self._select_file(command.data)
            case (0x00, 0xB0, _, _):
                return self._read(command.p1 << 8 | command.p2, command.expected)
            case (0x00, 0x20, 0x00, 0x80):
                return self._verify(command.data)
            case (0x80, 0x2A, 0x00, 0x80):
                return self._sign(command.data)
        return Response(b"", UNKNOWN_COMMAND)

    def _select_application(self, name: bytes) -> Response:
        self._file, self._unlocked = None, {}
        self._open = name == APPLICATION
        return Response(b"", 0x9000 if self._open else NOT_FOUND)

    def _select_file(self, name: bytes) -> Response:
        file = int.from_bytes(name, "big")
        known = {TOKEN_FILE} | {
            one for files in FILES.values() for one in (files.certificate, files.issuer, files.pin, files.key)
        }
        if not self._open or len(name) != 2 or file not in known:
            return Response(b"", NOT_FOUND)
        self._file = file
        return Response(b"", 0x9000)

    def _content(self) -> bytes | None:
        """What can be read from the selected file now."""
        if self._file == TOKEN_FILE:
            return self._token
        for purpose, slot in self.slots.items():
            files = FILES[purpose]
            if self._file == files.issuer:
                return slot.issuer
            # The 署名用 certificate names its owner, so the card asks for the password first.
            if self._file == files.certificate and (
                purpose is Purpose.AUTHENTICATION or purpose in self._unlocked
            ):
                return slot.certificate
        return None

    def _read(self, position: int, size: int) -> Response:
        content = self._content()
        if content is None:
            return Response(b"", NOT_ALLOWED)
        if position >= len(content):
            return Response(b"", WRONG_POSITION)
        return Response(content[position : position + min(size or MOST_EXPECTED, MOST_EXPECTED)], 0x9000)

    def _verify(self, pin: bytes) -> Response:
        purpose = next((one for one in self.slots if FILES[one].pin == self._file), None)
        if purpose is None:
            return Response(b"", NOT_ALLOWED)
        slot = self.slots[purpose]
        if not pin:
            return Response(b"", 0x63C0 | slot.tries_left)
        if not slot.tries_left:
            return Response(b"", PIN_BLOCKED)
        # Counted before the answer, so that pulling the card out gives no try back.
        slot.tries_left -= 1
        self._remember()
        key = slot.unlock(pin)
        if key is None:
            self._unlocked.pop(purpose, None)
            return Response(b"", 0x63C0 | slot.tries_left if slot.tries_left else PIN_BLOCKED)
        slot.tries_left = FILES[purpose].tries
        self._remember()
        self._unlocked[purpose] = key
        return Response(b"", 0x9000)

    def _sign(self, digest_info: bytes) -> Response:
        purpose = next((one for one in self.slots if FILES[one].key == self._file), None)
        if purpose is None or purpose not in self._unlocked:
            return Response(b"", NOT_ALLOWED)
        prefix, digest = digest_info[: len(DIGEST_INFO_SHA256)], digest_info[len(DIGEST_INFO_SHA256) :]
        if prefix != DIGEST_INFO_SHA256 or len(digest) != 32:
            return Response(b"", WRONG_DATA)
        signature = self._unlocked[purpose].sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))
        return Response(signature, 0x9000)


def _unlock_with(right: bytes, key: rsa.RSAPrivateKey) -> Unlock:
    return lambda pin: key if pin == right else None
