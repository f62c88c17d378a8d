"""QR symbols as PNG and SVG (ISO/IEC 18004), from text in the alphanumeric set, with error correction M.

A phone's screen shows up to version 25 (117 modules) so that a camera or a counter scanner reads it at arm's
length; longer codes are split into several numbered symbols.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import segno
from segno import DataOverflowError

from madoguchi.lib.sealing.parts import split_parts

MAX_VERSION = 25
QUIET_ZONE = 4
"""Light modules around a symbol, as the standard demands."""

_MASK = 3
"""One of the eight masks for all: sealed text is random, so trying them all finds nothing better, in five
times the time."""

CAPACITY = {10: 311, 15: 600, 20: 970, 25: 1451, 30: 1994, 40: 3391}
"""Alphanumeric characters that a symbol of a version holds at error correction M (ISO/IEC 18004, table 7)."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One QR symbol; `number` of `total` when a text needs several."""

    text: str = field(repr=False)
    number: int
    total: int
    _code: segno.QRCode = field(repr=False, compare=False)

    @property
    def version(self) -> int:
        """1 (21 modules a side) to 40 (177 modules a side)."""
        return int(self._code.version)

    @property
    def modules(self) -> int:
        """Modules a side, without the quiet zone."""
        return 17 + 4 * self.version

    @property
    def label(self) -> str:
        """What stands under the symbol and in its text alternative: 申請コード or 申請コード 1／2."""
        return "申請コード" if self.total == 1 else f"申請コード {self.number}／{self.total}"

    def png(self, scale: int = 6) -> bytes:
        """A picture, black on white, `scale` pixels a module."""
        picture = io.BytesIO()
        self._code.save(picture, kind="png", scale=scale, border=QUIET_ZONE, dark="#000", light="#fff")
        return picture.getvalue()

    def svg(self) -> str:
        """A drawing without size of its own (it fills its box), with a title, free of inline style."""
        drawing = io.BytesIO()
        self._code.save(
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
            title=self.label,
        )
        return drawing.getvalue().decode("utf-8")


def symbols(text: str, *, max_version: int = MAX_VERSION) -> list[Symbol]:
    """The text as one symbol up to `max_version`, else as several numbered ones of equal size.

    Raises EnvelopeTooLarge when it would take more than 60 symbols.
    """
    capacity = CAPACITY[max_version]
    pieces = split_parts(text, capacity)
    return [Symbol(piece, number, len(pieces), _code(piece)) for number, piece in enumerate(pieces, 1)]


def _code(text: str) -> segno.QRCode:
    try:
        return segno.make_qr(text, error="m", boost_error=False, mask=_MASK)
    except DataOverflowError:
        raise ValueError("the text does not fit one symbol") from None
