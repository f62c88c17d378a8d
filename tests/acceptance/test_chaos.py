"""Servers, worker and databases of two zones are killed while residents apply and clerks decide: nothing
lost, nothing twice.

`make chaos` does the same two hundred times.
"""

from __future__ import annotations

import json
import subprocess
import sys

from tests.acceptance.test_command import ROOT

from madoguchi_testing.chaos.packs import METHODS
from madoguchi_testing.chaos.running import KINDS

KILLS = 3


def test_nothing_is_lost_and_nothing_is_twice_whatever_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi.surfaces.cli.main", "chaos", "--kills", str(KILLS), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,  # it bounds itself, and ends what it started
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert sum(report["kills"].values()) == KILLS
    for _, variants in KINDS:
        assert sum(report["kills"].get(name, 0) for name in variants) == 1
    counted = report["counted"]
    assert (counted["lost"], counted["twice"], counted["strange"]) == ([], [], [])
    assert counted["receipts"] + counted["without_receipt"] == counted["begun"] > KILLS
    assert counted["receipts"] >= KILLS
    assert counted["cases"] == counted["handed_over"] >= counted["receipts"]
    assert set(counted["by_method"]) == set(METHODS.values())
    read, asked = report["states"]
    assert read == asked > 0
    assert report["audit_holds"]
