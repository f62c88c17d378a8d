"""Finds and reads the files of a packs folder, each checked against the schema of its kind."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from madoguchi.core.packs.problems import PackProblem
from madoguchi.core.packs.schemas import Schemas
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile, YamlUnreadableError, read_yaml_text

COMMON = "common"

_OF_COMMON = {
    "boards": "board",
    "approvals": "approval_routes",
    "assessments": "assessment",
    "events": "event",
    "faqs": "faq",
    "vocabulary": "vocabulary",
}
_OF_ANY = {"entry_screens": "entry_screen", "exchanges": "exchange"}
"""Folders of the common pack and of regions."""

_OF_REGIONS = {
    "bodies": "body",
    "bookings": "bookings",
    "municipalities": "municipality",
    "scenarios": "scenario",
    "effects": "effect",
    "halls": "hall",
}
_COMMON_FILES = {
    "booking.yaml",
    "flow_actions.yaml",
    "items_to_bring.yaml",
    "languages.yaml",
    "roles.yaml",
    "themes.yaml",
    "words.yaml",
}

TO_FILL = "【記入】"
"""How a text begins that the skeleton of a new procedure leaves to its author."""


@dataclass(slots=True)
class PackFiles:
    """All files that could be read, by kind and by path inside the packs folder, and what was wrong."""

    root: Path
    schemas: Schemas
    by_kind: dict[str, dict[PurePosixPath, YamlFile]] = field(default_factory=dict)
    catalogs: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """By language: the message catalogs by file name, not yet read."""
    problems: list[PackProblem] = field(default_factory=list)
    fingerprint: str = ""

    def of(self, kind: str) -> dict[PurePosixPath, YamlFile]:
        """The readable files of one kind, in the order of their paths."""
        return self.by_kind.get(kind, {})


def read_files(root: Path, schemas: Schemas) -> PackFiles:
    """Reads every file below `root` except folders that begin with `_` or `.`."""
    found = PackFiles(root, schemas)
    digest = hashlib.sha256()
    real_root = root.resolve()
    for relative in _walk(root):
        name = f"{root.name}/{relative}"
        path = root / relative
        # No linked folder is walked: only the file itself can be a link.
        if path.is_symlink() and not path.resolve().is_relative_to(real_root):
            found.problems.append(
                PackProblem(
                    name,
                    1,
                    "packs フォルダーの外を指しています。",
                    "リンクをやめて、ファイルそのものを置いてください。",
                )
            )
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            remedy = "読み取りの権限と、ファイルがあるかどうかを確かめてください。"
            found.problems.append(PackProblem(name, 1, f"ファイルを開けません（{error.strerror}）。", remedy))
            continue
        language = language_of(relative)
        if language is not None:
            found.catalogs.setdefault(language, {})[name] = content
            continue
        kind = kind_of(relative)
        if kind != "scenario":
            digest.update(f"{relative}\0{len(content)}\0".encode())
            digest.update(content)
        if path.suffix in (".yaml", ".yml"):
            _read(found, schemas, relative, name, content, kind)
    found.fingerprint = digest.hexdigest()
    return found


def _read(
    found: PackFiles, schemas: Schemas, relative: PurePosixPath, name: str, content: bytes, kind: str | None
) -> None:
    if kind is None:
        remedy = "置き場所は docs/reference/packs.md にあります。"
        if relative.suffix == ".yml":
            remedy = f"名前を {relative.stem}.yaml に変えてください。"
        found.problems.append(PackProblem(name, 1, "この名前と場所のファイルは読まれません。", remedy))
        return
    try:
        file = read_yaml_text(content, found.root / relative, name)
    except YamlUnreadableError as unreadable:
        found.problems.extend(unreadable.problems)
        return
    # Where something is still to be written, the rest of the file is not finished either.
    unfinished = _to_fill(file) if _may_be_unfinished(content) else ()
    problems = list(unfinished) or schemas.problems(kind, file.value, lambda path: (name, file.line(path)))
    if problems:
        found.problems.extend(problems)
        return
    found.by_kind.setdefault(kind, {})[relative] = file


def _may_be_unfinished(content: bytes) -> bool:
    """Whether the mark may stand in any value, also written with escapes."""
    return TO_FILL.encode() in content or b"\\" in content


def _to_fill(file: YamlFile) -> Iterator[PackProblem]:
    """Each place that the skeleton of a new procedure marked and nobody has filled in yet."""

    def walk(value: object, path: ValuePath) -> Iterator[PackProblem]:
        if isinstance(value, str) and TO_FILL in value:
            field = next((part for part in reversed(path) if isinstance(part, str)), "")
            wanted = value.partition(TO_FILL)[2].strip()
            yield PackProblem(
                file.name,
                file.line(path),
                f"「{field}」がまだ書かれていません（{wanted or '内容'}）。",
                f"{TO_FILL}の所を、内容に書きかえてください。",
            )
        elif isinstance(value, dict):
            for key, child in value.items():
                yield from walk(child, (*path, key))
        elif isinstance(value, list):
            for number, child in enumerate(value):
                yield from walk(child, (*path, number))

    yield from walk(file.value, ())


def kind_of(relative: PurePosixPath) -> str | None:
    """The kind of a file, told by its place; None when nothing is read from there."""
    if relative.suffix != ".yaml":
        return None
    if relative.name.startswith("scenario"):
        return "scenario"
    match relative.parts:
        case ("common", "procedures", _, "procedure.yaml"):
            return "procedure"
        case ("common", "documents", _, "document.yaml"):
            return "document"
        case ("common", "flows", _, "flow.yaml"):
            return "flow"
        case ("common", name) if name in _COMMON_FILES:
            return relative.stem
        case ("common", folder, _) if folder in _OF_COMMON:
            return _OF_COMMON[folder]
        case (_, "region.yaml"):
            return "region"
        case (_, folder, _) if folder in _OF_ANY:
            return _OF_ANY[folder]
        case (region, folder, _) if region != COMMON and folder in _OF_REGIONS:
            return _OF_REGIONS[folder]
    return None


def language_of(relative: PurePosixPath) -> str | None:
    """The language of a message catalog, told by its place; None for every other file."""
    match relative.parts:
        case (_, "languages", language, *_, _) if relative.suffix == ".po":
            return language
    return None


def _walk(root: Path) -> Iterator[PurePosixPath]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(("_", ".")))
        here = Path(folder).relative_to(root)
        # A linked folder is not walked; given out like a file, it is refused instead of passed over.
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            if not name.startswith("."):
                yield PurePosixPath(here / name)
