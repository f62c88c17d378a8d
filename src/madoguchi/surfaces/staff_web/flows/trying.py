"""What somebody tried to do with a task, kept so that nothing written is lost when it did not go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tried:
    """Which task, what was written and chosen. `is_late`: its form is not on the page any more."""

    task: UUID
    note: str = ""
    result: str = ""
    moving: str = ""
    desk: str = ""
    is_late: bool = False

    def late(self) -> Tried:
        """The same, for a task that somebody else was faster with."""
        return replace(self, is_late=True)

    @property
    def written(self) -> str:
        """What would be lost."""
        return (self.note or self.moving) if self.is_late else ""
