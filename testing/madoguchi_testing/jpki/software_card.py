"""A card in a file, for demo and tests: keys under their PINs, tries counted in the file.

It is no safe place for a key: a PIN of four digits is soon guessed by whoever has the file. Its people are
fictional, and nobody believes its authority but the demo.
"""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from madoguchi.lib.files import write_whole
from madoguchi.lib.jpki.card import Card, PinMalformed
from madoguchi.lib.jpki.card.card import FILES
from madoguchi.lib.jpki.certificates import Purpose
from madoguchi_testing.jpki.authority import IssuedCard
from madoguchi_testing.jpki.simulated_card import SimulatedCard, Slot, Unlock

FORMAT = "madoguchi software card 1"
LARGEST_FILE = 100_000


class SoftwareCardUnreadable(Exception):  # noqa: N818 - named as it is said
    """カードのファイルを読めません。「madoguchi card make」で作ったファイルを指定してください。"""


class SoftwareCard:
    """The card in a file. What happens to its PINs is written back, so that a locked card stays locked."""

    def __init__(self, file: Path, slots: dict[Purpose, Slot], content: dict[str, Any]) -> None:
        self._file = file
        self._content = content
        self.simulated = SimulatedCard(slots, remember=self._remember)

    @classmethod
    def make(cls, file: Path, issued: IssuedCard, *, password: str, pin: str) -> Self:
        """Writes a new card. Raises PinMalformed, FileExistsError (a card is never replaced), OSError."""
        pins = {Purpose.SIGNING: password.upper(), Purpose.AUTHENTICATION: pin}
        for purpose, given in pins.items():
            if FILES[purpose].pin_form.fullmatch(given) is None:
                raise PinMalformed()
        if file.exists():
            raise FileExistsError(file)
        content: dict[str, Any] = {"format": FORMAT}
        for purpose in Purpose:
            key = issued.keys[purpose].private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(pins[purpose].encode("ascii"))
            )
            content[purpose] = {
                "certificate": base64.b64encode(issued.certificates[purpose]).decode("ascii"),
                "issuer": base64.b64encode(issued.issuers[purpose]).decode("ascii"),
                "key": key.decode("ascii"),
                "tries_left": FILES[purpose].tries,
            }
        _write(file, content)
        return cls.read(file)

    @classmethod
    def read(cls, file: Path) -> Self:
        """The card in the file. Raises SoftwareCardUnreadable."""
        try:
            if file.stat().st_size > LARGEST_FILE:
                raise SoftwareCardUnreadable(SoftwareCardUnreadable.__doc__)
            content = json.loads(file.read_text(encoding="ascii"))
            if content["format"] != FORMAT:
                raise SoftwareCardUnreadable(SoftwareCardUnreadable.__doc__)
            slots = {purpose: _slot(purpose, content[purpose]) for purpose in Purpose}
        except (OSError, ValueError, KeyError, TypeError, binascii.Error):
            raise SoftwareCardUnreadable(SoftwareCardUnreadable.__doc__) from None
        return cls(file, slots, content)

    @property
    def card(self) -> Card:
        """The card as a reader would give it."""
        return Card(self.simulated.transmit)

    def _remember(self) -> None:
        for purpose, slot in self.simulated.slots.items():
            self._content[purpose]["tries_left"] = slot.tries_left
        _write(self._file, self._content)


def _slot(purpose: Purpose, raw: Any) -> Slot:
    tries = int(raw["tries_left"])
    if not 0 <= tries <= FILES[purpose].tries:
        raise ValueError("a card has no such number of tries")
    return Slot(
        base64.b64decode(raw["certificate"], validate=True),
        base64.b64decode(raw["issuer"], validate=True),
        _unlock(raw["key"].encode("ascii")),
        tries,
    )


def _unlock(encrypted: bytes) -> Unlock:
    def unlock(pin: bytes) -> rsa.RSAPrivateKey | None:
        try:
            key = load_pem_private_key(encrypted, pin)
        except ValueError:
            return None
        return key if isinstance(key, rsa.RSAPrivateKey) else None

    return unlock


def _write(file: Path, content: dict[str, Any]) -> None:
    write_whole(file, json.dumps(content, indent=1).encode("ascii"))
