"""The dictionary that makes sealed answers small: the strings that both sides know already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import cbor2

MAX_DICTIONARY_SIZE = 64 * 1024


def dictionary_from(strings: Iterable[str]) -> bytes:
    """A dictionary of the strings that answers are made of: item keys, codes, names of procedures.

    The same strings give the same bytes in any order. Each stands as CBOR writes it, so that its length
    byte is found too. Raises ValueError when it would be larger than 64 KiB.
    """
    # Short strings stand last, where a reference to them is cheapest: the codes that come most often.
    ordered = sorted(set(strings), key=lambda string: (-len(string), string))
    dictionary = b"".join(map(cbor2.dumps, ordered))
    if len(dictionary) > MAX_DICTIONARY_SIZE:
        raise ValueError(f"the dictionary has {len(dictionary)} bytes, {MAX_DICTIONARY_SIZE} is the limit")
    return dictionary


def dictionary_id(dictionary: bytes) -> bytes:
    """Four bytes that tell dictionaries apart; they stand in the header of an envelope."""
    return hashlib.blake2b(dictionary, digest_size=4, person=b"mdg-dictionary").digest()
