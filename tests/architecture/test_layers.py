"""The layers of the house hold."""

from __future__ import annotations

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

CHECKOUT = Path(__file__).resolve().parents[2]


def test_an_arrow_runs_only_downwards() -> None:
    assert lint_imports(config_filename=str(CHECKOUT / ".importlinter"), no_cache=True) == EXIT_STATUS_SUCCESS
