"""`packs diff`: what an update of the packs changes for each municipality, told before it is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from madoguchi.core.packs import (
    ChangeKind,
    Comparison,
    FieldChange,
    OtherChange,
    OverlayNote,
    PackErrors,
    PackFiles,
    ProcedureChange,
    Scenario,
    compare,
    label_of,
    load_packs,
    read_pack_files,
)
from madoguchi.core.packs.field_words import Words, field_name, municipality_names
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems
from madoguchi.surfaces.cli.pack_tools.revisions import NoSuchVersionError, version

_OTHERS = {
    "event": "できごと",
    "item": "項目",
    "item_to_bring": "持ち物",
    "desk_role": "窓口の役割",
    "document": "書類",
    "flow": "流れ",
    "flow_choices": "流れの選び方",
    "approval_kind": "決裁の種類",
    "approval_position": "決裁する職",
    "own_approvals": "決裁の設定",
}
_KINDS = {
    ChangeKind.ADDED: "増えます",
    ChangeKind.REMOVED: "なくなります",
    ChangeKind.CHANGED: "変わります",
}


@dataclass(frozen=True, slots=True)
class _Plans:
    """The scenarios whose plan changes; `refused` is why they could not be compared."""

    changed: tuple[tuple[Scenario, tuple[str, ...]], ...] = ()
    compared: int = 0
    refused: str = ""


def tell_differences(folder: Path, old: str, new: str, *, as_json: bool) -> int:
    """Compares two versions of the packs folder `folder`; 1 when a version cannot be read."""
    with ExitStack() as versions:
        try:
            before, after = (versions.enter_context(version(name, folder)) for name in (old, new))
            old_files, new_files = read_pack_files(before), read_pack_files(after)
        except NoSuchVersionError as error:
            print(json.dumps({"ok": False, "message": str(error)}, ensure_ascii=False) if as_json else error)
            return 1
        except PackErrors as errors:
            return tell_problems(errors, as_json=as_json)
        for files in (old_files, new_files):
            # A file that cannot be read would look like one that was taken away.
            if files.problems:
                return tell_problems(PackErrors(files.problems), as_json=as_json)
        comparison = compare(old_files, new_files)
        report = _Report(comparison, old_files, new_files, _plans(before, after))
        if as_json:
            print(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            print("\n".join(report.lines()))
    return 0


def _plans(before: Path, after: Path) -> _Plans:
    from madoguchi_testing.scenarios import plan_changes

    try:
        old, new = load_packs(before), load_packs(after)
    except PackErrors as errors:
        return _Plans(refused=f"{errors.problems[0]}（ほか{len(errors.problems) - 1}件）")
    scenarios = [one for one in new.scenarios if one.municipality in old.municipalities]
    found = [(one, tuple(plan_changes(one, old, new))) for one in scenarios]
    return _Plans(tuple((one, told) for one, told in found if told), len(scenarios))


class _Report:
    """The comparison in words and as JSON."""

    def __init__(self, comparison: Comparison, old: PackFiles, new: PackFiles, plans: _Plans) -> None:
        self._comparison = comparison
        self._plans = plans
        self._words = Words(new)
        self._names = municipality_names(old) | municipality_names(new)
        self._procedures = _procedure_names(old) | _procedure_names(new)

    def lines(self) -> Iterator[str]:
        comparison = self._comparison
        if comparison.is_empty:
            yield "手続きの内容は同じです。"
        for procedure in comparison.procedures:
            yield from self._procedure(procedure)
        for other in comparison.others:
            yield from self._other(other)
        if comparison.hidden:
            yield "■ 市町村のファイルが勝つので、届かない変更"
        for note in comparison.hidden:
            yield f"  {self._who(note)}: {self._hidden(note)}"
        if comparison.superfluous:
            yield "■ 共通と同じことを書いている行（消してかまいません）"
        for note in comparison.superfluous:
            value = self._words.value(note.path[-1], note.own)
            yield f"  {self._who(note)}の{field_name(note.path)}（{value}）"
        yield from self._scenarios()

    def _procedure(self, change: ProcedureChange) -> Iterator[str]:
        name = f"「{self._procedures[change.key]}」（{change.key}）"
        yield f"■ {name}が{_KINDS[change.kind]}: {self._where(change)}"
        for field in change.fields:
            yield from (f"  {told}" for told in self._words.changes(field))

    def _other(self, change: OtherChange) -> Iterator[str]:
        yield f"■ {_OTHERS[change.what]}「{change.key}」が{_KINDS[change.kind]}"
        for field in change.fields:
            yield from (f"  {told}" for told in self._words.changes(field))

    def _where(self, change: ProcedureChange) -> str:
        if len(change.municipalities) == len(self._names):
            return f"{len(self._names)}市町村すべて"
        return "、".join(self._names[code] for code in change.municipalities)

    def _who(self, note: OverlayNote) -> str:
        return f"{self._names[note.municipality]}の「{self._procedures[note.key]}」（{note.key}）"

    def _hidden(self, note: OverlayNote) -> str:
        told = self._words.changes(FieldChange(note.path, note.old, note.new))
        if note.own is None:
            return f"{'、'.join(told)}。この市町村では案内していません"
        return f"{'、'.join(told)}。この市町村では {self._words.value(note.path[-1], note.own)} のままです"

    def _scenarios(self) -> Iterator[str]:
        plans = self._plans
        if plans.refused:
            yield f"■ 場面は比べられません: {plans.refused}"
            return
        yield f"■ 計画の変わる場面: {plans.compared}のうち{len(plans.changed)}"
        for scenario, told in plans.changed:
            yield f"  {self._names[scenario.municipality]} {scenario.title}"
            yield from (f"    {one}" for one in told)

    def as_json(self) -> dict[str, Any]:
        comparison = self._comparison
        return {
            "ok": True,
            "procedures": [
                {
                    "key": one.key,
                    "label": self._procedures[one.key],
                    "kind": one.kind,
                    "municipalities": list(one.municipalities),
                    "fields": _fields(one.fields),
                }
                for one in comparison.procedures
            ],
            "others": [
                {"what": one.what, "key": one.key, "kind": one.kind, "fields": _fields(one.fields)}
                for one in comparison.others
            ],
            "hidden": [_note(one) for one in comparison.hidden],
            "superfluous": [_note(one) for one in comparison.superfluous],
            "scenarios": [
                {
                    "scenario": scenario.title,
                    "municipality": scenario.municipality,
                    "file": scenario.file,
                    "changes": list(told),
                }
                for scenario, told in self._plans.changed
            ],
            "scenarios_not_compared": self._plans.refused,
        }


def _fields(changes: Sequence[FieldChange]) -> list[dict[str, Any]]:
    return [{"field": ".".join(one.path), "old": one.old, "new": one.new} for one in changes]


def _note(note: OverlayNote) -> dict[str, Any]:
    return {
        "key": note.key,
        "municipality": note.municipality,
        "field": ".".join(note.path),
        "old": note.old,
        "new": note.new,
        "own": note.own,
    }


def _procedure_names(files: PackFiles) -> dict[str, str]:
    found = {file.value["key"]: label_of(file.value) for file in files.of("procedure").values()}
    for file in files.of("municipality").values():
        for key, raw in file.value.get("procedures", {}).items():
            if raw.get("added", False):
                found[key] = label_of(raw)
    return found
