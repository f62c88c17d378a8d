"""The core system's own list of what it has: read as strictly as another program's words must be.

CSV, UTF-8 (with or without BOM): 引渡番号, 結果 (stored | refused), 受付番号, 知らせ, a line for everything
that reached the core system in the time the list speaks of.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from madoguchi.lib.japanese.text import remove_invisible

COLUMNS = ("引渡番号", "結果", "受付番号", "知らせ")
MOST_BYTES = 50_000_000
MOST_LINES = 200_000
_RESULTS = {"stored": True, "refused": False, "受領": True, "拒否": False}
_LENGTHS = (60, 60, 300)


class ListUnreadableError(ValueError):
    """この一覧は読み込めません。"""


class Agreement(StrEnum):
    """What comparing one record with the core system's list gave."""

    AGREED = "agreed"
    REFUSED = "refused"
    MISSING = "missing"
    LATE = "late"
    TWICE = "twice"
    UNKNOWN = "unknown"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LABELS[self]

    @property
    def explanation(self) -> str:
        """What it means and what to do, in one sentence."""
        return _EXPLANATIONS[self]


_LABELS = {
    Agreement.AGREED: "合っている",
    Agreement.REFUSED: "先方が拒否",
    Agreement.MISSING: "先方にない",
    Agreement.LATE: "先方には届いている",
    Agreement.TWICE: "先方に二重",
    Agreement.UNKNOWN: "こちらにない",
    Agreement.WAITING: "まだ送っていない",
}
_EXPLANATIONS = {
    Agreement.AGREED: "こちらでは受領済みで、先方の一覧にもあります。することはありません。",
    Agreement.REFUSED: "先方が拒否したか、渡せなかったものです。理由を読み、直してから渡し直してください。",
    Agreement.MISSING: "送ったのに、先方の一覧にありません。先方で探し、なければ引き渡し直してください。",
    Agreement.LATE: "返事はまだですが、先方の一覧にあります。受領済みにできます。",
    Agreement.TWICE: "先方の一覧に同じ引渡番号が2行以上あります。先方で二重の登録を確かめてください。",
    Agreement.UNKNOWN: "先方の一覧にある引渡番号が、こちらの記録にありません。先方で中身を確かめてください。",
    Agreement.WAITING: "この一覧ができた時には、まだ送っていませんでした。",
}


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line: the key as it was written (of ours: in its usual form), and what became of it."""

    key: str
    stored: bool
    reference: str = ""
    message: str = ""


def read_list(content: bytes) -> Sequence[ListedLine]:
    """The lines. Raises ListUnreadableError: what, in which line, what to do."""
    if len(content) > MOST_BYTES:
        raise ListUnreadableError("ファイルが大きすぎます。期間を分けて書き出してください。")
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        raise ListUnreadableError("文字コードがUTF-8ではありません。UTF-8で書き出してください。") from None
    except csv.Error:
        raise ListUnreadableError("CSVとして読めません。途中で切れていないか確かめてください。") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise ListUnreadableError(
            f"1行目の列の名前が違います。「{'、'.join(COLUMNS)}」の順に書いてください。"
        )
    if len(rows) - 1 > MOST_LINES:
        raise ListUnreadableError(f"{MOST_LINES:,}行より多くあります。期間を分けて書き出してください。")
    return [_line(number, row) for number, row in enumerate(rows[1:], start=2)]


def keys_listed_twice(lines: Sequence[ListedLine]) -> frozenset[str]:
    """The keys that stand in more than one line."""
    return frozenset(key for key, times in Counter(line.key for line in lines).items() if times > 1)


def _line(number: int, row: Sequence[str]) -> ListedLine:
    if len(row) != len(COLUMNS):
        raise ListUnreadableError(f"{number}行目の列の数が違います。{len(COLUMNS)}列にしてください。")
    if row[1] not in _RESULTS:
        raise ListUnreadableError(
            f"{number}行目の「結果」が分かりません。stored（受領）か refused（拒否）と書いてください。"
        )
    key, reference, message = (
        remove_invisible(text)[:longest]
        for text, longest in zip((row[0], row[2], row[3]), _LENGTHS, strict=True)
    )
    with contextlib.suppress(
        ValueError
    ):  # a number that is none of ours is a finding, no mistake of the file
        key = str(UUID(key))
    return ListedLine(key, _RESULTS[row[1]], reference, message)
