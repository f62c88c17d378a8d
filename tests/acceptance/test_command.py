"""The command in a folder of its own, as on a new machine: demo, bench."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An empty folder for everything that an installation writes; its server ends with the tests."""
    folder = tmp_path_factory.mktemp("installation")
    yield folder
    end_processes_of(folder)
    shutil.rmtree(folder, ignore_errors=True)


def end_processes_of(folder: Path) -> None:
    """End whatever was started with a path in the folder: PostgreSQL goes on when its command has ended."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(folder) in word for word in process.info["cmdline"] or []):
            with suppress(psutil.NoSuchProcess):
                process.terminate()
                process.wait(timeout=120)


def madoguchi(folder: Path, *words: str, packs: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command, with everything that it writes in the folder; `packs` are those of the checkout else."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MADOGUCHI_", "DJANGO_", "PYTEST_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "madoguchi.surfaces.cli.main", *words],
        env=inherited | {"MADOGUCHI_VAR": str(folder)} | ({"MADOGUCHI_PACKS": str(packs)} if packs else {}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
    )


def test_the_demo_runs_the_main_job_from_nothing_to_the_acknowledged_hand_over(installation: Path) -> None:
    done = madoguchi(installation, "demo", "--no-serve", "--fraction", "0.002", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    home, counter = report["home"], report["counter"]
    assert report["prepared"]["residents"] > 400
    # Whatever the hour of this test, the demo's hall is open.
    assert report["prepared"]["tickets"] > 20
    assert report["prepared"]["booked"] == 6
    assert 5 <= len(home["questions"]) <= 20
    assert home["headline"].startswith("手続きは")
    assert len(home["symbols"]) == 1
    assert counter["acknowledged"]
    assert {one["status"] for one in counter["handovers"]} == {"受領済み"}
    assert {step for step, _ in counter["steps"]} >= {"pre_application.started", "counter_visit.accepted"}
    online = report["online"]
    assert online["identified_by"] == "シリアル番号"
    assert online["cases"] == ["転出届 完了"]
    assert online["handovers"] == ["resident_register 受領済み"]
    assert online["told"].startswith("手続きはすべて終わりました")
    first = PdfReader(counter["documents"][0]["file"])
    assert "会津 十三蔵" in first.pages[0].extract_text().replace("\n", " ")
    assert len(PdfReader(counter["documents"][-1]["file"]).pages) == 1
    assert stat.S_IMODE((installation / "demo-password").stat().st_mode) == 0o600


def test_the_bench_prints_its_figures_and_the_machine(installation: Path) -> None:
    done = madoguchi(installation, "bench", "--only", "plan", "--only", "seal", "--json")
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert int(measured["machine"]["cores"]) >= 1
    names = [row["name"] for row in measured["rows"]]
    assert any(name.startswith("計画") for name in names)
    assert any(name.startswith("QRコード") for name in names)
    assert all(row["figures"] is None or row["figures"]["median"] > 0 for row in measured["rows"])
