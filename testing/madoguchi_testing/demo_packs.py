"""The packs of a demo: its vaccination days lie ahead, however late it is run.

A pack says days that are decided, and they pass. A demo may say others; they never stand in a pack.
"""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

SOONEST, LATEST = timedelta(days=7), timedelta(days=60)
"""Between these, some day must be free to book: the clock of a demo may begin some days ahead."""
_MOVED_TO = timedelta(days=14)
_DAY = re.compile(r"(?<=\{on: )\d{4}-\d\d-\d\d")


def packs_for_demo(root: Path, into: Path, today: date) -> Path:
    """The packs themselves, or, where the days of some sessions are over or far away, a copy in which these
    are moved by whole weeks. `into` is replaced; the copy lies in a folder of the packs' name in it.
    """
    files = {file: file.read_text(encoding="utf-8") for file in sorted(root.glob("*/bookings/*.yaml"))}
    moved = {file: text for file, old in files.items() if (text := days_moved(old, today)) != old}
    if not moved:
        return root
    shutil.rmtree(into, ignore_errors=True)
    copy = into / root.name
    shutil.copytree(root, copy)
    for file, text in moved.items():
        (copy / file.relative_to(root)).write_text(text, encoding="utf-8")
    return copy


def days_moved(text: str, today: date) -> str:
    """A file of bookings with the days of its sessions moved, unless one of them can be booked soon.

    >>> days_moved("- {on: 2026-12-05, places: 9}", date(2027, 6, 1))
    '- {on: 2027-06-19, places: 9}'
    >>> days_moved("- {on: 2026-12-05, places: 9}", date(2026, 11, 22))
    '- {on: 2026-12-05, places: 9}'
    """
    lines = text.splitlines(keepends=True)
    written = [day for line in lines if not _is_comment(line) for day in _DAY.findall(line)]
    days = [date.fromisoformat(day) for day in written]
    if not days or any(today + SOONEST <= day <= today + LATEST for day in days):
        return text
    weeks = -(-(today + _MOVED_TO - min(days)).days // 7)

    def moved(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + timedelta(weeks=weeks)).isoformat()

    return "".join(line if _is_comment(line) else _DAY.sub(moved, line) for line in lines)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")
