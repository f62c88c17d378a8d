"""QR symbols as PNG and SVG (ISO/IEC 18004), from text in the alphanumeric set, with error correction M.

A phone's screen shows up to version 25 (117 modules) so that a camera or a counter scanner reads it at arm's
length; longer codes are split into several numbered symbols.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from dataclasses import dataclass, field

import segno

from madoguchi.lib.sealing.parts import split_parts

MAX_VERSION = 25
QUIET_ZONE = 4
"""Light modules around a symbol, as the standard demands."""

_MASK = 3
"""One of the eight masks for all: sealed text is random, so trying them all finds nothing better, in five
times the time."""

_CAPACITIES = (
    *(20, 38, 61, 90, 122, 154, 178, 221, 262, 311),
    *(366, 419, 483, 528, 600, 656, 734, 816, 909, 970),
    *(1035, 1134, 1248, 1326, 1451, 1542, 1637, 1732, 1839, 1994),
    *(2113, 2238, 2369, 2506, 2632, 2780, 2894, 3054, 3220, 3391),
)
CAPACITY = dict(enumerate(_CAPACITIES, 1))
"""Alphanumeric characters that a symbol of a version holds at error correction M (ISO/IEC 18004, table 7)."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One QR symbol; `number` of `total` when a text needs several. Drawn when a picture is asked for."""

    text: str = field(repr=False)
    number: int
    total: int
    version: int
    """1 (21 modules a side) to 40 (177 modules a side)."""
    name: str = "申請コード"

    @property
    def modules(self) -> int:
        """Modules a side, without the quiet zone."""
        return 17 + 4 * self.version

    @property
    def label(self) -> str:
        """What stands under the symbol and in its text alternative: 申請コード or 申請コード 1／2."""
        return self.name if self.total == 1 else f"{self.name} {self.number}／{self.total}"

    def png(self, scale: int = 6) -> bytes:
        """A picture, black on white, `scale` pixels a module."""
        picture = io.BytesIO()
        _code(self).save(picture, kind="png", scale=scale, border=QUIET_ZONE, dark="#000", light="#fff")
        return picture.getvalue()

    def svg(self) -> str:
        """A drawing without size of its own (it fills its box), with a title, free of inline style."""
        return _drawing(_code(self), self.label)


def symbols(text: str, *, max_version: int = MAX_VERSION, name: str = "申請コード") -> list[Symbol]:
    """The text as one symbol up to `max_version`, else as several numbered ones of equal size.

    Raises EnvelopeTooLarge when it would take more than 60 symbols.
    """
    capacity = CAPACITY[max_version]
    pieces = split_parts(text, capacity)
    return [
        Symbol(piece, number, len(pieces), version_for(len(piece)), name)
        for number, piece in enumerate(pieces, 1)
    ]


def address_svg(address: str, title: str) -> str:
    """The symbol of a web address as a drawing that fills its box, with a title, free of inline style."""
    return _drawing(_address(address), title)


def address_png(address: str, scale: int) -> bytes:
    """The symbol of a web address as a picture with its quiet zone, `scale` dots a module."""
    picture = io.BytesIO()
    _address(address).save(picture, kind="png", scale=scale, border=QUIET_ZONE, dark="#000", light="#fff")
    return picture.getvalue()


def version_for(length: int) -> int:
    """The smallest version that holds so many characters. Raises ValueError when none does."""
    version = bisect_left(_CAPACITIES, length) + 1
    if version > len(_CAPACITIES):
        raise ValueError("the text does not fit one symbol")
    return version


def _address(address: str) -> segno.QRCode:
    """Addresses have small letters, so that they are written byte by byte; and they are short."""
    return segno.make_qr(address, error="m", boost_error=False)


def _code(symbol: Symbol) -> segno.QRCode:
    return segno.make_qr(symbol.text, error="m", boost_error=False, mask=_MASK, version=symbol.version)


def _drawing(code: segno.QRCode, title: str) -> str:
    drawing = io.BytesIO()
    code.save(
        drawing,
        kind="svg",
        border=QUIET_ZONE,
        dark="#000",
        light="#fff",
        xmldecl=False,
        omitsize=True,
        nl=False,
        svgclass="qr-symbol",
        lineclass=None,
        title=title,
    )
    return drawing.getvalue().decode("utf-8")
