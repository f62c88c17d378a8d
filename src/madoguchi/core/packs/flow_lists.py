"""Which flow a procedure follows: its own, or the flow of its kind, which lists it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.problems import did_you_mean


def listed_flows(files: PackFiles) -> dict[str, str]:
    """The flow by procedure, as the flows of kinds list them; empty in packs where none does."""
    return {
        procedure: file.value["key"]
        for file in files.of("flow").values()
        for procedure in file.value.get("procedures", ())
    }


def with_flow(key: str, raw: Mapping[str, Any], listed: Mapping[str, str]) -> Mapping[str, Any]:
    """A common procedure with the flow that lists it, unless it names one itself."""
    flow = listed.get(key)
    return raw if flow is None or "flow" in raw else {**raw, "flow": flow}


def check_lists(files: PackFiles, procedures: Collection[str]) -> None:
    """Every listed procedure must be there, and be said once."""
    report = reporter(files)
    own = {
        relative.parts[-2]: file for relative, file in files.of("procedure").items() if "flow" in file.value
    }
    seen: dict[str, str] = {}
    for file in files.of("flow").values():
        for number, key in enumerate(file.value.get("procedures", ())):
            place = ("procedures", number)
            elsewhere = own[key].name if key in own else seen.get(key)
            if key not in procedures:
                report(
                    file,
                    place,
                    f"「{key}」という手続きは common にありません。",
                    did_you_mean(key, procedures),
                )
            elif elsewhere is not None:
                message = f"手続き「{key}」の流れは、{elsewhere} にも書かれています。"
                report(file, place, message, "どちらか一方を消してください。")
            seen[key] = file.name
