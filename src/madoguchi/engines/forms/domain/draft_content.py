"""What a draft holds: one flat table of paths and values, so that two windows can be merged item by item.

A page never saves the whole draft, only what it asked. Two windows that save different items therefore lose
nothing, and saving the same page twice gives what saving it once gives.

Paths: `answer/<item>`, `member/<key>` (the order of a person), `member/<key>/<item>`, and whatever the
journey adds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any
"""What JSON can hold: text, number, boolean, null, list, mapping."""

MOST_BYTES = 400_000
"""The size of a draft: a household of forty takes about 60,000 bytes."""

_PADDING_STEP = 2_048
_LENGTH_BYTES = 4


class DraftTooLargeError(Exception):
    """入力された内容が多すぎて保存できません。長い文を短くしてください。ここまでの内容は保存されています。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


class DraftUnreadableError(Exception):
    """書きかけの内容を読み取れません。"""


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What one page changes. Applied in this order: `removed`, `values`, `initial`."""

    values: Mapping[str, Json] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    """Paths that go away, with everything below them."""
    initial: Mapping[str, Json] = field(default_factory=dict)
    """Values that are only set where there is none yet (the time when writing started)."""

    def __or__(self, later: DraftChange) -> DraftChange:
        """First this change, then `later`, as one: where both speak of a path, `later` is right."""
        kept = {path: value for path, value in self.values.items() if not _below(path, later.removed)}
        return DraftChange(
            values=kept | dict(later.values),
            removed=self.removed | later.removed,
            initial=dict(later.initial) | dict(self.initial),
        )


def _below(path: str, prefixes: frozenset[str]) -> bool:
    return path in prefixes or any(path.startswith(f"{prefix}/") for prefix in prefixes)


def merge(content: Mapping[str, Json], change: DraftChange) -> dict[str, Json]:
    """`content` with the change applied; the content itself is not touched."""
    merged = {path: value for path, value in content.items() if not _below(path, change.removed)}
    merged.update(change.values)
    for path, value in change.initial.items():
        merged.setdefault(path, value)
    return merged


def to_bytes(content: Mapping[str, Json], draft_id: str) -> bytes:
    """The content as bytes for encryption, padded so that the length tells little.

    `draft_id` goes inside: a ciphertext that somebody moves to another row does not open there.
    Raises `DraftTooLargeError`.
    """
    document = {"draft": draft_id, "content": content}
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    body = plain.encode("utf-8", "surrogatepass")
    if len(body) > MOST_BYTES:
        raise DraftTooLargeError
    whole = len(body).to_bytes(_LENGTH_BYTES, "big") + body
    return whole.ljust(-(-len(whole) // _PADDING_STEP) * _PADDING_STEP, b"\0")


def from_bytes(data: bytes, draft_id: str) -> dict[str, Json]:
    """The content again; raises `DraftUnreadableError` when the bytes are not a draft or belong to another
    one.
    """
    length = int.from_bytes(data[:_LENGTH_BYTES], "big")
    try:
        document = json.loads(data[_LENGTH_BYTES : _LENGTH_BYTES + length].decode("utf-8", "surrogatepass"))
    except ValueError:
        raise DraftUnreadableError from None
    if not isinstance(document, dict) or document.get("draft") != draft_id:
        raise DraftUnreadableError
    content = document.get("content")
    if not isinstance(content, dict):
        raise DraftUnreadableError
    return content
