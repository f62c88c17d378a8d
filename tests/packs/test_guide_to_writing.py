"""The Japanese how-to is followed to the letter: its commands, its files, its answers."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import files
from madoguchi.surfaces.cli.main import main

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "ja" / "write-a-procedure.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(console|yaml|text)\n(.*?)```", re.S)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the packs in a git repository of its own, in which the clerk works; in Japanese only, because
    each command reads all of it. A file that did not change since the last command is read once.
    """
    monkeypatch.setattr(files, "read_yaml_text", cache(files.read_yaml_text))
    shutil.copytree(ROOT / "packs", tmp_path / "packs", ignore=shutil.ignore_patterns("*.po"))
    for command in ("init -q", "add packs", "-c user.name=x -c user.email=x@example.jp commit -qm start"):
        subprocess.run(["git", "-C", str(tmp_path), *command.split()], check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MADOGUCHI_PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("MADOGUCHI_TODAY", "2026-12-01")
    return tmp_path


def test_whoever_follows_the_guide_has_a_tested_procedure(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind, text in BLOCK.findall(GUIDE):
        if kind == "console":
            _run_console(text, capsys)
        elif kind == "yaml" and text.startswith("# packs/"):
            name = text.partition("\n")[0].removeprefix("# ")
            assert (checkout / name).exists(), "the skeleton made the file"
            (checkout / name).write_text(text, encoding="utf-8")


def test_a_wrong_number_is_answered_as_the_guide_says(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = checkout / "packs" / "common" / "procedures" / "snow_removal_help"
    folder.mkdir()
    for kind, text in BLOCK.findall(GUIDE):
        if kind == "yaml" and text.startswith("# packs/"):
            name = Path(text.partition("\n")[0]).name
            (folder / name).write_text(text.replace(">= 75", ">= 80"), encoding="utf-8")
    assert main(["packs", "test", "--only", "snow_removal_help"]) == 1
    told = capsys.readouterr().out
    answer = next(text for kind, text in BLOCK.findall(GUIDE) if kind == "text")
    for line in answer.splitlines():
        assert line in told


def _run_console(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs each `$` line; every line below it must be in the answer."""
    for step in text.split("$ ")[1:]:
        command, *answers = step.splitlines()
        words = shlex.split(command)
        assert words[0] == ".venv/bin/madoguchi"
        code = main(words[1:])
        told = capsys.readouterr().out
        for answer in answers:
            assert answer in told, command
        # The one step that is meant to fail says how many places are still open.
        assert code == (1 if "誤りが6件" in step else 0), told
