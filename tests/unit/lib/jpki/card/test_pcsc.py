"""A PC/SC reader: pyscard's own interface, played by a module of the same shape with a simulated card."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from tests.unit.lib.jpki.samples import CONTENT, PASSWORD, simulated, verified

from madoguchi.lib.jpki import Purpose
from madoguchi.lib.jpki.card import CardPulledOut, NoCard, NoReader, ReaderSoftwareMissing
from madoguchi.lib.jpki.card.pcsc import card_in_reader, reader_names
from madoguchi_testing.jpki import SimulatedCard


class SmartcardException(Exception):  # noqa: N818 - pyscard's name
    """As in pyscard."""


class NoCardException(SmartcardException):
    """As in pyscard."""


class BaseSCardException(Exception):  # noqa: N818 - pyscard's name
    """As in pyscard, where it is no SmartcardException."""


class Connection:
    """As pyscard's CardConnection: lists of numbers, and the two bytes of the status apart."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def connect(self, protocol: Any = None, mode: Any = None, disposition: Any = None) -> None:
        if self.reader.busy:
            raise SmartcardException("sharing violation")
        if self.reader.card is None:
            raise NoCardException("no card")
        assert (mode, disposition) == ("exclusive", "reset")

    def transmit(self, command: list[int]) -> tuple[list[int], int, int]:
        assert self.reader.card is not None
        try:
            answer = self.reader.card.transmit(bytes(command))
        except CardPulledOut:
            raise SmartcardException("removed") from None
        return list(answer[:-2]), answer[-2], answer[-1]

    def disconnect(self) -> None:
        self.reader.disconnected += 1


class Reader:
    """As pyscard's PCSCReader."""

    def __init__(self, name: str, card: SimulatedCard | None = None, *, busy: bool = False) -> None:
        self.name, self.card, self.busy, self.disconnected = name, card, busy, 0

    def __str__(self) -> str:
        return self.name

    def createConnection(self) -> Connection:  # noqa: N802 - pyscard's name
        return Connection(self)


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> list[Reader]:
    found: list[Reader] = []
    parts: dict[str, dict[str, Any]] = {
        "smartcard": {},
        "smartcard.Exceptions": {
            "SmartcardException": SmartcardException,
            "NoCardException": NoCardException,
        },
        "smartcard.pcsc": {},
        "smartcard.pcsc.PCSCExceptions": {"BaseSCardException": BaseSCardException},
        "smartcard.System": {"readers": lambda: found},
        "smartcard.scard": {"SCARD_SHARE_EXCLUSIVE": "exclusive", "SCARD_RESET_CARD": "reset"},
    }
    for name, content in parts.items():
        module = ModuleType(name)
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, name, module)
    return found


def test_the_card_in_the_first_reader_that_has_one_signs(readers: list[Reader]) -> None:
    readers += [Reader("empty"), Reader("full", simulated())]
    with card_in_reader() as card:
        der, signature = card.signing_certificate(PASSWORD), card.sign(CONTENT, PASSWORD)
    assert verified(der, signature=signature).for_testing
    assert readers[1].disconnected == 1


def test_a_reader_is_chosen_by_its_name(readers: list[Reader]) -> None:
    readers += [Reader("one", simulated()), Reader("two", simulated())]
    assert reader_names() == ["one", "two"]
    with card_in_reader("two") as card:
        assert card.tries_left(Purpose.SIGNING) == 5
    assert [reader.disconnected for reader in readers] == [0, 1]


def test_a_card_that_is_pulled_out_is_told_and_the_reader_let_go(readers: list[Reader]) -> None:
    readers.append(Reader("one", simulated(pull_out_after=3)))
    with pytest.raises(CardPulledOut), card_in_reader() as card:
        card.sign(CONTENT, PASSWORD)
    assert readers[0].disconnected == 1


@pytest.mark.parametrize(
    ("connected", "error"),
    [
        pytest.param([], NoReader, id="no-reader"),
        pytest.param([Reader("one")], NoCard, id="no-card"),
        pytest.param([Reader("one", busy=True)], NoReader, id="used-by-another-program"),
    ],
)
def test_without_reader_or_card_people_are_told_what_to_do(
    readers: list[Reader], connected: list[Reader], error: type[Exception]
) -> None:
    readers += connected
    with pytest.raises(error), card_in_reader():
        pytest.fail("there is no card")


def test_an_unknown_name_is_told_with_the_names_that_there_are(readers: list[Reader]) -> None:
    readers += [Reader("one", simulated()), Reader("three", simulated())]
    with pytest.raises(NoReader, match="one、three"), card_in_reader("two"):
        pytest.fail("there is no such reader")


def test_a_service_that_stops_before_the_connection_is_made_is_told(
    readers: list[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Reader) -> Connection:
        raise SmartcardException("Failed to establish context")

    readers.append(Reader("one", simulated()))
    monkeypatch.setattr(Reader, "createConnection", failing)
    with pytest.raises(NoReader), card_in_reader():
        pytest.fail("there is no connection")


def test_a_service_that_does_not_run_is_told(readers: list[Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    def failing() -> list[Reader]:
        raise BaseSCardException

    monkeypatch.setattr(sys.modules["smartcard.System"], "readers", failing)
    with pytest.raises(NoReader):
        reader_names()


def test_without_pyscard_people_are_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard.Exceptions", None)
    with pytest.raises(ReaderSoftwareMissing, match="pip install"):
        reader_names()
