"""The skeleton of a new procedure: files with comments, in which every place to fill in is marked.

It only reads what it must (events, desk roles, municipalities), so that a second procedure can be begun while
the first is not finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from madoguchi.core.packs.files import COMMON, TO_FILL, PackFiles
from madoguchi.core.packs.problems import did_you_mean

_KEY = re.compile(r"[a-z][a-z0-9_]{1,60}")


class SkeletonRefusedError(Exception):
    """この手続きのひな形は作れません。"""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What is to be written: whole new files, and the overlay with the procedure put in (None: not there).

    Paths are inside the packs folder.
    """

    new_files: Mapping[PurePosixPath, str]
    overlay: tuple[PurePosixPath, str] | None = None

    def write(self, root: Path) -> list[PurePosixPath]:
        """Writes it. A file that is already there is never written over: raises SkeletonRefusedError."""
        for relative in self.new_files:
            if (root / relative).exists():
                raise SkeletonRefusedError(
                    f"{relative} はもうあります。上書きはしません。"
                    "別のキーにするか、そのファイルを直してください。"
                )
        for relative, text in self.new_files.items():
            (root / relative).parent.mkdir(parents=True, exist_ok=True)
            # "x": should somebody else have made it in this moment, theirs stays
            with (root / relative).open("x", encoding="utf-8") as stream:
                stream.write(text)
        if self.overlay is not None:
            relative, text = self.overlay
            (root / relative).write_text(text, encoding="utf-8")
            return [relative, *self.new_files]
        return list(self.new_files)


def new_procedure(
    files: PackFiles,
    key: str,
    *,
    event: str | None = None,
    label: str | None = None,
    municipality: str | None = None,
    today: date,
) -> Skeleton:
    """The skeleton of a procedure of all municipalities, or (with a code) of that one only.

    Without `event` and `label` these are places to fill in too. Raises SkeletonRefusedError for a key that
    cannot be used or is taken, and for an event or municipality that does not exist.
    """
    check_new_key(key)
    check_new_label(label)
    events = {file.value["key"]: file.value for file in files.of("event").values()}
    if event is not None and event not in events:
        raise SkeletonRefusedError(f"「{event}」というできごとはありません。{did_you_mean(event, events)}")
    _refuse_taken_key(files, key)
    overlays = {relative.stem: relative for relative in files.of("municipality")}
    if municipality is not None and municipality not in overlays:
        raise SkeletonRefusedError(
            f"市町村コード「{municipality}」のファイルがありません。{did_you_mean(municipality, overlays)}"
        )
    fields = _fields(files, events, event=event, label=label, today=today)
    tested_in = municipality or next(iter(sorted(overlays)), "")
    scenarios = _scenarios(key, events, event=event, label=label, municipality=tested_in, today=today)
    if municipality is None:
        folder = PurePosixPath(COMMON, "procedures", key)
        text = _lines((*_HEADER, f"key: {key}", *fields))
        return Skeleton({folder / "procedure.yaml": text, folder / "scenarios.yaml": scenarios})
    relative = overlays[municipality]
    overlay = _with_procedure(
        files, relative, [f"{key}:", *("  " + line for line in ("added: true", *fields))]
    )
    beside = PurePosixPath(relative.parts[0], "scenarios", f"{key}_{municipality}.yaml")
    return Skeleton({beside: scenarios}, (relative, overlay))


def check_new_key(key: str) -> None:
    """Raises SkeletonRefusedError for a key that no file may have."""
    if not _KEY.fullmatch(key):
        raise SkeletonRefusedError(
            f"「{key}」というキーは使えません。小文字の英字で始め、小文字の英字・数字・_ だけで書いてください"
            "（例: snow_removal_help）。"
        )


def check_new_label(label: str | None) -> None:
    """Raises SkeletonRefusedError for a name that does not stand in one line."""
    if label is not None and (not label.strip() or not label.isprintable()):
        raise SkeletonRefusedError(
            "--label の名前が空か、改行などの使えない文字を含みます。1行で書いてください。"
        )


_HEADER = (
    f"# {TO_FILL}の所を書きかえてください。まだの所は「madoguchi packs check」が教えます。",
    "# 「#」で始まる行は説明です。消しても残してもかまいません。",
)


def _refuse_taken_key(files: PackFiles, key: str) -> None:
    for relative in files.of("procedure"):
        if relative.parts[-2] == key:
            raise SkeletonRefusedError(
                f"「{key}」という手続きは {relative} にもうあります。"
                "別のキーにするか、そのファイルを直してください。"
            )
    for relative, file in files.of("municipality").items():
        if file.value.get("procedures", {}).get(key, {}).get("added", False):
            raise SkeletonRefusedError(
                f"「{key}」という手続きは {relative} にもうあります。別のキーにしてください。"
            )


def _fields(
    files: PackFiles,
    events: Mapping[str, Mapping[str, Any]],
    *,
    event: str | None,
    label: str | None,
    today: date,
) -> list[str]:
    """The lines of a procedure below its key, each with what it means."""
    roles = {
        key: role for file in files.of("roles").values() for key, role in file.value["desk_roles"].items()
    }
    return [
        f"label: {quoted(label) if label else f'{TO_FILL}手続きの名前（例 雪かきの手伝いの申込み）'}",
        "# 住民の方が最初に読む1文。「何のために、何をするか」を、やさしい言葉で。",
        f"summary: {TO_FILL}住民の方が読む、やさしい1文",
        "# 根拠。法律・条例・要綱の名前と条。",
        f"law: {TO_FILL}根拠の法律・条例・要綱の名前と条",
        "# どこで読んだか。read は読んだ日。",
        "# 原典と照らし合わせたら verified: true にして、note を消します。",
        "sources:",
        f"  - title: {TO_FILL}読んだものの名前",
        f"    at: {TO_FILL}読んだ場所（ページのアドレス、例規集の名前など）",
        f"    read: {today.isoformat()}",
        "    verified: false",
        "    note: 原典とはまだ照らし合わせていない",
        "# 世帯で1回なら household、一人ずつなら person。",
        "concerns: household",
        "# だれに案内するか。ここに書いた条件に合う世帯だけに出ます。",
        "# 足すときは and でつなぎます。例（person のとき）: … and person.age >= 75",
        f"applies_when: {quoted(_condition(events[event])) if event else _choose_event(events)}",
        "# 期限があるときは、下の4行の「# 」を消します。",
        "# deadline:",
        "#   within: 14 days",
        "#   after: move.date",
        "#   basis: 期限を決めている法律の名前と条",
        "# 受け付け方: counter（窓口） online（ネット） post（郵便） pre_application（先に入力）",
        "channels: [counter]",
        "# 窓口の役割。次から1つ選びます。",
        *_in_rows(f"{key}（{role['label']}）" for key, role in roles.items()),
        f"desk: {TO_FILL}上から1つ選んだ役割（英語のほう）",
        *_flow_lines(files),
        "# 持ち物。名前は items_to_bring.yaml にあるもの。",
        "bring:",
        "  - {what: identity_document, who: applicant}",
        "# 窓口でかかる分。はかった値でなければ example に入れておきます（ページに「例」と出ます）。",
        "minutes: 10",
        "example: [minutes]",
    ]


def _flow_lines(files: PackFiles) -> list[str]:
    """What to choose from, where flows of kinds are there."""
    kinds = [file.value for file in files.of("flow").values() if file.value.get("procedures")]
    if not kinds:
        return []
    return [
        "# 受け付けたあとの流れ。次から1つ選びます。人が手で進めるなら by_hand と書きます。",
        *_in_rows(f"{one['key']}（{one['label']}）" for one in kinds),
        f"flow: {TO_FILL}上から1つ選んだ流れ（英語のほう）",
    ]


def _choose_event(events: Mapping[str, Mapping[str, Any]]) -> str:
    some = next(iter(events.values()), None)
    example = f"（例 {_condition(some)}）" if some else ""
    return f"'{TO_FILL}だれに案内するかの条件{example}'"


def _condition(event: Mapping[str, Any]) -> str:
    """What an event sets, as a condition."""
    written = []
    for item, value in event["sets"].items():
        if isinstance(value, bool):
            written.append(item if value else f"not {item}")
        else:
            written.append(f'{item} == "{value}"' if isinstance(value, str) else f"{item} == {value}")
    return " and ".join(written) or "true"


def _scenarios(
    key: str,
    events: Mapping[str, Mapping[str, Any]],
    *,
    event: str | None,
    label: str | None,
    municipality: str,
    today: date,
) -> str:
    name = label or key
    chosen = events[event] if event else None
    other = next((one for one in events.values() if chosen and _condition(chosen) != _condition(one)), None)
    lines = [
        "# 場面: 「こういう世帯なら、こう案内されるはず」。名前や住所は架空のものにしてください。",
        "# 案内されるはずの世帯と、されないはずの世帯を、少なくとも1つずつ書きます。",
    ]
    lines += _scenario(
        f"{chosen['label'] if chosen else 'この手続きがいる'}世帯に「{name}」を案内する",
        municipality,
        today,
        event or f"{TO_FILL}できごと（packs/common/events のファイルの名前）",
        [f"    includes: [{{procedure: {key}}}]"],
    )
    if other is not None or chosen is None:
        lines += _scenario(
            f"{other['label'] if other else 'この手続きがいらない'}世帯には「{name}」を案内しない",
            municipality,
            today,
            other["key"] if other else f"{TO_FILL}この手続きに関わりのないできごと",
            [f"    excludes: [{key}]"],
        )
    return _lines(lines)


def _scenario(title: str, municipality: str, today: date, event: str, plan: list[str]) -> list[str]:
    return [
        f"- scenario: {quoted(title)}",
        f'  municipality: "{municipality}"',
        f"  today: {today.isoformat()}",
        f"  event: {event}",
        "  # 世帯の答え。条件に使った項目を足します。家族がいれば members の行を増やします。",
        "  answers:",
        "    members:",
        "      - {name: 本人, relation: head, birth_date: 1980-04-01}",
        "  plan:",
        *plan,
    ]


def _with_procedure(files: PackFiles, relative: PurePosixPath, block: list[str]) -> str:
    """The text of an overlay with one more procedure at the end; everything else stays as it is."""
    text = (files.root / relative).read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    indented = [f"  {line}" for line in block]
    start = next((number for number, line in enumerate(lines) if line.startswith("procedures:")), None)
    if start is None:
        return _lines([*lines, "procedures:", *indented])
    if lines[start].split("#")[0].strip() != "procedures:":
        raise SkeletonRefusedError(
            f"{relative} {start + 1}行目の procedures が1行で書かれているので、足せません。"
            "「procedures:」だけの行にして、手続きを次の行から2字下げて書いてください。"
        )
    end = start + 1
    for number in range(start + 1, len(lines)):
        if lines[number].strip() and not lines[number].startswith((" ", "#")):
            break
        if lines[number].startswith(" "):
            end = number + 1
    return _lines([*lines[:end], *indented, *lines[end:]])


def _in_rows(words: Iterable[str], width: int = 3) -> list[str]:
    listed = list(words)
    return [f"#   {' '.join(listed[start : start + width])}" for start in range(0, len(listed), width)]


def quoted(text: str) -> str:
    """A text as YAML writes it in single quotes."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
