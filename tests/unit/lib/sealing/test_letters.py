"""Letters: large, whole or not at all, for one municipality and one box, until a moment."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.lib.sealing import (
    HEADER_SIZE,
    MAX_LETTER_SIZE,
    Attachment,
    Content,
    LetterAltered,
    LetterError,
    LetterExpired,
    LetterForOther,
    LetterHeader,
    LetterTooLarge,
    LetterTorn,
    OpenedLetter,
    generate_keypair,
    open_letter,
    seal_letter,
)
from madoguchi.lib.sealing.pieces import MAX_ATTACHMENT_SIZE, MAX_ATTACHMENTS, PIECE_SIZE, write_pieces

HERE, NEIGHBOUR = "072028", "072087"
NOW = datetime(2026, 3, 19, 9, tzinfo=UTC)
EXPIRES = NOW + timedelta(days=90)
KEYS, OTHER_KEYS = generate_keypair(), generate_keypair()
PAYLOAD = {"氏名": "会津 富蔵", "answers": [1, True, None, 0.5, b"\x00"]}


def sealed(content: Content, **changed: Any) -> bytes:
    given_: dict[str, Any] = {
        "public_key": KEYS.public,
        "municipality_code": HERE,
        "box": "applications",
        "expires_at": EXPIRES,
        "now": NOW,
    }
    return seal_letter(content, **(given_ | changed)).to_bytes()


def opened(letter: bytes, *, code: str = HERE, now: datetime = NOW) -> OpenedLetter:
    return open_letter(io.BytesIO(letter), private_key=KEYS.private, municipality_code=code, now=now)


def with_attachments(*sizes: int) -> Content:
    return Content(PAYLOAD, tuple(Attachment(f"{n}.pdf", os.urandom(size)) for n, size in enumerate(sizes)))


SMALL = sealed(Content(PAYLOAD, (Attachment("住民票.pdf", b"%PDF-"),)))


def test_a_letter_opens_with_everything_that_was_put_in() -> None:
    content = Content(PAYLOAD, (Attachment("a", b""), Attachment("住民票.pdf", b"%PDF-")))
    found = opened(sealed(content, letter_id=UUID(int=7)))
    assert found.content == content
    assert (found.header.letter_id, found.header.box) == (UUID(int=7), "applications")
    assert (found.header.expires_at, found.sealed_at) == (EXPIRES, NOW)


NEAR_A_PIECE = st.integers(-3, 3).map(lambda near: PIECE_SIZE - 2048 + near)


@settings(max_examples=30)
@given(st.lists(st.one_of(st.integers(0, 40), NEAR_A_PIECE), max_size=4))
def test_attachments_of_any_length_come_back_whole(sizes: list[int]) -> None:
    content = with_attachments(*sizes)
    assert opened(sealed(content)).content == content


def test_a_letter_is_carried_in_pieces_and_shows_nothing_but_its_cover() -> None:
    pieces = pieces_of(Content(PAYLOAD, (Attachment("給与.pdf", "収入 3,210,000円".encode() * 20_000),)))
    assert max(map(len, pieces)) < PIECE_SIZE + 100
    whole = b"".join(pieces)
    assert LetterHeader.from_bytes(whole).municipality_code == HERE
    for secret in ("会津", "富蔵", "氏名", "給与", "収入", "3,210,000"):
        assert secret.encode() not in whole


def test_answers_of_similar_length_make_letters_of_one_length() -> None:
    short, longer = {"town": "柳津町"}, {"town": "会津美里町", "wish": "支援措置"}
    assert len(sealed(Content(short))) == len(sealed(Content(longer)))


@given(st.integers(0, len(SMALL) - 1))
def test_a_letter_that_ends_early_is_never_opened(length: int) -> None:
    with pytest.raises(LetterError):
        opened(SMALL[:length])


def pieces_of(content: Content) -> list[bytes]:
    letter = seal_letter(
        content,
        public_key=KEYS.public,
        municipality_code=HERE,
        box="applications",
        expires_at=EXPIRES,
        now=NOW,
    )
    return list(letter.pieces)


def test_what_is_missing_is_told_from_what_is_changed() -> None:
    pieces = pieces_of(with_attachments(3 * PIECE_SIZE))
    whole = b"".join(pieces)
    for torn in (whole[: HEADER_SIZE - 1], whole[: len(whole) // 2], b"".join(pieces[:-1])):
        with pytest.raises(LetterTorn):
            opened(torn)
    altered = bytearray(whole)
    altered[PIECE_SIZE] ^= 1
    with pytest.raises(LetterAltered):
        opened(bytes(altered))


@pytest.mark.parametrize("more", [b"\0", SMALL], ids=["one byte", "another letter"])
def test_nothing_may_follow_the_end(more: bytes) -> None:
    with pytest.raises(LetterError):
        opened(SMALL + more)


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(position: int, change: int) -> None:
    altered = bytearray(SMALL)
    altered[position] ^= change
    with pytest.raises(LetterError):
        opened(bytes(altered))


@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(LetterError):
        opened(noise)
    with pytest.raises(LetterError):
        opened(SMALL[:4] + noise)


def test_pieces_can_not_change_places() -> None:
    pieces = pieces_of(with_attachments(3 * PIECE_SIZE))
    pieces[3], pieces[4] = pieces[4], pieces[3]
    with pytest.raises(LetterAltered):
        opened(b"".join(pieces))


def test_the_neighbours_letter_does_not_open_even_with_another_cover() -> None:
    for_neighbour = sealed(Content(PAYLOAD), municipality_code=NEIGHBOUR)
    with pytest.raises(LetterForOther) as refused:
        opened(for_neighbour)
    assert refused.value.municipality_code == NEIGHBOUR
    header = LetterHeader.from_bytes(for_neighbour)
    for cover in (
        LetterHeader(HERE, header.box, header.letter_id, header.expires_at),
        LetterHeader(HERE, "link_checks", header.letter_id, header.expires_at),
    ):
        with pytest.raises(LetterAltered):
            opened(cover.to_bytes() + for_neighbour[HEADER_SIZE:])
    with pytest.raises(LetterAltered):
        open_letter(io.BytesIO(SMALL), private_key=OTHER_KEYS.private, municipality_code=HERE, now=NOW)


@pytest.mark.parametrize("changed", ["box", "letter_id", "expires_at", "address"])
def test_nobody_can_change_the_cover(changed: str) -> None:
    header = LetterHeader.from_bytes(SMALL)
    other = {
        "box": "link_checks",
        "letter_id": UUID(int=1),
        "expires_at": EXPIRES + timedelta(days=1),
        "address": bytes(range(32)),
    }
    values = {
        name: other[name] if name == changed else getattr(header, name)
        for name in ("municipality_code", "box", "letter_id", "expires_at", "address")
    }
    with pytest.raises(LetterAltered):
        opened(LetterHeader(**values).to_bytes() + SMALL[HEADER_SIZE:])


def test_an_old_letter_is_refused() -> None:
    with pytest.raises(LetterExpired):
        opened(SMALL, now=EXPIRES + timedelta(seconds=1))


@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param((MAX_ATTACHMENT_SIZE + 1,), id="one attachment too large"),
        pytest.param((MAX_ATTACHMENT_SIZE,) * 6, id="all together too large"),
        pytest.param((0,) * (MAX_ATTACHMENTS + 1), id="too many attachments"),
    ],
)
def test_too_much_is_refused_before_anything_is_sealed(sizes: tuple[int, ...]) -> None:
    attachments = tuple(Attachment("x", bytes(size)) for size in sizes)
    with pytest.raises(LetterTooLarge):
        sealed(Content({}, attachments))
    with pytest.raises(LetterTooLarge):
        sealed(Content({"text": "あ" * 200_000}))


def test_the_largest_letter_fits_what_carriers_take() -> None:
    one = Attachment("x", bytes(MAX_ATTACHMENT_SIZE))
    pieces = write_pieces(bytes(32), Content({}, (one,) * 5), bound_to=b"")
    assert sum(map(len, pieces)) < MAX_LETTER_SIZE - 512 * 1024


@pytest.mark.parametrize("wrong", ["7202", "07202８", "abcdef"])
def test_a_code_has_six_digits(wrong: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        sealed(Content({}), municipality_code=wrong)
