"""What is wrong in a file, for the person who has to mend it."""

from __future__ import annotations

from typing import NamedTuple

PROBLEM_COLUMNS = ("file", "line", "column", "notice_id", "what", "remedy")


class Problem(NamedTuple):
    """What is wrong in a line (0: in the whole file) and column, and what to do; both in Japanese."""

    file: str
    line: int
    column: str
    what: str
    remedy: str
    notice_id: str = ""

    def __str__(self) -> str:
        place = f"{self.line}行目" if self.line else "全体"
        column = f"「{self.column}」" if self.column else ""
        return f"{self.file} {place}{column}：{self.what}{self.remedy}"
