"""What keyboards and copying do to a code is undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.sealing import base41, generate_keypair, heal, seal, unseal

KEYS = generate_keypair()
NOW = datetime(2026, 3, 19, tzinfo=UTC)
TEXT = seal(
    {"name": "会津 十三蔵"},
    public_key=KEYS.public,
    municipality_code="072028",
    expires_at=NOW + timedelta(days=1),
).text


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    "damage",
    [
        full_width,
        str.lower,
        lambda text: full_width(text.lower()),
        lambda text: text.replace("-", "ー").replace(".", "。").replace("/", "・"),
        lambda text: "\r\n".join(text[start : start + 40] for start in range(0, len(text), 40)) + "\r\n",
        lambda text: "　" + " ".join(text) + "\t",
        lambda text: "\ufeff" + text + "\x00",
        str.swapcase,
    ],
)
def test_a_code_damaged_by_a_keyboard_still_opens(damage: object) -> None:
    assert callable(damage)
    opened = unseal(damage(TEXT), private_key=KEYS.private, municipality_code="072028", now=NOW)
    assert opened.payload == {"name": "会津 十三蔵"}


@given(st.text(base41.ALPHABET), st.lists(st.sampled_from(" \r\n\t　\u200b\x00"), max_size=20), st.randoms())
def test_whitespace_anywhere_is_removed(text: str, noise: list[str], random: object) -> None:
    characters = list(text)
    for character in noise:
        characters.insert(random.randint(0, len(characters)), character)  # type: ignore[attr-defined]
    assert heal("".join(characters)) == text


@given(st.binary(max_size=300))
def test_bytes_become_text_of_the_alphabet_and_return(data: bytes) -> None:
    text = base41.encode(data)
    assert set(text) <= set(base41.ALPHABET)
    assert len(text) == len(data) // 2 * 3 + len(data) % 2 * 2
    assert base41.decode(text) == data


@pytest.mark.parametrize("text", ["A", "*AA", "///", "//", "AB あ"])
def test_what_no_bytes_give_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        base41.decode(text)


def test_the_alphabet_is_that_of_qr_symbols_without_what_keyboards_confuse() -> None:
    qr_alphanumeric = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert qr_alphanumeric - set(base41.ALPHABET) == set(" *+:")
