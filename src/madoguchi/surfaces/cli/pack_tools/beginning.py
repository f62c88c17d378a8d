"""`packs new`: the files of a new procedure or flow, to be filled in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from madoguchi.core import clock
from madoguchi.core.bpmn import LARGEST_FILE, BpmnMistake, BpmnRefusedError
from madoguchi.core.packs import (
    PackErrors,
    Skeleton,
    SkeletonRefusedError,
    new_flow,
    new_procedure,
    read_pack_files,
)
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems


def begin(folder: Path, arguments: argparse.Namespace) -> int:
    """Writes the skeleton and says which files to open; 1 when it is refused."""
    try:
        skeleton = (_flow if arguments.what == "flow" else _procedure)(folder, arguments)
        written = [f"{folder.name}/{relative}" for relative in skeleton.write(folder)]
    except PackErrors as errors:
        return tell_problems(errors, as_json=arguments.json)
    except SkeletonRefusedError as refused:
        return _refuse(str(refused), arguments)
    except BpmnRefusedError as refused:
        return _refuse("\n".join(_in_words(one) for one in refused.mistakes), arguments)
    if arguments.json:
        print(json.dumps({"ok": True, "files": written}, ensure_ascii=False))
        return 0
    print("ひな形を書きました。")
    for name in written:
        print(f"  {name}")
    print("次に、このファイルを開いて【記入】の所を書きかえ、madoguchi packs check で確かめてください。")
    return 0


def _procedure(folder: Path, arguments: argparse.Namespace) -> Skeleton:
    if arguments.drawing is not None:
        raise SkeletonRefusedError("--from は流れ（packs new flow）で使います。")
    return new_procedure(
        read_pack_files(folder),
        arguments.key,
        event=arguments.event,
        label=arguments.label,
        municipality=arguments.municipality,
        today=clock.today(),
    )


def _flow(folder: Path, arguments: argparse.Namespace) -> Skeleton:
    if arguments.drawing is None:
        raise SkeletonRefusedError("--from に、描いた図（BPMN 2.0 のファイル）を書いてください。")
    if arguments.event is not None or arguments.municipality is not None:
        raise SkeletonRefusedError("流れはすべての市町村に共通です。--event と --municipality は使えません。")
    try:
        with arguments.drawing.open("rb") as stream:
            drawing = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SkeletonRefusedError(f"{arguments.drawing} を読めません（{error.strerror}）。") from None
    return new_flow(
        read_pack_files(folder), arguments.key, drawing, label=arguments.label, today=clock.today()
    )


def _in_words(mistake: BpmnMistake) -> str:
    return f"{mistake.line}行目: {mistake.message}{mistake.remedy}"


def _refuse(message: str, arguments: argparse.Namespace) -> int:
    print(json.dumps({"ok": False, "message": message}, ensure_ascii=False) if arguments.json else message)
    return 1
