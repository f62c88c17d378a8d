"""Letters as files: whole, named, and never led astray."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from madoguchi.lib.letter_files import (
    LETTER,
    LetterFileError,
    letter_files,
    read_receipts,
    write_letter_file,
    write_receipts,
)

NUMBER = UUID(int=5)
CONTENT = b"x" * 100
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def write(folder: Path) -> Path:
    return write_letter_file(folder, "072028", NUMBER, DIGEST, LETTER, [CONTENT[:40], CONTENT[40:]])


def test_a_letter_comes_back_with_what_its_name_tells(tmp_path: Path) -> None:
    write(tmp_path / "out")
    (file,) = letter_files(tmp_path / "out", LETTER)
    assert (file.municipality_code, file.uuid, file.digest, file.size) == ("072028", NUMBER, DIGEST, 100)
    assert b"".join(file.parts()) == CONTENT


def test_a_letter_whose_writing_broke_off_is_not_there(tmp_path: Path) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield CONTENT[:40]
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_letter_file(tmp_path, "072028", NUMBER, DIGEST, LETTER, breaks_off())
    assert letter_files(tmp_path, LETTER) == []
    write(tmp_path)
    assert len(letter_files(tmp_path, LETTER)) == 1


def test_other_files_and_links_are_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "secret"
    elsewhere.write_bytes(b"secret")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"072028-{NUMBER}-{DIGEST}.letter").symlink_to(elsewhere)
    (folder / "readme.letter").write_bytes(b"")
    (folder / f"72028-{NUMBER}-{DIGEST}.letter").write_bytes(b"")
    assert letter_files(folder, LETTER) == []


def test_receipts_come_back_and_broken_ones_are_refused(tmp_path: Path) -> None:
    file = write_receipts(tmp_path, "072028", {NUMBER: DIGEST})
    assert list(read_receipts(tmp_path)) == [(file, "072028", {NUMBER: DIGEST})]
    file.write_bytes(file.read_bytes()[:-2])
    with pytest.raises(LetterFileError, match="途中で切れて"):
        list(read_receipts(tmp_path))
