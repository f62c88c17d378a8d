"""The packs of the run: one procedure, and three municipalities that hand it over in three ways.

Nothing else is in them, so that servers and worker that were killed are back soon.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

EVENT, PROCEDURES = "moving_out", ("move_out_notification",)
METHODS = {"072028": "file", "072087": "bulk_file", "074021": "screen_import"}
"""By municipality: how what was decided reaches its core system."""
_REGION = "aizu"
_COMMON = (
    *(
        "documents",
        "entry_screens",
        "flow_actions.yaml",
        "flows/register_change",
        "items_to_bring.yaml",
        "roles.yaml",
    ),
    *("themes.yaml", "vocabulary"),
    f"events/{EVENT}.yaml",
    *(f"procedures/{key}/procedure.yaml" for key in PROCEDURES),
)


def make_packs(source: Path, folder: Path) -> None:
    """Copy what the run needs from the packs at `source` to `folder`, which is new."""
    shutil.copytree(source / "_schema", folder / "_schema")
    for name in _COMMON:
        _copy(source / "common" / name, folder / "common" / name)
    region = folder / _REGION / "region.yaml"
    _copy(source / _REGION / region.name, region)
    _end_with(region, "municipalities", json.dumps(list(METHODS)))
    for code, method in METHODS.items():
        file = folder / _REGION / "municipalities" / f"{code}.yaml"
        _copy(source / _REGION / "municipalities" / file.name, file)
        # The clerks of the run move cases by hand.
        _end_with(file, "flows", "{}")
        handover = {"handover": {"method": method}, "flow": "by_hand"}
        _end_with(file, "procedures", json.dumps(dict.fromkeys(PROCEDURES, handover)))


def _copy(here: Path, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    if here.is_dir():
        shutil.copytree(here, there)
    else:
        shutil.copyfile(here, there)


def _end_with(file: Path, key: str, value: str) -> None:
    """Let the file end with this value instead of its own of that key, which is the last one or missing."""
    before = file.read_text(encoding="utf-8").partition(f"\n{key}:")[0].rstrip()
    file.write_text(f"{before}\n{key}: {value}\n", encoding="utf-8")
