"""The corpus of wrong packs: each folder of `packs/_broken` is one mistake, laid over the good `_base`."""

from __future__ import annotations

import shutil
from pathlib import Path

BASE = "_base"
EXPECTED = "expected.txt"


def mistakes(corpus: Path) -> list[str]:
    """The names of all mistakes in the corpus."""
    return sorted(folder.name for folder in corpus.iterdir() if folder.is_dir() and folder.name != BASE)


def lay_out(corpus: Path, mistake: str | None, folder: Path) -> Path:
    """Makes a packs folder below `folder` with the base and one mistake (None: none); gives its root."""
    root = folder / "packs"
    shutil.copytree(corpus / BASE, root)
    if mistake is not None:
        shutil.copytree(corpus / mistake, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))
    return root
