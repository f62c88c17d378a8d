"""Lines of files in UTF-8 and Shift_JIS."""

from __future__ import annotations

from io import BytesIO

import pytest

from madoguchi.lib.text_lines import LONGEST_LINE, TextLine, text_lines

LINES = "会津若松市東栄町3-46\r\n\n門田町大字飯寺字村西\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_encoding_is_told_by_the_lines(encoding: str) -> None:
    found = list(text_lines(BytesIO(LINES.encode(encoding))))
    assert found == [
        TextLine(1, "会津若松市東栄町3-46"),
        TextLine(2, ""),
        TextLine(3, "門田町大字飯寺字村西"),
    ]


def test_a_line_that_cannot_be_read_is_named_and_the_rest_goes_on() -> None:
    content = (
        "東栄町1\n".encode() + "東栄町2\n".encode("cp932") + b"3" * (LONGEST_LINE + 1) + "\n東栄町4".encode()
    )
    found = list(text_lines(BytesIO(content)))
    assert [line.number for line in found if line.problem] == [2, 3]
    assert "UTF-8" in found[1].problem
    assert f"{LONGEST_LINE}文字" in found[2].problem
    assert found[3].text == "東栄町4"


def test_an_empty_file_has_no_lines() -> None:
    assert list(text_lines(BytesIO(b""))) == []
