"""Symbols are read back by an independent decoder."""

from __future__ import annotations

import io
import random
import re
from xml.etree import ElementTree

import pytest
import segno
import zxingcpp
from PIL import Image

from madoguchi.lib import qr
from madoguchi.lib.sealing import base41, join_parts


def a_text(length: int) -> str:
    return "MDG1" + "".join(random.Random(length).choices(base41.ALPHABET[:36], k=length - 4))


def decoded(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("length", [10, 300, 744, 970, 1451])
@pytest.mark.parametrize("scale", [3, 6])
def test_a_symbol_is_read_back(length: int, scale: int) -> None:
    (symbol,) = qr.symbols(a_text(length))
    assert symbol.version <= 25
    assert decoded(symbol.png(scale)) == [a_text(length)]


def test_a_symbol_is_read_turned_small_and_blurred_by_a_screen() -> None:
    (symbol,) = qr.symbols(a_text(820))
    picture = Image.open(io.BytesIO(symbol.png(6))).convert("L")
    tilted = picture.rotate(7, expand=True, fillcolor=255).resize((520, 520), Image.Resampling.BILINEAR)
    assert [found.text for found in zxingcpp.read_barcodes(tilted)] == [a_text(820)]


def test_a_longer_text_becomes_several_numbered_symbols() -> None:
    text = a_text(4000)
    several = qr.symbols(text)
    assert [symbol.label for symbol in several] == ["申請コード 1／3", "申請コード 2／3", "申請コード 3／3"]
    assert all(symbol.version <= 25 for symbol in several)
    scanned = [content for symbol in reversed(several) for content in decoded(symbol.png(4))]
    assert join_parts(scanned) == text


def test_a_smaller_version_can_be_asked_for_old_scanners() -> None:
    assert all(symbol.version <= 15 for symbol in qr.symbols(a_text(1000), max_version=15))


def test_the_drawing_is_well_formed_titled_and_free_of_inline_style() -> None:
    (symbol,) = qr.symbols(a_text(820))
    root = ElementTree.fromstring(symbol.svg())
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "申請コード"
    assert not re.search(r"\bstyle=|<script", symbol.svg())
    assert root.get("viewBox") == f"0 0 {symbol.modules + 8} {symbol.modules + 8}"


def test_the_version_that_is_announced_is_the_smallest_that_holds_the_text() -> None:
    for version, capacity in qr.CAPACITY.items():
        for length in (capacity, capacity - 1):
            assert qr.version_for(length) == version
        if version in (1, 9, 25, 40):
            assert segno.make_qr("A" * capacity, error="m", boost_error=False, mask=3).version == version
            assert version == 40 or qr.version_for(capacity + 1) == version + 1


def test_a_text_that_no_symbol_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        qr.version_for(3392)


def test_a_web_address_is_drawn_and_read_back() -> None:
    address = "https://tetsuzuki.example.jp/072028/waiting/t/abcdefgh234567ab/"
    assert decoded(qr.address_png(address, 6)) == [address]
    root = ElementTree.fromstring(qr.address_svg(address, "スマートフォンで見る"))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "スマートフォンで見る"
