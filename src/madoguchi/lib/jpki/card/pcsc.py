"""A card in a PC/SC reader, through pyscard (the extra `card`), which is imported only when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from madoguchi.lib.jpki.card.card import Card
from madoguchi.lib.jpki.card.errors import CardPulledOut, NoCard, NoReader, ReaderSoftwareMissing


def reader_names() -> list[str]:
    """The names of the readers that are connected. Raises ReaderSoftwareMissing, NoReader."""
    return [str(reader) for reader in _readers()]


@contextmanager
def card_in_reader(name: str | None = None) -> Iterator[Card]:
    """The card in a reader: the one of this name, or the first that holds a card.

    While it is open no other program can speak with the card and use the PIN that was given; afterwards
    the card
    is reset and has forgotten it. Raises ReaderSoftwareMissing, NoReader, NoCard; later CardPulledOut.
    """
    connection = _connect(_named(name))
    from smartcard.Exceptions import SmartcardException

    def transmit(command: bytes) -> bytes:
        try:
            data, first, second = connection.transmit(list(command))
        except SmartcardException:
            raise CardPulledOut() from None
        return bytes((*data, first, second))

    try:
        yield Card(transmit)
    finally:
        with suppress(SmartcardException):
            connection.disconnect()


def _readers() -> list[Any]:
    try:
        from smartcard.Exceptions import SmartcardException
        from smartcard.pcsc.PCSCExceptions import BaseSCardException
        from smartcard.System import readers
    except ImportError:
        raise ReaderSoftwareMissing() from None
    try:
        return list(readers())
    except (SmartcardException, BaseSCardException):
        # The PC/SC service does not run: for its user the same as no reader.
        raise NoReader() from None


def _named(name: str | None) -> list[Any]:
    """The readers of this name, or all. Raises NoReader, saying which there are."""
    found = _readers()
    chosen = [reader for reader in found if name is None or str(reader) == name]
    if found and not chosen:
        names = "、".join(str(reader) for reader in found)
        raise NoReader(f"カードリーダー「{name}」が見つかりません。つながっているカードリーダー: {names}")
    return chosen


def _connect(readers: list[Any]) -> Any:
    """A connection that nobody shares. Raises NoReader, NoCard."""
    from smartcard.Exceptions import NoCardException, SmartcardException
    from smartcard.scard import SCARD_RESET_CARD, SCARD_SHARE_EXCLUSIVE

    if not readers:
        raise NoReader()
    busy = False
    for reader in readers:
        try:
            connection = reader.createConnection()
            connection.connect(mode=SCARD_SHARE_EXCLUSIVE, disposition=SCARD_RESET_CARD)
        except NoCardException:
            continue
        except SmartcardException:
            busy = True
            continue
        return connection
    raise NoReader() if busy else NoCard()
