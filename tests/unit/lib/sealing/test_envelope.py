"""Envelopes: what is sealed opens, and whatever is wrong with a code is named rightly."""

from __future__ import annotations

import binascii
import random
import struct
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import cbor2
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PublicKey, SealedBox

from madoguchi.lib.sealing import (
    EnvelopeAltered,
    EnvelopeError,
    EnvelopeExpired,
    EnvelopeForOther,
    EnvelopeOutdated,
    EnvelopeTooLarge,
    EnvelopeTorn,
    base41,
    content,
    dictionary_from,
    generate_keypair,
    read_cover,
    seal,
    unseal,
)
from madoguchi.lib.sealing.dictionary import dictionary_id
from madoguchi.lib.sealing.envelope import PREFIX, _Header
from madoguchi.lib.sealing.errors import EnvelopeIncomplete, EnvelopeMixed

HEADER_SIZE = 32
NOW = datetime(2026, 3, 19, 9, 0, tzinfo=UTC)
EXPIRES = NOW + timedelta(days=7)
KEYS = generate_keypair()
OTHER_KEYS = generate_keypair()
DICTIONARY = dictionary_from(["move.kind", "move_in", "members", "person.name", "person.birth_date"])

CHARACTERS = st.characters(exclude_categories=["Cs"])
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(CHARACTERS, max_size=20)
)
PAYLOADS = st.dictionaries(
    st.text(CHARACTERS, max_size=10),
    PLAIN | st.lists(st.dictionaries(st.text("ab.", max_size=4), PLAIN, max_size=3), max_size=3),
    max_size=6,
)


def sealed(payload: dict[str, Any] | None = None, **changes: Any) -> str:
    arguments: dict[str, Any] = {
        "public_key": KEYS.public,
        "municipality_code": "072028",
        "expires_at": EXPIRES,
        "dictionary": DICTIONARY,
        "now": NOW,
    } | changes
    if payload is None:
        payload = {"move.kind": "move_in", "members": ["葵", "紬"]}
    return seal(payload, **arguments).text


def opened(text: str, **changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "private_key": KEYS.private,
        "municipality_code": "072028",
        "now": NOW,
        "dictionary": DICTIONARY,
    } | changes
    return unseal(text, **arguments).payload


def sealed_by_hand(inside: bytes, *, digest: bytes | None = None) -> str:
    """An envelope as an attacker makes it: correct outside, anything inside."""
    length = 16 + 4 + len(inside) + 48
    header = _Header("072028", UUID(int=7), int(EXPIRES.timestamp()), dictionary_id(DICTIONARY), length)
    content_of_box = (digest or header.digest()) + struct.pack(">I", 0) + inside
    box = SealedBox(PublicKey(KEYS.public)).encrypt(content_of_box)
    return PREFIX + base41.encode(header.to_bytes() + box)


@given(PAYLOADS)
def test_any_payload_seals_and_opens(payload: dict[str, Any]) -> None:
    text = sealed(payload)
    assert set(text) <= set(base41.ALPHABET)
    assert opened(text) == payload


def test_an_opened_envelope_tells_who_when_and_until_when() -> None:
    identifier = UUID("12345678-1234-5678-1234-567812345678")
    text = sealed(envelope_id=identifier)
    read = unseal(text, private_key=KEYS.private, municipality_code="072028", now=NOW, dictionary=DICTIONARY)
    assert (read.envelope_id, read.sealed_at, read.expires_at) == (identifier, NOW, EXPIRES)


def test_an_id_copied_from_another_code_does_not_make_two_codes_one() -> None:
    def content_id(text: str) -> UUID:
        arguments = {"private_key": KEYS.private, "municipality_code": "072028", "now": NOW}
        return unseal(text, dictionary=DICTIONARY, **arguments).content_id

    victims = sealed({"name": "a"}, envelope_id=UUID(int=7))
    attackers = sealed({"name": "b"}, envelope_id=UUID(int=7))
    assert content_id(victims) == content_id(victims.lower()) != content_id(attackers)


def test_neither_text_nor_description_shows_what_is_inside() -> None:
    result = seal({"name": "会津"}, public_key=KEYS.public, municipality_code="072028", expires_at=EXPIRES)
    assert "会津" not in repr(result)
    read = unseal(result.text, private_key=KEYS.private, municipality_code="072028", now=NOW)
    assert "会津" not in repr(read)
    assert KEYS.private.hex() not in repr(KEYS)


def test_every_change_of_one_character_is_refused_as_altered() -> None:
    text = sealed()
    for position in range(len(PREFIX), len(text)):
        for replacement in [*random.Random(position).sample(base41.ALPHABET, 2), "*"]:
            if replacement != text[position]:
                with pytest.raises(EnvelopeAltered):
                    opened(text[:position] + replacement + text[position + 1 :])


@given(st.integers(0, 3), st.sampled_from(base41.ALPHABET))
def test_a_change_of_the_first_characters_makes_it_no_code_at_all(position: int, replacement: str) -> None:
    text = sealed()
    if text[position] != replacement:
        with pytest.raises(EnvelopeTorn):
            opened(text[:position] + replacement + text[position + 1 :])


@given(st.data())
def test_a_truncated_code_is_refused_as_torn(data: st.DataObject) -> None:
    text = sealed()
    end = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(EnvelopeTorn):
        opened(text[:end])


def test_two_codes_read_in_one_go_are_not_taken_for_one() -> None:
    with pytest.raises(EnvelopeError):
        opened(sealed() + sealed())


def test_an_expired_code_says_so_and_until_when_it_held() -> None:
    assert opened(sealed(), now=EXPIRES)
    with pytest.raises(EnvelopeExpired) as refusal:
        opened(sealed(), now=EXPIRES + timedelta(seconds=1))
    assert refusal.value.expires_at == EXPIRES


def test_a_code_of_another_municipality_says_of_which() -> None:
    text = sealed(public_key=OTHER_KEYS.public, municipality_code="072087")
    with pytest.raises(EnvelopeForOther) as refusal:
        opened(text)
    assert refusal.value.municipality_code == "072087"
    assert "072087" not in refusal.value.message


def test_a_damaged_code_of_another_municipality_is_not_opened_either() -> None:
    text = sealed(public_key=OTHER_KEYS.public, municipality_code="072087")
    with pytest.raises(EnvelopeError):
        opened(text[:-3] + "000")


@pytest.mark.parametrize(
    "change", [{"expires_at": 4_000_000_000}, {"municipality_code": "072087"}, {"dictionary_id": b"abcd"}]
)
def test_a_forged_header_with_a_right_checksum_is_refused(change: dict[str, Any]) -> None:
    raw = base41.decode(sealed().removeprefix(PREFIX))
    header = _Header.from_bytes(raw[:HEADER_SIZE])
    forged = _Header(**{name: getattr(header, name) for name in header.__slots__} | change)
    with pytest.raises(EnvelopeAltered):
        opened(PREFIX + base41.encode(forged.to_bytes() + raw[HEADER_SIZE:]))


def test_the_box_of_one_envelope_does_not_fit_the_header_of_another() -> None:
    first = base41.decode(sealed().removeprefix(PREFIX))
    second = base41.decode(sealed().removeprefix(PREFIX))
    with pytest.raises(EnvelopeAltered):
        opened(PREFIX + base41.encode(first[:HEADER_SIZE] + second[HEADER_SIZE:]))


def test_codes_made_before_an_update_of_the_packs_still_open() -> None:
    newer = dictionary_from(["move.kind", "something.new"])
    text = sealed()
    assert opened(text, dictionary=[newer, DICTIONARY])
    with pytest.raises(EnvelopeOutdated):
        opened(text, dictionary=[newer])


def test_a_decompression_bomb_inside_is_refused_before_it_unfolds() -> None:
    compressor = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            19, format=zstandard.FORMAT_ZSTD1_MAGICLESS, window_log=19
        )
    )
    bomb = compressor.compress(cbor2.dumps({"a": "0" * 20_000_000}))
    assert len(bomb) < 40_000
    with pytest.raises(EnvelopeAltered):
        opened(sealed_by_hand(bomb))


def test_a_window_larger_than_ours_is_refused() -> None:
    compressor = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters.from_level(
            19, format=zstandard.FORMAT_ZSTD1_MAGICLESS, window_log=27
        )
    ).compressobj()
    bomb = compressor.compress(b"x" * 1000) + compressor.flush()
    with pytest.raises(content.ContentError):
        content.decompress(bomb, b"")


def compressed(raw: bytes) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    return zstandard.ZstdCompressor(compression_params=parameters).compress(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81" * 100_000 + b"\x00",
        b"\xa1\x61a" * 5_000 + b"\x00",
        b"\xa1\x61a" + b"\x81" * 30 + b"\x00",
        b"\xa1\x61a\x9f" + b"\x00" * 1000 + b"\xff",
        b"\xa1\x61a\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xa1\x61a\x9a\x00\xff\xff\xff",
        b"\xa1\x61a\xc4\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",
        cbor2.dumps({"a": datetime(2026, 1, 1, tzinfo=UTC)}),
        cbor2.dumps({"a": 2**70}),
        cbor2.dumps({"a": cbor2.CBORTag(35, "(a+)+$")}),
        cbor2.dumps({"a": cbor2.CBORTag(4711, "x")}),
        cbor2.dumps({1: "number as key"}),
        cbor2.dumps({"a": [None] * 30_000}),
        cbor2.dumps(["not", "a", "mapping"]),
        b"\xa2\x61a\x01\x61a\x02",
        b"\xa1\x62\xff\xfe\x00",
        b"",
    ],
)
def test_content_that_we_would_never_write_is_refused(raw: bytes) -> None:
    with pytest.raises(EnvelopeAltered):
        opened(sealed_by_hand(compressed(raw)))


def test_what_is_not_compressed_at_all_is_refused() -> None:
    with pytest.raises(EnvelopeAltered):
        opened(sealed_by_hand(b"garbage"))
    with pytest.raises(EnvelopeAltered):
        opened(sealed_by_hand(compressed(cbor2.dumps({})), digest=b"\0" * 16))


@settings(max_examples=300)
@given(st.text(max_size=300) | st.text(base41.ALPHABET, max_size=300).map(lambda text: PREFIX + text))
def test_no_scanned_text_breaks_the_reader(text: str) -> None:
    with pytest.raises((EnvelopeTorn, EnvelopeAltered)):
        opened(text)


def test_a_megabyte_from_a_stuck_key_is_refused_at_once() -> None:
    with pytest.raises(EnvelopeTorn):
        opened(PREFIX + "A" * 1_000_000)


def test_what_no_code_can_hold_is_refused_in_words() -> None:
    noise = random.Random(1).randbytes(100_000).hex()
    with pytest.raises(EnvelopeTooLarge, match="書類を印刷して"):
        sealed({"a": noise})
    deep: list[Any] = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(EnvelopeTooLarge):
        sealed({"a": deep})


@pytest.mark.parametrize("payload", [{"a": object()}, {"a": 2**64}, {"a": "\ud800"}, {1: "a"}])
def test_payloads_of_other_values_are_a_programming_error(payload: dict[Any, Any]) -> None:
    with pytest.raises(ValueError):
        sealed(payload)


def test_codes_and_times_must_be_complete() -> None:
    with pytest.raises(ValueError, match="six digits"):
        sealed(municipality_code="07202")
    with pytest.raises(ValueError, match="time zone"):
        sealed(expires_at=EXPIRES.replace(tzinfo=None))


def test_every_error_tells_the_clerk_what_to_do_now() -> None:
    for error in (
        EnvelopeTorn(), EnvelopeAltered(), EnvelopeExpired(NOW), EnvelopeForOther("072087"),
        EnvelopeOutdated(),
        EnvelopeMixed(), EnvelopeIncomplete([2], 3), EnvelopeTooLarge(),
    ):  # fmt: skip
        assert "ください" in error.message
        assert str(error) == error.message


def test_a_later_format_is_refused_as_of_another_version() -> None:
    raw = bytearray(base41.decode(sealed().removeprefix(PREFIX))[:HEADER_SIZE])
    raw[0] = 2
    raw[-2:] = binascii.crc_hqx(bytes(raw[:-2]), 0xFFFF).to_bytes(2, "big")
    with pytest.raises(EnvelopeOutdated):
        opened(PREFIX + base41.encode(bytes(raw)))


def test_a_cover_is_read_from_the_beginning_of_an_envelope_without_a_key() -> None:
    moment = datetime(2026, 4, 7, tzinfo=UTC)
    envelope = uuid4()
    text = seal(
        {"name": "会津 富蔵"},
        public_key=generate_keypair().public,
        municipality_code="072028",
        expires_at=moment,
        envelope_id=envelope,
    ).text
    cover = read_cover(text.lower())
    assert (cover.municipality_code, cover.envelope_id, cover.expires_at) == ("072028", envelope, moment)
    assert read_cover(text[:60]) == cover
    with pytest.raises(EnvelopeTorn):
        read_cover(text[:51])
    with pytest.raises(EnvelopeAltered):
        read_cover(text[:20] + ("0" if text[20] != "0" else "1") + text[21:])
