"""Where a page of a worklist begins or ends, as it stands in an address: `2026-03-25.1234`, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """A row in the order of a list: what the list is ordered by, and the row's key."""

    value: date | datetime
    key: int

    def as_text(self) -> str:
        """For an address; a moment as microseconds since 1970."""
        if isinstance(self.value, datetime):
            return f"{(self.value - _EPOCH) // timedelta(microseconds=1)}.{self.key}"
        return f"{self.value.isoformat()}.{self.key}"


def read_place(text: str, *, moments: bool) -> Place | None:
    """The place of an address; None for anything that no page offered. `moments`: by time, not by day."""
    value, _, key = text.partition(".")
    if not (key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= _LARGEST_ID):
        return None
    try:
        if moments:
            if not (value.isascii() and value.isdigit()):
                return None
            return Place(_EPOCH + timedelta(microseconds=int(value[:20])), int(key))
        return Place(date.fromisoformat(value), int(key))
    except (ValueError, OverflowError):
        return None
