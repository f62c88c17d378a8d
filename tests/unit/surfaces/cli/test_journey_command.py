"""What the command says before anything is played; that it plays is shown in tests/acceptance."""

from __future__ import annotations

import pytest

from madoguchi.surfaces.cli.main import main


def test_a_scenario_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey", "packs/aizu/scenarios/nothing.yaml"]) == 2
    assert "nothing.yaml" in capsys.readouterr().err
