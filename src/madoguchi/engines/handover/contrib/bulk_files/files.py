"""The two files of a bulk hand-over: ours with the rows of many records, the core system's with its answers.

`<code>/bulk/<target>_<batch>.csv` is ours: the columns of the single files, many records one after the other.
`<code>/bulk_answers/<batch>.csv` is the core system's: 引渡番号, 結果 (stored | refused), 受付番号, 知らせ,
and a last line 合計 with the number of lines, by which a file that is being written is told from a whole one.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from madoguchi.engines.handover.contrib.csv_files.files import Folders, plain_name
from madoguchi.engines.handover.contrib.csv_files.plugin import LONGEST_MESSAGE
from madoguchi.lib.japanese.text import remove_invisible

ANSWER_COLUMNS = ("引渡番号", "結果", "受付番号", "知らせ")
TOTAL = "合計"
MOST_BYTES_OF_AN_ANSWER = 50_000_000
LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True)
class BulkFolders(Folders):
    """Where the bulk files of one municipality lie, beside the single ones."""

    def batch_file(self, target: str, batch: UUID) -> Path:
        """`<root>/<code>/bulk/<target>_<batch>.csv`, ours."""
        return self.root / self.municipality_code / "bulk" / f"{plain_name(target)}_{batch}.csv"

    def batch_answer_file(self, batch: UUID) -> Path:
        """`<root>/<code>/bulk_answers/<batch>.csv`, the core system's."""
        return self.root / self.municipality_code / "bulk_answers" / f"{batch}.csv"


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What the core system said about one key."""

    stored: bool
    reference: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """A whole acknowledgement file. `contradicting` keys were both stored and refused; `strange` lines had no
    key or no result.
    """

    lines: dict[UUID, LineAnswer] = field(default_factory=dict)
    contradicting: frozenset[UUID] = frozenset()
    strange: int = 0


def read_batch_answer(content: bytes) -> BatchAnswer | None:
    """The acknowledgement; None as long as the file is not whole, or is no such file at all."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    if len(rows) < 2 or tuple(rows[0]) != ANSWER_COLUMNS:
        return None
    total, lines = rows[-1], rows[1:-1]
    if total[:1] != [TOTAL] or total[1:2] != [str(len(lines))]:
        return None
    said: dict[UUID, LineAnswer] = {}
    contradicting: set[UUID] = set()
    strange = 0
    for line in lines:
        key, answer = _line(line)
        if key is None or answer is None:
            strange += 1
        elif key in said and said[key].stored is not answer.stored:
            contradicting.add(key)
        else:
            said.setdefault(key, answer)
    for key in contradicting:
        del said[key]
    return BatchAnswer(said, frozenset(contradicting), strange)


def _line(line: list[str]) -> tuple[UUID | None, LineAnswer | None]:
    if len(line) != len(ANSWER_COLUMNS) or line[1] not in ("stored", "refused"):
        return None, None
    try:
        key = UUID(line[0])
    except ValueError:
        return None, None
    message = remove_invisible(line[3], keep_line_breaks=True)[:LONGEST_MESSAGE]
    stored = line[1] == "stored"
    reference = remove_invisible(line[2])[:LONGEST_REFERENCE]
    return key, LineAnswer(stored, reference, message or ("" if stored else "理由は示されていません。"))
