"""Which weights a municipality uses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from madoguchi.engines.matching.domain.first_guess import first_weights
from madoguchi.engines.matching.domain.weights import default_weights
from madoguchi.engines.matching.weights_in_use import weights_file, weights_for


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, settings: Any) -> Path:
    settings.MADOGUCHI_MATCHING_DIRECTORY = tmp_path
    return tmp_path


def test_who_has_learned_none_uses_those_that_come_with_the_engine() -> None:
    assert weights_for("072010") == default_weights()


def test_learned_weights_are_used_as_soon_as_they_lie_there(directory: Path) -> None:
    (directory / "072010.json").write_text(first_weights().dumps(), encoding="utf-8")
    assert weights_for("072010").made == "guess"
    assert weights_for("072028") == default_weights()
    (directory / "072010.json").write_text(default_weights().dumps(), encoding="utf-8")
    os.utime(directory / "072010.json", ns=(1, 1))
    assert weights_for("072010").made == default_weights().made


def test_a_file_that_is_no_weights_stops_nobody(directory: Path, caplog: pytest.LogCaptureFixture) -> None:
    (directory / "072010.json").write_bytes(b"\xff{")
    assert weights_for("072010") == default_weights()
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("code", ["", "../../x", "07201", "０７２０１０", "0720100"])
def test_only_codes_name_a_file(code: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        weights_file(code)
