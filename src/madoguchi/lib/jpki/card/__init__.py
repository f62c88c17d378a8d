"""Speaking with a マイナンバーカード: the commands of its JPKI application, over any way of carrying
bytes.
"""

from madoguchi.lib.jpki.card.apdu import Command, Response
from madoguchi.lib.jpki.card.card import Card, Transmit
from madoguchi.lib.jpki.card.errors import (
    CardError,
    CardPulledOut,
    CardRefused,
    NoCard,
    NoReader,
    NotMyNumberCard,
    PinLocked,
    PinMalformed,
    ReaderSoftwareMissing,
    WrongPin,
)

__all__ = [
    "Card",
    "CardError",
    "CardPulledOut",
    "CardRefused",
    "Command",
    "NoCard",
    "NoReader",
    "NotMyNumberCard",
    "PinLocked",
    "PinMalformed",
    "ReaderSoftwareMissing",
    "Response",
    "Transmit",
    "WrongPin",
]
