"""The longest of many names with which a text goes on at some place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Beginnings(Generic[Found]):
    """Names and what they stand for; only the lengths that a first character allows are tried."""

    def __init__(self, names: Mapping[str, Found]) -> None:
        self.names = names
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in names:
            lengths[name[:1]].add(len(name))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def at(self, text: str, start: int) -> tuple[Found, int] | None:
        """What the longest name stands for with which the text goes on from `start`, and where it ends.

        A name that ends with a digit is none where another digit follows: 上野々3 is not in 上野々31.
        """
        lengths = self._lengths.get(text[start : start + 1])
        if lengths is not None:
            names = self.names
            for length in lengths:
                end = start + length
                found = names.get(text[start:end])
                if found is not None and end <= len(text):
                    if text[end - 1].isdigit() and text[end : end + 1].isdigit():
                        continue
                    return found, end
        return None
