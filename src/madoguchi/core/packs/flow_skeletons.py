"""The skeleton of a new flow: the drawing as it came, and a declaration with marked places to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePosixPath

from madoguchi.core.bpmn import Diagram, Look, NodeKind, look_at
from madoguchi.core.packs.files import COMMON, TO_FILL, PackFiles
from madoguchi.core.packs.flows import DRAWING
from madoguchi.core.packs.skeletons import (
    Skeleton,
    SkeletonRefusedError,
    check_new_key,
    check_new_label,
    quoted,
)

_ASKED = re.compile(r"\b(option|result)\.([a-z][a-z0-9_]*)\s*(?:==|!=)\s*[\"']([A-Za-z0-9_]+)[\"']")


def new_flow(
    files: PackFiles, key: str, drawing: bytes, *, label: str | None = None, today: date
) -> Skeleton:
    """The two files of a flow of all municipalities, from a drawing of any tool.

    Raises BpmnRefusedError for a drawing that cannot be run, SkeletonRefusedError for a key that cannot be
    used or is taken.
    """
    check_new_key(key)
    check_new_label(label)
    if any(relative.parts[-2] == key for relative in files.of("flow")):
        raise SkeletonRefusedError(f"「{key}」という流れはもうあります。別のキーにしてください。")
    look = look_at(drawing)
    folder = PurePosixPath(COMMON, "flows", key)
    return Skeleton(
        {
            folder / DRAWING: _as_it_came(drawing, look),
            folder / "flow.yaml": "\n".join(_declaration(files, look.diagram, key, label, today)) + "\n",
        }
    )


def _as_it_came(drawing: bytes, look: Look) -> str:
    try:
        return drawing.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Another encoding: written again, as the file is UTF-8.
        return look.text


def _declaration(
    files: PackFiles, diagram: Diagram, key: str, label: str | None, today: date
) -> Iterable[str]:
    asked = _asked(diagram)
    called = label or diagram.name
    yield f"# {TO_FILL}の所を書きかえてください。まだの所は「madoguchi packs check」が教えます。"
    yield "# 「#」で始まる行は説明です。消しても残してもかまいません。"
    yield f"key: {key}"
    yield f"label: {quoted(called) if called else f'{TO_FILL}流れの名前'}"
    yield f"summary: {TO_FILL}受け付けたあと何をして終わるかを1文で"
    yield f"matter: {TO_FILL}届出・申請・相談のうち、これを何と呼ぶか"
    yield "# どこで読んだか。原典と照らし合わせたら verified: true にして、note を消します。"
    yield "sources:"
    yield f"  - title: {TO_FILL}読んだものの名前"
    yield f"    at: {TO_FILL}読んだ場所"
    yield f"    read: {today.isoformat()}"
    yield "    verified: false"
    yield "    note: 原典とはまだ照らし合わせていない"
    yield from _lanes(files, diagram)
    yield from _options(asked)
    yield from _steps(diagram, asked)


def _lanes(files: PackFiles, diagram: Diagram) -> Iterable[str]:
    if not diagram.lanes:
        return
    roles = {
        role: one for file in files.of("roles").values() for role, one in file.value["desk_roles"].items()
    }
    yield "# だれが受け持つか。{desk: 窓口の役割}、案件の課なら {}、市役所の外なら {outside: true}。"
    yield "# 窓口の役割："
    yield from (f"#   {role}（{one['label']}）" for role, one in roles.items())
    yield "lanes:"
    for lane in diagram.lanes.values():
        yield f"  # {' '.join(lane.name.split()) or lane.id}"
        yield f"  {lane.id}: {{}}"


def _options(asked: Mapping[str, Mapping[str, list[str]]]) -> Iterable[str]:
    yield "# 市町村がちがうやり方を選べるときは、options に書き、図の条件で option.キー を見ます。"
    if not asked["option"]:
        yield "# options:"
        yield "#   approval:"
        yield "#     label: 決裁"
        yield "#     default: with"
        yield "#     choices:"
        yield "#       with: {label: する}"
        yield "#       without: {label: しない}"
        return
    yield "options:"
    for option, values in asked["option"].items():
        yield f"  {option}:"
        yield f"    label: {TO_FILL}何の選び方か"
        yield f"    default: {values[0]}"
        yield "    choices:"
        for value in values:
            yield f"      {value}: {{label: {TO_FILL}画面に出す言葉}}"


def _steps(diagram: Diagram, asked: Mapping[str, Mapping[str, list[str]]]) -> Iterable[str]:
    people = [node for node in diagram.nodes.values() if node.kind is NodeKind.PERSON]
    if not people:
        return
    yield "# 人の手順。results は終わり方（ボタン）、notes は理由がいる結果、shows は見せる項目。"
    yield "steps:"
    for node in people:
        yield f"  # {node.name or node.id}"
        yield f"  {node.id}:"
        yield f"    guide: {TO_FILL}何をどう確かめるか"
        values = asked["result"].get(node.id, [])
        if values:
            yield "    # 図の条件が見ている結果。other は、それ以外の終わり方の名前に変えます。"
            yield "    results:"
            yield from (f"      {value}: {TO_FILL}ボタンの言葉" for value in values)
        else:
            yield "    # results: {same: 同じ, different: 違いがある}"
            yield "    # notes: [different]"
        yield "    # shows: [move.new_town]"
        yield "    # due: P3D"


def _asked(diagram: Diagram) -> Mapping[str, Mapping[str, list[str]]]:
    """What the conditions of the drawing compare: by `option` and `result`, then by key, the values."""
    found: dict[str, dict[str, list[str]]] = {"option": {}, "result": {}}
    for edge in diagram.edges.values():
        for kind, key, value in _ASKED.findall(edge.condition):
            values = found[kind].setdefault(key, [])
            if value not in values:
                values.append(value)
    for keys in found.values():
        for values in keys.values():
            # There is no choice between one: what the conditions do not name is the other.
            if len(values) == 1:
                values.append("other")
    return found
