"""What an action knows about its call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor


@dataclass(frozen=True)
class Context:
    """Whose data, who acts, when (aware), and for what purpose (a few Japanese words, no names)."""

    municipality_code: str
    actor: Actor
    now: datetime = field(default_factory=clock.now)
    purpose: str = ""

    @property
    def day(self) -> date:
        """The day in Japan on which it happens."""
        return clock.day_of(self.now)
