"""Letters as files, for networks between which files are carried one way and nothing else.

A file is the sealed letter as it is. Its name says whose it is, its number and its SHA-256, so that a copy
that broke off is noticed before anything looks inside: `<code>-<number>-<digest>.letter` to the office,
`.reply` to residents. A file `.receipts` lists what the office has.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from madoguchi.lib.files import write_whole

LETTER, REPLY, RECEIPTS = ".letter", ".reply", ".receipts"
_NAME = re.compile(r"([0-9]{6})-([0-9a-f-]{36})-([0-9a-f]{64})(\.letter|\.reply)", re.ASCII)
_RECEIPTS_NAME = re.compile(r"([0-9]{6})-([0-9a-f]{64})\.receipts", re.ASCII)
_READ_SIZE = 1024**2
_MAX_RECEIPTS_SIZE = 50 * 1024**2


class LetterFileError(ValueError):
    """ファイルが途中で切れているか、変わっています。もう一度写してください。"""


@dataclass(frozen=True, slots=True)
class LetterFile:
    """One file of a folder, as far as its name tells."""

    path: Path
    municipality_code: str
    uuid: UUID
    digest: str

    def parts(self) -> Iterator[bytes]:
        """Its bytes, 1 MiB at a time."""
        with self.path.open("rb") as file:
            while part := file.read(_READ_SIZE):
                yield part

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size


def letter_files(folder: Path, kind: str) -> list[LetterFile]:
    """The files of a kind in a folder, by name; whatever else lies there is left alone."""
    found = []
    for path in sorted(folder.glob(f"*{kind}")):
        name = _NAME.fullmatch(path.name)
        # No link leads out of the folder, and nothing but files is read.
        if name is not None and path.is_file() and not path.is_symlink():
            found.append(LetterFile(path, name[1], UUID(name[2]), name[3]))
    return found


def write_letter_file(
    folder: Path, municipality_code: str, uuid: UUID, digest: str, kind: str, parts: Iterable[bytes]
) -> Path:
    """Write a letter so that it is there whole or not at all; one that is there already stays."""
    file = folder / f"{municipality_code}-{uuid}-{digest}{kind}"
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True)
    # Hidden until it is whole: whoever carries the files takes no half ones.
    half = folder / f".{file.name}.part"
    with half.open("wb") as stream:
        for part in parts:
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(file)
    return file


def write_receipts(folder: Path, municipality_code: str, digests: Mapping[UUID, str]) -> Path:
    """List what the office has: number and digest of each letter."""
    content = json.dumps({str(uuid): digest for uuid, digest in digests.items()}, sort_keys=True).encode()
    file = folder / f"{municipality_code}-{hashlib.sha256(content).hexdigest()}{RECEIPTS}"
    write_whole(file, content)
    return file


def read_receipts(folder: Path) -> Iterator[tuple[Path, str, dict[UUID, str]]]:
    """Each list of receipts with its file and municipality. Raises LetterFileError for a broken one."""
    for path in sorted(folder.glob(f"*{RECEIPTS}")):
        name = _RECEIPTS_NAME.fullmatch(path.name)
        if name is None or not path.is_file() or path.is_symlink():
            continue
        if path.stat().st_size > _MAX_RECEIPTS_SIZE:
            raise LetterFileError(f"{path.name}: {LetterFileError.__doc__}")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != name[2]:
            raise LetterFileError(f"{path.name}: {LetterFileError.__doc__}")
        yield path, name[1], {UUID(uuid): str(digest) for uuid, digest in json.loads(content).items()}
