"""Two zones as two installations, with a database each: an application goes all the way and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.acceptance.test_command import ROOT, end_processes_of, madoguchi

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi_testing.chaos.databases import ZONES, copy_of_template


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Path]:
    """Two zones whose databases are migrated and empty; the servers of both end with the test."""
    for zone in ZONES:
        copy_of_template(ROOT / "var" / "chaos", tmp_path / "zones" / zone / "postgres")
    yield tmp_path
    end_processes_of(tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_an_application_from_home_goes_to_the_office_and_its_result_comes_back(installation: Path) -> None:
    done = madoguchi(installation, "demo-zones", "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["arrivals"] == report["arrivals"] | {"delivered": 1, "refused": 0, "unsent": 0}
    application = report["application"]
    assert application["identified_by"] == "シリアル番号"
    assert application["cases"] == ["転出届 完了"]
    assert application["handovers"] == ["resident_register 受領済み"]
    assert application["told"] == "手続きはすべて終わりました"
    end_processes_of(installation)  # a server that runs makes files and takes them away
    public, office = installation / "zones" / "public", installation / "zones" / "office"
    assert (public / "postgres").is_dir()
    assert (office / "postgres").is_dir()
    # What opens letters and what makes offices is in the office alone.
    assert list(public.rglob("*.private")) == []
    assert {file.name for file in public.rglob("*.key")} == {"server.key"}
    codes = set(load_packs_or_refuse(ROOT / "packs").municipalities)
    assert {file.stem for file in office.rglob("*.private")} == codes
    # Nor does anything lie in the public zone that the resident has written.
    written = {application[one] for one in ("who", "phone", "number", "reception")}
    for file in filter(Path.is_file, public.rglob("*")):
        assert not [one for one in written if one.encode() in file.read_bytes()], file
