"""A ticket as the picture that goes onto receipt paper: black or white, eight dots a millimetre.

A picture and not text, because no receipt printer has the letters of seven languages (docs/decisions/0053).
typst sets it as it sets the documents; the QR symbol is put below it dot by dot, so that each module is as
wide as the next.
"""

from __future__ import annotations

import io
import json
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import typst
from PIL import Image

from madoguchi.core.languages import Language
from madoguchi.lib.qr import address_png

DOTS_A_MILLIMETRE: Final = 8
"""203 dots an inch: what receipt printers have."""

PRINTABLE: Final = {80: 72, 58: 48}
"""Millimetres that are printed on, by the width of the paper."""

_INCH = 25.4
_DARK_BELOW = 150
_DOTS_A_MODULE = 6
_FONTS = ("BIZ UDPGothic",)
_FONTS_OF: Final = {
    "zh": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR"),
    "vi": ("Noto Sans", "DejaVu Sans"),
    "fil": ("Noto Sans", "DejaVu Sans"),
}
"""Families of which one has to be there so that a language can be printed, by the first part of its tag."""


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """What stands on a ticket. `language` is a tag (ja, zh-Hans); `follow` the address of the page on a
    phone, empty where there is none.
    """

    place: str
    number: str
    purpose: str
    purpose_in_japanese: str
    counter: str
    counter_in_japanese: str
    waits: tuple[str, ...]
    notes: tuple[str, ...]
    follow: str
    follow_how: str
    taken: str
    language: str


def draw(paper: TicketPaper, width: int) -> Image.Image:
    """A ticket for paper of 80 or 58 millimetres, one bit a dot, as wide as the printer prints."""
    millimetres = PRINTABLE[width]
    dots = millimetres * DOTS_A_MILLIMETRE
    said = {
        "width": millimetres,
        "fonts": [*(_FONTS_OF.get(paper.language[:2], ())), *_FONTS],
        "language": paper.language[:2],
        "place": paper.place,
        "number": paper.number,
        "purpose": paper.purpose,
        "purpose_in_japanese": paper.purpose_in_japanese,
        "counter": paper.counter,
        "counter_in_japanese": paper.counter_in_japanese,
        "waits": list(paper.waits),
        "notes": list(paper.notes),
        "follow_how": paper.follow_how if paper.follow else "",
        "taken": paper.taken,
    }
    text = _set(json.dumps(said, ensure_ascii=False))
    pieces = [text]
    if paper.follow:
        pieces.append(Image.open(io.BytesIO(address_png(paper.follow, _DOTS_A_MODULE))).convert("L"))
    whole, top = Image.new("L", (dots, sum(one.height for one in pieces)), 255), 0
    for one in pieces:
        whole.paste(one, ((dots - one.width) // 2, top))
        top += one.height
    return whole.point([0] * _DARK_BELOW + [255] * (256 - _DARK_BELOW), "1")


def png(picture: Image.Image) -> bytes:
    """The picture as a file, for a browser that prints it."""
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(DOTS_A_MILLIMETRE * _INCH, DOTS_A_MILLIMETRE * _INCH))
    return file.getvalue()


def can_be_printed(language: Language) -> bool:
    """Whether this machine has letters for a language: otherwise the paper would show empty boxes."""
    needed = _FONTS_OF.get(language.tag[:2], ())
    return not needed or bool(_families().intersection(needed))


_one_at_a_time = threading.Lock()


def _set(said: str) -> Image.Image:
    """The part above the symbol, in grey."""
    with _one_at_a_time:
        picture = _compiler().compile(format="png", ppi=DOTS_A_MILLIMETRE * _INCH, sys_inputs={"said": said})
    if not isinstance(picture, bytes):
        raise TypeError("a ticket is one page")
    return Image.open(io.BytesIO(picture)).convert("L")


@cache
def _compiler() -> typst.Compiler:
    layout = Path(__file__).with_name("ticket.typ")
    return typst.Compiler(str(layout), font_paths=_fonts(), sys_inputs={"said": "{}"})


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())
