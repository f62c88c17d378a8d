"""What changed from one version of a document to the next."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What happened to a line or a file."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, and whether it is what changed in it."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of the text."""

    change: Change
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class FileChange:
    """What happened to an attachment."""

    name: str
    change: Change


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two versions. `fields` are label, before, after."""

    lines: tuple[DiffLine, ...]
    fields: tuple[tuple[str, str, str], ...]
    files: tuple[FileChange, ...]

    @property
    def are_none(self) -> bool:
        """Whether both say the same."""
        changed = any(line.change is not Change.SAME for line in self.lines)
        return not (changed or self.fields or self.files)


def text_difference(before: str, after: str) -> tuple[DiffLine, ...]:
    """Line by line; where one line took the place of another, what changed in it is marked."""
    old, new = before.split("\n"), after.split("\n")
    found: list[DiffLine] = []
    for verb, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found += [DiffLine(Change.SAME, (Piece(line),)) for line in old[a1:a2]]
            continue
        gone, come = old[a1:a2], new[b1:b2]
        pairs = min(len(gone), len(come))
        for number in range(pairs):
            found += _both(gone[number], come[number])
        found += [DiffLine(Change.REMOVED, (Piece(line, True),)) for line in gone[pairs:]]
        found += [DiffLine(Change.ADDED, (Piece(line, True),)) for line in come[pairs:]]
    return tuple(found)


def file_changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[FileChange, ...]:
    """The attachments that came, went, or are another file under the same name."""
    old, new = {_file(one) for one in before}, {_file(one) for one in after}
    gone, come = {name for name, _ in old - new}, {name for name, _ in new - old}
    return tuple(
        FileChange(
            name,
            Change.REPLACED
            if name in gone and name in come
            else (Change.REMOVED if name in gone else Change.ADDED),
        )
        for name in sorted(gone | come)
    )


def _file(one: Mapping[str, Any]) -> tuple[str, str]:
    return str(one["name"]), str(one.get("sha256") or f"paper {one.get('sheets')}")


def _both(gone: str, come: str) -> Iterator[DiffLine]:
    # Character by character only where much is alike; else the marks would be a mosaic.
    matcher = difflib.SequenceMatcher(None, gone, come, autojunk=False)
    if max(len(gone), len(come)) > 2_000 or matcher.ratio() < 0.5:
        yield DiffLine(Change.REMOVED, (Piece(gone, True),))
        yield DiffLine(Change.ADDED, (Piece(come, True),))
        return
    left: list[Piece] = []
    right: list[Piece] = []
    for verb, a1, a2, b1, b2 in matcher.get_opcodes():
        if a2 > a1:
            left.append(Piece(gone[a1:a2], verb != "equal"))
        if b2 > b1:
            right.append(Piece(come[b1:b2], verb != "equal"))
    yield DiffLine(Change.REMOVED, tuple(left))
    yield DiffLine(Change.ADDED, tuple(right))
