"""A scenario is played by the command, with both halves in this process."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.database import prepare
from madoguchi.surfaces.cli.commands import journey
from madoguchi.surfaces.cli.main import main

SCENARIO = "packs/aizu/scenarios/tomizo_moves_in.yaml"


@pytest.fixture
def _in_one_process(
    committed_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two halves have a process of their zone each; that they do is shown by the demo's test."""

    def half(_: str, name: str, words: Sequence[str]) -> dict[str, Any]:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            assert main(["journey", *words, "--half", name, "--json"]) == 0
        report: dict[str, Any] = json.loads(said.getvalue())
        return report

    monkeypatch.setattr(prepare, "prepare_databases", list)
    monkeypatch.setattr(journey, "_half", half)
    settings.VAR = tmp_path
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    settings.MADOGUCHI_HANDOVER_DIRECTORY = tmp_path / "handover"


@pytest.mark.usefixtures("_in_one_process")
def test_a_scenario_is_played_on_its_own_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey", SCENARIO, "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "きょうは2026-03-19" in said
    assert "2026年（令和8年）3月25日（水）まで" in said
    assert "受領済み" in said
    assert (tmp_path / "counter" / "guide_slip.pdf").read_bytes().startswith(b"%PDF")
