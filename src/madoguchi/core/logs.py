"""How exceptions are written into the log: where and what kind, never with the words of strangers.

Messages of our own exceptions hold nothing personal; that is a rule of the house. Other libraries have no
such rule: PostgreSQL repeats the row that it refuses, a parser repeats what it could not read. Of their
exceptions the log therefore keeps the kind and the lines of code, which is enough to find the mistake.

That somebody was refused what they may not do is no mistake: one line says so, without lines of code.

Django writes the path of every page that was refused. What opens something (the link of a booking, the number
of a ticket that is followed) stands in the path; the log writes `…` instead of it.
"""

from __future__ import annotations

import copy
import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType

_OPENS_SOMETHING = re.compile(
    r"(?<=/booking/[rw]/)[^/?\s]+"
    r"|(?<=/t/)[^/?\s]+"
    r"|(?<=/kiosk/number/)[^/?\s]+"
    r"|(?<=/devices/open/)[^/?\s]+"
    r"|(?<=/)(?:[0-9A-Z]{16,}|(?:[0-9A-Za-z]{5}-?){5})(?![0-9A-Za-z])"
)
"""A secret: whatever stands where an address has one (also when it was cut off, or a full stop came along),
and anywhere a part of a path in capital letters and digits, or one of 25 in any case and grouping.
"""
_OURS = ("madoguchi.", "madoguchi_testing.")
_ExceptionInformation = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class DiscreetFormatter(logging.Formatter):
    """The usual line; below it an exception with its causes, without messages that are not ours."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the exception below it where it is one that somebody has to look into."""
        error = record.exc_info[1] if record.exc_info else None
        if not _is_refusal(error):
            return _OPENS_SOMETHING.sub("…", super().format(record))
        short = copy.copy(record)
        short.msg, short.args = f"{record.getMessage()} ({type(error).__name__})", ()
        short.exc_info = short.exc_text = None
        return _OPENS_SOMETHING.sub("…", super().format(short))

    def formatException(self, ei: _ExceptionInformation) -> str:  # noqa: N802 - logging's name
        """The exception and its causes, first cause first, as a Python traceback shows them."""
        return "\n".join(_described(error) for error in reversed(list(_with_causes(ei[1]))))


def _is_refusal(error: BaseException | None) -> bool:
    # By name: nothing at this height of the house knows Django.
    return any(kind.__qualname__ == "PermissionDenied" for kind in type(error).__mro__)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _described(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    frames = "".join(traceback.format_tb(error.__traceback__))
    said = f": {error}" if kind.startswith(_OURS) else ""
    return f"Traceback (most recent call last):\n{frames}{kind}{said}"
