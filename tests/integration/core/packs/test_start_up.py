"""A wrong pack stops the start of either zone, with the message that `packs check` gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"


@pytest.mark.parametrize("zone", ["public", "office"])
def test_a_wrong_pack_stops_the_start_and_says_which(zone: str, tmp_path: Path) -> None:
    root = lay_out(PACKS / "_broken", "unknown_item_in_condition", tmp_path)
    (root / "_schema").symlink_to(PACKS / "_schema")
    started = subprocess.run(
        [sys.executable, "-m", "madoguchi.surfaces.cli.main", "manage", "check"],
        env=os.environ
        | {
            "MADOGUCHI_ZONE": zone,
            "MADOGUCHI_PACKS": str(root),
            "DJANGO_SETTINGS_MODULE": f"madoguchi.settings.{zone}",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert started.returncode == 1
    assert "パックに誤りが1件あるため、起動を中止しました。" in started.stderr
    expected = (PACKS / "_broken" / "unknown_item_in_condition" / "expected.txt").read_text(encoding="utf-8")
    assert expected.strip() in started.stderr
