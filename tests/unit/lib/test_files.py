"""Files that are there whole or not at all."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from madoguchi.lib.files import write_whole


def test_a_file_is_for_its_owner_alone_unless_said_otherwise(tmp_path: Path) -> None:
    write_whole(tmp_path / "own", b"1")
    write_whole(tmp_path / "shared", b"2", mode=0o640)
    assert stat.S_IMODE((tmp_path / "own").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o640


def test_many_writers_at_once_leave_one_whole_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "file"
    contents = [bytes([number]) * 200_000 for number in range(8)]
    together = threading.Barrier(len(contents), timeout=120)

    def write(content: bytes) -> None:
        together.wait()
        write_whole(file, content)

    with ThreadPoolExecutor(len(contents)) as pool:
        list(pool.map(write, contents))
    assert file.read_bytes() in contents
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_where_the_file_should_be_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "file", b"content")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
