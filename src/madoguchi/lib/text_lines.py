"""Lines of a text file in UTF-8 or Shift_JIS; a line that cannot be read is named, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

LONGEST_LINE = 1_000
"""Characters; no address and no name is longer."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LOOKED_AT = 2_000
"""Lines by which the encoding is told."""


class TextLine(NamedTuple):
    """A line with its number (from 1); `problem` says in Japanese why it could not be read."""

    number: int
    text: str
    problem: str = ""


def text_lines(file: BinaryIO) -> Iterator[TextLine]:
    """The lines of a file, one after the other, without their ends.

    The encoding is the one in which more of the first lines can be read; UTF-8 with or without a mark where
    both fit.
    """
    first = list(islice(file, _LOOKED_AT))
    if first and first[0].startswith(_BYTE_ORDER_MARK):
        first[0] = first[0].removeprefix(_BYTE_ORDER_MARK)
    encoding = "cp932" if readable_in(first, "cp932") > readable_in(first, "utf-8") else "utf-8"
    name = "Shift_JIS" if encoding == "cp932" else "UTF-8"
    for number, line in enumerate(chain(first, file), start=1):
        try:
            text = line.rstrip(b"\r\n").decode(encoding)
        except UnicodeDecodeError:
            yield TextLine(number, "", f"{name}の文字として読めません。")
            continue
        if len(text) > LONGEST_LINE:
            yield TextLine(number, "", f"長すぎます（{len(text)}文字。{LONGEST_LINE}文字まで）。")
        else:
            yield TextLine(number, text)


def readable_in(lines: Iterable[bytes], encoding: str) -> int:
    """How many of the lines can be read in an encoding; whoever has to guess takes the one with most."""
    count = 0
    for line in lines:
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            continue
        count += 1
    return count
