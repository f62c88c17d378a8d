"""`packs new procedure`: the files of a new procedure, to be filled in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from madoguchi.core import clock
from madoguchi.core.packs import PackErrors, SkeletonRefusedError, new_procedure, read_pack_files
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems


def begin_procedure(folder: Path, arguments: argparse.Namespace) -> int:
    """Writes the skeleton and says which files to open; 1 when it is refused."""
    try:
        skeleton = new_procedure(
            read_pack_files(folder),
            arguments.key,
            event=arguments.event,
            label=arguments.label,
            municipality=arguments.municipality,
            today=clock.today(),
        )
        written = [f"{folder.name}/{relative}" for relative in skeleton.write(folder)]
    except PackErrors as errors:
        return tell_problems(errors, as_json=arguments.json)
    except SkeletonRefusedError as refused:
        print(
            json.dumps({"ok": False, "message": str(refused)}, ensure_ascii=False)
            if arguments.json
            else refused
        )
        return 1
    if arguments.json:
        print(json.dumps({"ok": True, "files": written}, ensure_ascii=False))
        return 0
    print("ひな形を書きました。")
    for name in written:
        print(f"  {name}")
    print("次に、このファイルを開いて【記入】の所を書きかえ、madoguchi packs check で確かめてください。")
    return 0
