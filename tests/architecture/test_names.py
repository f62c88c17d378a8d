"""A municipality's name stands in packs, never in code."""

from __future__ import annotations

from pathlib import Path

import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
CODE = {".py", ".html", ".css", ".js", ".txt", ".svg", ".sql"}


def names_in_the_packs() -> set[str]:
    files = sorted((CHECKOUT / "packs").glob("[!_]*/municipalities/*.yaml"))
    return {yaml.safe_load(file.read_text(encoding="utf-8"))["name"] for file in files}


def test_no_municipality_is_named_in_the_code() -> None:
    names = names_in_the_packs()
    assert len(names) >= 13
    found = [
        f"{file.relative_to(CHECKOUT)}: {name}"
        for file in sorted((CHECKOUT / "src").rglob("*"))
        if file.suffix in CODE and "vendor" not in file.parts
        for name in names
        if name in file.read_text(encoding="utf-8")
    ]
    assert found == []
