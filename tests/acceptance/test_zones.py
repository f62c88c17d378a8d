"""Two zones as two installations, with a database each: a sealed letter goes there and back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.acceptance.test_command import ROOT, madoguchi

from madoguchi_testing.broken_packs import lay_out


@pytest.fixture
def installation(tmp_path: Path) -> Any:
    """An empty folder; the servers of both zones end with the test."""
    yield tmp_path
    for process in psutil.process_iter(["cmdline"]):
        if any(str(tmp_path) in word for word in process.info["cmdline"] or []):
            process.terminate()
            process.wait(timeout=20)
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_a_sealed_letter_goes_to_the_office_and_its_answer_comes_back(installation: Path) -> None:
    # A small pack: each zone starts many processes, and none of them looks at more than the municipalities.
    packs = lay_out(ROOT / "packs/_broken", None, installation)
    (packs / "_schema").symlink_to(ROOT / "packs/_schema")
    done = madoguchi(installation, "demo-zones", "--no-serve", "--json", packs=packs)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["arrivals"] == report["arrivals"] | {"delivered": 1, "refused": 0, "unsent": 0}
    public, office = installation / "zones" / "public", installation / "zones" / "office"
    assert (public / "postgres").is_dir()
    assert (office / "postgres").is_dir()
    # What opens letters and what makes offices is in the office alone.
    assert list(public.rglob("*.private")) == []
    assert {file.name for file in public.rglob("*.key")} == {"server.key"}
    assert [file.stem for file in office.rglob("*.private")] == ["990019"]
