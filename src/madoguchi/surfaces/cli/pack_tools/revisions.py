"""A version of the packs folder: a folder as it is, or what it was at a revision of git."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


class NoSuchVersionError(Exception):
    """この版の packs フォルダーは読めません。"""


@contextmanager
def version(name: str, packs: Path) -> Iterator[Path]:
    """The packs folder called `name`: a folder, else the revision `name` of the folder `packs`.

    A revision is laid out in a temporary folder for as long as the block runs. Raises NoSuchVersionError.
    """
    if (Path(name) / "common").is_dir():
        yield Path(name).resolve()
        return
    with TemporaryDirectory(prefix="madoguchi-packs-") as folder:
        root = Path(folder) / packs.name
        root.mkdir()
        _lay_out(name, packs, root)
        yield root


def _lay_out(revision: str, packs: Path, root: Path) -> None:
    git = shutil.which("git")
    hint = "packs フォルダーの場所か、git の版（例: main、HEAD~1、v1.2.0）を書いてください。"
    if git is None:
        raise NoSuchVersionError(f"「{revision}」というフォルダーがなく、git もありません。{hint}")
    # A name that begins with - would be read as an option.
    if revision.startswith("-"):
        raise NoSuchVersionError(f"「{revision}」という版はありません。{hint}")
    done = subprocess.run(  # noqa: S603 - git itself, without a shell
        [git, "-C", str(packs), "archive", "--format=tar", revision, "."], capture_output=True, check=False
    )
    if done.returncode != 0:
        raise NoSuchVersionError(f"「{revision}」というフォルダーも、git の版もありません。{hint}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(root, filter="data")
