"""`madoguchi box` before anything is set up."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

import pytest

from madoguchi.engines.courier.api import LinkError
from madoguchi.surfaces.cli.commands import box


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


def test_a_box_that_reaches_nobody_is_told_that_the_hall_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody(*_: object) -> dict[str, object]:
        raise LinkError()

    monkeypatch.setattr(box, "_tell", nobody)
    arguments = argparse.Namespace(box_command="tell", json=False)
    assert box.run(arguments) == 1
    said = capsys.readouterr().err
    assert "庁内につながりません" in said
    assert "公開側" not in said
