"""Codes over several symbols."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.sealing import (
    EnvelopeAltered,
    EnvelopeIncomplete,
    EnvelopeMixed,
    EnvelopeTooLarge,
    EnvelopeTorn,
    base41,
    join_parts,
    split_parts,
)
from madoguchi.lib.sealing.parts import is_part

TEXTS = st.text(base41.ALPHABET[:-1], min_size=1, max_size=400).map(lambda text: "MDG1" + text)


def a_text(seed: int = 1, length: int = 500) -> str:
    return "MDG1" + "".join(random.Random(seed).choices(base41.ALPHABET[:36], k=length))


@given(TEXTS, st.integers(30, 200), st.randoms())
def test_parts_join_in_any_order_and_however_often_scanned(
    text: str, size: int, shuffler: random.Random
) -> None:
    parts = split_parts(text, size)
    assert all(len(part) <= size for part in parts)
    scanned = parts + shuffler.sample(parts, k=shuffler.randint(0, len(parts)))
    shuffler.shuffle(scanned)
    assert join_parts(scanned) == text


@given(st.sets(st.integers(1, 5), min_size=1, max_size=4))
def test_missing_parts_are_named(missing: set[int]) -> None:
    parts = split_parts(a_text(), 125)
    assert len(parts) == 5
    with pytest.raises(EnvelopeIncomplete) as refusal:
        join_parts(part for number, part in enumerate(parts, 1) if number not in missing)
    assert (refusal.value.missing, refusal.value.total) == (tuple(sorted(missing)), 5)
    assert f"あと{'・'.join(map(str, sorted(missing)))}枚目" in refusal.value.message


def test_parts_of_two_codes_are_not_joined() -> None:
    one, other = split_parts(a_text(1), 300), split_parts(a_text(2), 300)
    with pytest.raises(EnvelopeMixed):
        join_parts([one[0], other[1]])
    with pytest.raises(EnvelopeMixed):
        join_parts([one[0], a_text(1)])
    with pytest.raises(EnvelopeMixed):
        join_parts([a_text(1), a_text(2)])


def test_a_changed_character_in_a_part_is_noticed_before_the_others_are_scanned() -> None:
    part = split_parts(a_text(), 300)[0]
    for position in range(5, len(part)):
        with pytest.raises(EnvelopeAltered):
            join_parts([part[:position] + ("X" if part[position] != "X" else "Y") + part[position + 1 :]])


def test_keyboard_damage_is_healed_in_parts_too() -> None:
    parts = split_parts(a_text(), 300)
    assert join_parts([parts[1].lower() + "\r\n", " " + parts[0]]) == a_text()


def test_a_whole_code_is_itself_and_nothing_is_torn() -> None:
    assert join_parts([a_text()]) == a_text()
    with pytest.raises(EnvelopeTorn):
        join_parts([])
    with pytest.raises(EnvelopeTorn):
        join_parts(["MDG1/AB"])


def test_parts_are_told_from_whole_codes() -> None:
    assert is_part(split_parts(a_text(), 300)[0].lower())
    assert not is_part(a_text())


def test_more_parts_than_anyone_scans_are_refused() -> None:
    with pytest.raises(EnvelopeTooLarge):
        split_parts(a_text(length=10_000), 60)
