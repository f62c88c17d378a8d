"""A card in the reader: what goes right, and every way in which it goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.lib.jpki.samples import AT, CONTENT, PASSWORD, PIN, authority, card, simulated, verified

from madoguchi.lib.jpki import Purpose, SigningCertificate, verify_authentication
from madoguchi.lib.jpki.card import (
    Card,
    CardError,
    CardPulledOut,
    CardRefused,
    Command,
    NotMyNumberCard,
    PinLocked,
    PinMalformed,
    Response,
    WrongPin,
)
from madoguchi_testing.jpki import SimulatedCard


def test_what_the_card_signs_is_verified() -> None:
    reader = Card(simulated().transmit)
    found = verified(reader.signing_certificate(PASSWORD), signature=reader.sign(CONTENT, PASSWORD))
    assert found.certificate.basic_information.name == "会津　十三蔵"


def test_a_sign_in_is_verified() -> None:
    reader = Card(simulated().transmit)
    der, signature = reader.authentication_certificate(), reader.authenticate(b"challenge", PIN)
    anchors = authority().anchors
    assert verify_authentication(b"challenge", signature, der, anchors, AT, accept_test_cards=True)


def test_the_authorities_certificates_are_on_the_card() -> None:
    reader = Card(simulated().transmit)
    assert [reader.issuer_certificate(purpose) for purpose in Purpose] == [
        authority().der(purpose) for purpose in Purpose
    ]


def test_the_commands_are_those_of_the_card() -> None:
    spoken = simulated()
    Card(spoken.transmit).sign(CONTENT, PASSWORD)
    assert [raw.hex(" ")[:20] for raw in spoken.commands] == [
        "00 a4 04 0c 0a d3 92",
        "00 a4 02 0c 02 00 06",
        "00 b0 00 00 20",
        "00 a4 02 0c 02 00 1b",
        "00 20 00 80 08 44 45",
        "00 a4 02 0c 02 00 1a",
        "80 2a 00 80 33 30 31",
    ]


def test_small_letters_of_the_password_are_taken_as_capitals() -> None:
    assert Card(simulated().transmit).sign(CONTENT, PASSWORD.lower())


# --- PINs ---------------------------------------------------------------------------------------------


def test_a_wrong_pin_tells_how_many_tries_are_left_until_the_card_is_locked() -> None:
    reader = Card(simulated().transmit)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin, match=f"あと{left}回") as caught:
            reader.sign(CONTENT, "WRONG1")
        assert caught.value.tries_left == left == reader.tries_left(Purpose.SIGNING)
    with pytest.raises(PinLocked, match="ロック"):
        reader.sign(CONTENT, "WRONG1")
    assert reader.tries_left(Purpose.SIGNING) == 0
    with pytest.raises(PinLocked):
        reader.sign(CONTENT, PASSWORD)
    assert reader.authenticate(b"challenge", PIN), "the other PIN is not locked"


def test_the_last_try_is_announced() -> None:
    reader = Card(simulated().transmit)
    for _ in range(1):
        with pytest.raises(WrongPin):
            reader.authenticate(b"challenge", "0000")
    with pytest.raises(WrongPin, match="次にまちがえると"):
        reader.authenticate(b"challenge", "0000")


def test_the_right_pin_gives_all_tries_back() -> None:
    reader = Card(simulated().transmit)
    with pytest.raises(WrongPin):
        reader.authenticate(b"challenge", "0000")
    reader.authenticate(b"challenge", PIN)
    assert reader.tries_left(Purpose.AUTHENTICATION) == 3


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "ABC12", "A" * 17, "パスワード", "PASS WORD", "ＡＢＣ１２３", "PASSWORD\n", "123456\x00"],
)
def test_what_can_be_no_password_is_not_sent_to_the_card(pin: str) -> None:
    spoken = simulated()
    with pytest.raises(PinMalformed):
        Card(spoken.transmit).sign(CONTENT, pin)
    assert spoken.commands == []


@pytest.mark.parametrize("pin", ["", "123", "12345", "abcd", "１２３４", "12 4"])
def test_what_can_be_no_pin_is_not_sent_to_the_card(pin: str) -> None:
    spoken = simulated()
    with pytest.raises(PinMalformed):
        Card(spoken.transmit).authenticate(b"challenge", pin)
    assert spoken.commands == []


@pytest.mark.parametrize("status", [0x6983, 0x6984, 0x63C0], ids=hex)
def test_cards_say_in_several_ways_that_they_are_locked(status: int) -> None:
    def transmit(raw: bytes) -> bytes:
        return status.to_bytes(2, "big") if raw[1] == 0x20 else spoken.transmit(raw)

    spoken = simulated()
    with pytest.raises(PinLocked):
        Card(transmit).sign(CONTENT, PASSWORD)
    assert Card(transmit).tries_left(Purpose.SIGNING) == 0


def test_no_message_and_no_repr_has_the_pin() -> None:
    with pytest.raises(WrongPin) as caught:
        Card(simulated().transmit).sign(CONTENT, "SECRET99")
    assert "SECRET99" not in repr(caught.value)
    assert "SECRET99" not in repr(Command(0x00, 0x20, 0x00, 0x80, b"SECRET99"))


# --- cards that go, and cards that are none ------------------------------------------------------------


@pytest.mark.parametrize("commands", range(7))
def test_a_card_that_is_pulled_out_at_any_moment_is_told(commands: int) -> None:
    with pytest.raises(CardPulledOut, match="はずれました"):
        Card(simulated(pull_out_after=commands).transmit).sign(CONTENT, PASSWORD)


def test_pulling_the_card_out_gives_no_try_back() -> None:
    spoken = simulated()
    reader = Card(spoken.transmit)
    with pytest.raises(WrongPin):
        reader.sign(CONTENT, "WRONG1")
    spoken.pull_out_after = len(spoken.commands)
    with pytest.raises(CardPulledOut):
        reader.sign(CONTENT, "WRONG1")
    spoken.pull_out_after = None
    assert reader.tries_left(Purpose.SIGNING) == 4


def test_a_card_put_back_has_forgotten_the_password() -> None:
    spoken = simulated()
    reader = Card(spoken.transmit)
    reader.signing_certificate(PASSWORD)
    spoken.pull_out_after = len(spoken.commands)
    with pytest.raises(CardPulledOut):
        reader.authentication_certificate()
    spoken.pull_out_after = None
    reader.authentication_certificate()
    spoken.transmit(bytes(Command(0x00, 0xA4, 0x02, 0x0C, b"\x00\x01")))
    assert spoken.transmit(bytes(Command(0x00, 0xB0, 0x00, 0x00, expected=4))) == b"\x69\x82"


@pytest.mark.parametrize("status", [b"\x6a\x82", b"\x6d\x00", b"\x6e\x00"], ids=bytes.hex)
def test_another_card_is_none(status: bytes) -> None:
    with pytest.raises(NotMyNumberCard):
        Card(lambda raw: status).authentication_certificate()


def test_another_application_under_the_same_name_is_none() -> None:
    spoken = SimulatedCard(simulated().slots, token=b"SOMETHING ELSE")
    with pytest.raises(NotMyNumberCard):
        Card(spoken.transmit).authentication_certificate()


def test_what_the_card_refuses_is_told_with_its_status() -> None:
    with pytest.raises(CardRefused, match="6F00"):
        Card(lambda raw: b"\x6f\x00").tries_left(Purpose.SIGNING)


def answering(file_content: bytes) -> Callable[[bytes], bytes]:
    """A card whose files hold whatever somebody has put there."""
    spoken = simulated()
    for slot in spoken.slots.values():
        slot.certificate = file_content
    return spoken.transmit


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x30\x83\xff\xff\xff" + bytes(100), id="16-megabytes"),
        pytest.param(b"\x30\x82\xff\xff" + bytes(100), id="64-kilobytes"),
        pytest.param(b"\x30\x82\x10\x00" + bytes(100), id="shorter-than-it-says"),
        pytest.param(b"\x30\x80" + bytes(100), id="without-length"),
        pytest.param(b"\x04\x04abcd", id="no-certificate"),
        pytest.param(b"\x30", id="one-byte"),
    ],
)
def test_a_file_that_is_no_certificate_is_refused(content: bytes) -> None:
    with pytest.raises(CardError):
        Card(answering(content)).authentication_certificate()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=30))
def test_whatever_a_card_answers_ends_in_a_card_error_or_an_answer(answers: list[bytes]) -> None:
    rest = iter(answers * 40)

    def transmit(raw: bytes) -> bytes:
        return next(rest, b"")

    for ask in (
        lambda reader: reader.authentication_certificate(),
        lambda reader: reader.sign(CONTENT, PASSWORD),
        lambda reader: reader.tries_left(Purpose.SIGNING),
    ):
        with pytest.raises(CardError):
            ask(Card(transmit))


def test_a_card_that_never_ends_its_answer_is_left() -> None:
    with pytest.raises(CardError):
        Card(lambda raw: b"x\x61\x10").authentication_certificate()


def test_answers_in_pieces_and_in_another_length_are_put_together() -> None:
    """T=0 readers hand such answers through."""
    spoken, kept = simulated(), bytearray()

    def transmit(raw: bytes) -> bytes:
        command = Command.read(raw)
        if command.ins == 0xB0 and command.expected == 0x100:
            return b"\x6c\x80"
        if command.ins == 0xC0:
            piece = bytes(kept[: command.expected])
            del kept[: command.expected]
        else:
            answer = Response.read(spoken.transmit(raw))
            if len(answer.data) <= 100:
                return bytes(answer)
            kept.extend(answer.data)
            piece = b""
        return piece + (bytes((0x61, min(len(kept), 100))) if kept else b"\x90\x00")

    assert Card(transmit).authentication_certificate() == card().certificates[Purpose.AUTHENTICATION]


def test_the_certificate_is_the_owner_s() -> None:
    der = Card(simulated().transmit).signing_certificate(PASSWORD)
    assert SigningCertificate.read(der).basic_information.birth_date_code == "319660403"


# --- commands ------------------------------------------------------------------------------------------

BYTES = st.integers(0, 255)


@given(BYTES, BYTES, BYTES, BYTES, st.binary(max_size=255), st.integers(0, 256))
def test_a_command_is_read_as_it_was_written(
    cla: int, ins: int, p1: int, p2: int, data: bytes, expected: int
) -> None:
    command = Command(cla, ins, p1, p2, data, expected)
    assert Command.read(bytes(command)) == command


@given(st.binary(max_size=300))
def test_what_is_no_command_is_refused(raw: bytes) -> None:
    try:
        command = Command.read(raw)
    except ValueError:
        return
    assert bytes(command) == raw


@pytest.mark.parametrize(
    "wrong", [{"cla": 256}, {"p1": -1}, {"data": bytes(256)}, {"expected": 257}], ids=str
)
def test_what_the_short_form_can_not_say_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Command(**({"cla": 0, "ins": 0, "p1": 0, "p2": 0} | wrong))  # type: ignore[arg-type]
