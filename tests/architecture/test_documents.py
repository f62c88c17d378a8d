"""What the documents say about the house is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from madoguchi.surfaces.cli import main

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    path.relative_to(ROOT).as_posix()
    for top in ("src", "testing", "packs", "docs", "tests")
    for path in (ROOT / top).rglob("*")
    if "__pycache__" not in path.parts and "vendor" not in path.parts
]


def places(text: str) -> list[str]:
    """The paths in backticks, `{a,b}` written out."""
    found = [one for one in re.findall(r"`([^`\s]+/[^`\s]*)`", text) if not one.startswith("http")]
    written_out: list[str] = []
    for one in found:
        choice = re.search(r"\{([^}]+)\}", one)
        names = choice[1].split(",") if choice else [""]
        written_out += [re.sub(r"\{[^}]+\}", name, one) for name in names]
    return written_out


def is_there(place: str) -> bool:
    pattern = re.compile(r"(^|/)" + re.escape(place.rstrip("/")).replace(r"\*", "[^/]+") + "$")
    return any(pattern.search(file) for file in FILES)


def test_the_map_of_the_house_names_only_places_that_exist() -> None:
    named = places((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert len(named) > 25
    assert [place for place in named if not is_there(place)] == []


@pytest.mark.parametrize("page", ["README.md", "README.ja.md", "ARCHITECTURE.md", "docs/decisions/README.md"])
def test_links_between_documents_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert local
    assert [link for link in local if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_the_readmes_name_every_command_that_people_use(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    helpers = {"manage", "database"}
    assert [
        name for name in main.discover() if name.replace("_", "-") not in text and name not in helpers
    ] == []


def test_both_readmes_have_the_same_shape() -> None:
    shapes = []
    for page in ("README.md", "README.ja.md"):
        lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
        shapes.append([line[:3].split(" ")[0] for line in lines if line.startswith(("#", "|", "- ", "```"))])
    assert shapes[0] == shapes[1]
