"""The code of a cover sheet is read by a telephone, and by a scanner whatever keyboard it types through."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image

from madoguchi.lib.qr import symbols
from madoguchi.surfaces.staff_web.approvals.codes import document_in
from madoguchi.surfaces.staff_web.approvals.subjects import case_in, case_subject, read_subject

DOCUMENT = UUID("0b7c5f0e-6a52-4d0c-9d3f-2c1d9f1e8a77")
CODE = f"HTTPS://MADOGUCHI.TOWN.EXAMPLE.LG.JP/072028/A/{str(DOCUMENT).upper()}/"


def test_the_symbol_is_one_and_says_the_address() -> None:
    (symbol,) = symbols(CODE)
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(symbol.png())))
    assert read.text == CODE
    assert document_in(read.text) == DOCUMENT


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), CODE.rstrip("/"), f" {CODE}\r\n", CODE.translate({58: "：", 47: "／", 45: "－"})],
    ids=["as printed", "small letters", "no slash", "with the end of the line", "through an input method"],
)
def test_it_is_known_however_it_arrives(typed: str) -> None:
    assert document_in(typed) == DOCUMENT


@pytest.mark.parametrize("typed", ["", "MADO:1:ABC", "/A/", f"/A/{DOCUMENT}/x", "/A/" + "Z" * 36, "\0"])
def test_anything_else_is_none_of_ours(typed: str) -> None:
    assert document_in(typed) is None


def test_a_subject_is_a_case_or_nothing() -> None:
    assert case_in(case_subject(DOCUMENT)) == DOCUMENT
    assert [read_subject(text) for text in ("", "case:", "case:x", f"visit:{DOCUMENT}")] == [""] * 4
