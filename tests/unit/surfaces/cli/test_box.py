"""`madoguchi box` before anything is set up."""

from __future__ import annotations

import os
import subprocess
import sys


def test_the_command_explains_itself_without_settings() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    done = subprocess.run(
        [sys.executable, "-m", "madoguchi.surfaces.cli.main", "box", "--help"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "begin" in done.stdout
