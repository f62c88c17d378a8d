"""What travels: the declared items and parts, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core.packs import ExchangeKind
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX
from madoguchi.lib.attachments import AttachmentRefusedError, check_file

ITEMS, PARTS = "items", "parts"
LARGEST_CONTENT = 1_000_000
"""Of the JSON text of a message, in characters."""

LARGEST_FILE = 20_000_000


class ContentRefusedError(ValueError):
    """この内容は送れません。"""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that is to travel, as its sender has it."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may travel: its kind is what its content says, its name fits."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)
    sha256: str


def only_declared(
    kind: ExchangeKind, items: Mapping[str, Any], parts: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The content of a message: of `items` (facts as JSON) and `parts` what the kind declares.

    Everything else is left behind, silently: whoever sends may hand over all that is known. Raises
    ContentRefusedError when nothing is left, and when it is too much.
    """
    declared = frozenset(kind.items)
    kept = {key: value for key, value in items.items() if key in declared}
    members = items.get(MEMBERS)
    if isinstance(members, list) and any(key.startswith(PERSON_PREFIX) for key in declared):
        kept[MEMBERS] = [_of_person(member, declared) for member in members if isinstance(member, Mapping)]
    content = {ITEMS: kept, PARTS: {key: value for key, value in parts.items() if key in kind.parts}}
    if not content[ITEMS] and not content[PARTS]:
        raise ContentRefusedError(
            f"「{kind.label}」で送る項目が1つもありません。元の記録を確かめてください。"
        )
    if len(json.dumps(content, ensure_ascii=False)) > LARGEST_CONTENT:
        raise ContentRefusedError(f"「{kind.label}」の内容が大きすぎます。送る内容を減らしてください。")
    return content


def check_files(kind: ExchangeKind, files: Sequence[OutgoingFile]) -> tuple[CheckedFile, ...]:
    """The files, each known by its content. Raises ContentRefusedError, whose message says what to do."""
    if len(files) > kind.files:
        most = f"添付は{kind.files}個までです。" if kind.files else "ファイルは添付できません。"
        raise ContentRefusedError(f"「{kind.label}」には、{most}添付を減らしてください。")
    return tuple(_checked(one) for one in files)


def digest_of(kind: str, content: Mapping[str, Any], files: Iterable[CheckedFile]) -> str:
    """SHA-256 (hexadecimal) over kind, content and files: the same at both ends."""
    text = json.dumps(
        [kind, content, [[one.name, one.media_type, one.sha256] for one in files]],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _of_person(member: Mapping[str, Any], declared: frozenset[str]) -> dict[str, Any]:
    whole = {
        key if key.startswith(PERSON_PREFIX) else PERSON_PREFIX + key: one for key, one in member.items()
    }
    return {key: value for key, value in whole.items() if key in declared}


def _checked(file: OutgoingFile) -> CheckedFile:
    try:
        checked = check_file(file.name, file.content, LARGEST_FILE)
    except AttachmentRefusedError as refused:
        raise ContentRefusedError(str(refused)) from None
    return CheckedFile(
        checked.name, checked.kind.value, file.content, hashlib.sha256(file.content).hexdigest()
    )
