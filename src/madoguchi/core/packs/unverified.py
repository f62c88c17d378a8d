"""What in the packs nobody has compared with its source yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.merging import is_dated
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile


@dataclass(frozen=True, slots=True)
class UnverifiedSource:
    """A source that is not verified. `municipality` is the code of the overlay, None: the common pack.

    `owner` and `label` name the procedure or document; both are empty for facts of the municipality itself.
    """

    owner: str
    label: str
    municipality: str | None
    title: str
    at: str
    read: date
    note: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """All unverified sources in the order of the files, and out of how many sources and procedures."""

    unverified: tuple[UnverifiedSource, ...]
    sources: int
    procedures: int

    @property
    def procedures_without(self) -> int:
        """Procedures (of the common pack or of an overlay) with a source that is not verified."""
        return len({(one.municipality, one.owner) for one in self.unverified if one.owner})


def source_report(files: PackFiles) -> SourceReport:
    """Looks through every procedure, document, kind of message, effect, board, body and municipality."""
    found: list[UnverifiedSource] = []
    sources = procedures = 0
    for file, place, raw, owner, label, municipality in _owners(files):
        procedures += bool(owner) and file.name.endswith(("procedure.yaml", f"{municipality}.yaml"))
        for number, source in enumerate(raw.get("sources", ())):
            sources += 1
            if not source["verified"]:
                found.append(
                    UnverifiedSource(
                        owner=owner,
                        label=label,
                        municipality=municipality,
                        title=source["title"],
                        at=source["at"],
                        read=date.fromisoformat(source["read"]),
                        note=source.get("note", ""),
                        file=file.name,
                        line=file.line((*place, "sources", number)),
                    )
                )
    return SourceReport(tuple(found), sources, procedures)


_Owner = tuple[YamlFile, ValuePath, Mapping[str, Any], str, str, str | None]


def _owners(files: PackFiles) -> Iterator[_Owner]:
    labels = {}
    for file in files.of("procedure").values():
        labels[file.value["key"]] = label_of(file.value)
        yield file, (), file.value, file.value["key"], label_of(file.value), None
    for file in files.of("assessment").values():
        yield file, (), file.value, file.value["key"], file.value["label"], None
        for number, group in enumerate(file.value["checks"]):
            yield file, ("checks", number), group, file.value["key"], file.value["label"], None
    for file in files.of("document").values():
        yield file, (), file.value, file.value["key"], file.value["label"], None
    for kind in ("exchange", "effect", "board"):
        for file in files.of(kind).values():
            yield file, (), file.value, file.value["key"], file.value["label"], None
    yield from _questions(files)
    for relative, file in files.of("body").items():
        yield file, (), file.value, "", "", relative.stem
    for relative, file in files.of("municipality").items():
        yield file, (), file.value, "", "", relative.stem
        for key, raw in file.value.get("procedures", {}).items():
            if "sources" in raw:
                label = label_of(raw) if "label" in raw else labels.get(key, key)
                yield file, ("procedures", key), raw, key, label, relative.stem


def _questions(files: PackFiles) -> Iterator[_Owner]:
    for file in files.of("faq").values():
        for key, raw in file.value.items():
            yield file, (key,), raw, key, raw["question"], None


def label_of(raw: Mapping[str, Any]) -> str:
    """The name of a raw procedure; of a dated name the latest."""
    label = raw["label"]
    return str(label[-1]["value"]) if is_dated(label) else str(label)
