"""What changes between two versions of the packs, for each municipality, before anybody is affected by it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.flow_lists import listed_flows, with_flow
from madoguchi.core.packs.merging import merge_procedure

FieldPath = tuple[str, ...]
"""A field of a procedure, e.g. `("deadline", "within")`."""

_NOTHING: Any = None
"""A field that is not written; a pack cannot write an empty value itself."""


class ChangeKind(StrEnum):
    """What an update does to a procedure in a municipality."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where it is not written."""

    path: FieldPath
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class ProcedureChange:
    """What changes for one procedure, the same in all of these municipalities (codes, in order)."""

    key: str
    kind: ChangeKind
    municipalities: tuple[str, ...]
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class OverlayNote:
    """A field of a procedure on which common pack and overlay touch in one municipality.

    Of a hidden change `old` and `new` are the common values, and `own` is what the overlay says instead. Of a
    superfluous line all three are what both say now.
    """

    key: str
    municipality: str
    path: FieldPath
    old: Any
    new: Any
    own: Any


@dataclass(frozen=True, slots=True)
class OtherChange:
    """Something that is no procedure: an event, an item, a desk role, a document, a flow, an approval."""

    what: str
    key: str
    kind: ChangeKind
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs. `hidden` never reaches residents; `superfluous` lines may be deleted."""

    procedures: tuple[ProcedureChange, ...]
    hidden: tuple[OverlayNote, ...]
    superfluous: tuple[OverlayNote, ...]
    others: tuple[OtherChange, ...]

    @property
    def is_empty(self) -> bool:
        """True when the two versions say the same everywhere."""
        return not (self.procedures or self.hidden or self.others)


def compare(old: PackFiles, new: PackFiles) -> Comparison:
    """Compares what was read of two packs folders; it needs no more than readable files."""
    changes: dict[tuple[str, ChangeKind, str], tuple[list[str], ProcedureChange]] = {}
    old_effective, new_effective = _effective(old), _effective(new)
    for code in sorted(old_effective.keys() | new_effective.keys()):
        before, after = old_effective.get(code, {}), new_effective.get(code, {})
        for key in sorted(before.keys() | after.keys()):
            change = _procedure_change(key, before.get(key), after.get(key))
            if change is not None:
                same = (key, change.kind, repr(change.fields))
                changes.setdefault(same, ([], change))[0].append(code)
    procedures = tuple(
        ProcedureChange(one.key, one.kind, tuple(codes), one.old, one.new, one.fields)
        for codes, one in changes.values()
    )
    return Comparison(
        procedures=tuple(sorted(procedures, key=lambda one: (one.kind, one.key, one.municipalities))),
        hidden=tuple(_hidden(old, new)),
        superfluous=tuple(_superfluous(new)),
        others=tuple(_others(old, new)),
    )


def _commons(files: PackFiles) -> dict[str, Mapping[str, Any]]:
    listed = listed_flows(files)
    return {
        relative.parts[-2]: with_flow(relative.parts[-2], file.value, listed)
        for relative, file in files.of("procedure").items()
    }


def _overlays(files: PackFiles) -> dict[str, Mapping[str, Mapping[str, Any]]]:
    return {
        relative.stem: file.value.get("procedures", {}) for relative, file in files.of("municipality").items()
    }


def _effective(files: PackFiles) -> dict[str, dict[str, Mapping[str, Any]]]:
    """By municipality: what holds there, the overlay merged. An overlay of nothing counts for nothing."""
    common = _commons(files)
    found = {}
    for code, overlay in _overlays(files).items():
        own: dict[str, Mapping[str, Any]] = dict(common)
        for key, raw in overlay.items():
            if raw.get("hidden", False):
                own.pop(key, None)
            elif raw.get("added", False) or key in common:
                changed = {name: value for name, value in raw.items() if name not in ("added", "hidden")}
                own[key] = merge_procedure(common.get(key, {"key": key}), changed)
        found[code] = own
    return found


def _procedure_change(
    key: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> ProcedureChange | None:
    if old is None or new is None:
        kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED
        return ProcedureChange(key, kind, (), old, new)
    fields = tuple(_field_changes(old, new))
    return ProcedureChange(key, ChangeKind.CHANGED, (), old, new, fields) if fields else None


def _field_changes(old: Any, new: Any, path: FieldPath = ()) -> Iterator[FieldChange]:
    """Every field that differs; mappings are gone into, lists are taken whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*old, *(name for name in new if name not in old)]:
            yield from _field_changes(old.get(name, _NOTHING), new.get(name, _NOTHING), (*path, name))
    elif old != new:
        yield FieldChange(path, old, new)


def _hidden(old: PackFiles, new: PackFiles) -> Iterator[OverlayNote]:
    """Changes of the common pack that an overlay keeps from its municipality."""
    before, after = _commons(old), _commons(new)
    for code, overlay in _overlays(new).items():
        for key, raw in overlay.items():
            if raw.get("added", False) or key not in before or key not in after:
                continue
            for change in _field_changes(before[key], after[key]):
                if raw.get("hidden", False):
                    yield OverlayNote(key, code, change.path, change.old, change.new, None)
                    continue
                covered = _covering(raw, change.path)
                if covered is not None:
                    path, own = covered
                    if own != change.new:
                        yield OverlayNote(key, code, path, _at(before[key], path), _at(after[key], path), own)


def _covering(overlay: Mapping[str, Any], path: FieldPath) -> tuple[FieldPath, Any] | None:
    """The place and value with which the overlay decides this field; None when it leaves it to common."""
    value: Any = overlay
    for depth, name in enumerate(path):
        if not isinstance(value, Mapping):
            return path[:depth], value
        if name not in value:
            return None
        value = value[name]
    return (path, value) if not isinstance(value, Mapping) else None


def _at(value: Any, path: FieldPath) -> Any:
    for name in path:
        if not isinstance(value, Mapping):
            return _NOTHING
        value = value.get(name, _NOTHING)
    return value


def _superfluous(files: PackFiles) -> Iterator[OverlayNote]:
    """Lines of overlays that say what common says anyway (`example` is added to, and never superfluous)."""
    common = _commons(files)
    for code, overlay in _overlays(files).items():
        for key, raw in overlay.items():
            if raw.get("added", False) or raw.get("hidden", False) or key not in common:
                continue
            for path, own in _leaves(raw):
                if path != ("example",) and own is not None and _at(common[key], path) == own:
                    yield OverlayNote(key, code, path, own, own, own)


def _leaves(value: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    if isinstance(value, Mapping):
        for name, child in value.items():
            yield from _leaves(child, (*path, name))
    else:
        yield path, value


def _others(old: PackFiles, new: PackFiles) -> Iterator[OtherChange]:
    before, after = _named(old), _named(new)
    for what, key in sorted(before.keys() | after.keys()):
        was, now = before.get((what, key)), after.get((what, key))
        if was is None or now is None:
            yield OtherChange(what, key, ChangeKind.ADDED if was is None else ChangeKind.REMOVED)
        elif was != now:
            yield OtherChange(what, key, ChangeKind.CHANGED, tuple(_field_changes(was, now)))


def _named(files: PackFiles) -> dict[tuple[str, str], Any]:
    """Everything that has a name and is no procedure; of municipalities, by name, what they say of flows and
    approvals.
    """
    found: dict[tuple[str, str], Any] = {}
    for kind in ("event", "document"):
        found |= {(kind, file.value["key"]): file.value for file in files.of(kind).values()}
    for file in files.of("vocabulary").values():
        found |= {("item", key): raw for key, raw in file.value.get("items", {}).items()}
    for file in files.of("items_to_bring").values():
        found |= {("item_to_bring", key): raw for key, raw in file.value.items()}
    for file in files.of("roles").values():
        found |= {("desk_role", key): raw for key, raw in file.value["desk_roles"].items()}
    for file in files.of("flow").values():
        # Which procedures follow it is told with each of them.
        declared = {name: value for name, value in file.value.items() if name != "procedures"}
        drawing = file.path.with_name("flow.bpmn")
        if drawing.is_file():
            declared["drawing"] = hashlib.sha256(drawing.read_bytes()).hexdigest()[:12]
        found["flow", file.value["key"]] = declared
    for file in files.of("approval_routes").values():
        found |= {("approval_position", key): raw for key, raw in file.value.get("positions", {}).items()}
        found |= {("approval_kind", key): raw for key, raw in file.value.get("kinds", {}).items()}
    for file in files.of("municipality").values():
        found["flow_choices", file.value["name"]] = file.value.get("flows", {})
        found["own_approvals", file.value["name"]] = file.value.get("approvals", {})
    return found
