"""The desk: what typst sees of the packs, and the data of one document at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from madoguchi.engines.documents.domain.desk import DATA, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    layout = tmp_path / "packs" / "common" / "documents" / "pension" / "layout.typ"
    layout.parent.mkdir(parents=True)
    layout.write_text('#json("/data.json").name')
    return Desk(tmp_path / "packs")


def test_the_desk_is_empty_before_and_after_a_document(desk: Desk) -> None:
    shown = desk.folder / DATA
    assert shown.read_bytes() == b""
    with desk.holding('{"name": "会津 十三蔵"}'):
        assert shown.read_text(encoding="utf-8") == '{"name": "会津 十三蔵"}'
    assert shown.read_bytes() == b""


def test_a_shorter_document_leaves_nothing_of_the_longer_one_before_it(desk: Desk) -> None:
    with desk.holding("あ" * 100_000):
        pass
    with desk.holding("い"):
        assert (desk.folder / DATA).read_text(encoding="utf-8") == "い"


def test_the_desk_is_cleared_when_typesetting_failed(desk: Desk) -> None:
    with pytest.raises(RuntimeError), desk.holding("会津 十三蔵"):
        raise RuntimeError
    assert (desk.folder / DATA).read_bytes() == b""


def test_no_file_of_the_desk_holds_data(desk: Desk) -> None:
    with desk.holding("会津 十三蔵"):
        kept = [entry for entry in desk.folder.iterdir() if not entry.is_symlink()]
        assert all("十三蔵" not in entry.read_text() for entry in kept)
        assert os.readlink(desk.folder / DATA).startswith("/proc/self/fd/")


def test_a_layout_that_is_changed_on_disk_is_seen_without_a_restart(desk: Desk, tmp_path: Path) -> None:
    layout = tmp_path / "packs" / "common" / "documents" / "pension" / "layout.typ"
    assert desk.entrance(layout).read_text() == '#include "/common/documents/pension/layout.typ"\n'
    layout.write_text("new")
    assert (desk.folder / "common" / "documents" / "pension" / "layout.typ").read_text() == "new"


def test_the_folder_is_gone_when_the_process_ends(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from madoguchi.engines.documents.domain.desk import Desk; "
        f"print(Desk(Path({str(tmp_path)!r})).folder)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip()
    assert not Path(made.stdout.strip()).exists()
