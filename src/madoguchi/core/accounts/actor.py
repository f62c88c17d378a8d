"""Who acts: a member of staff, a resident, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ActorKind = Literal["staff", "resident", "system"]
EVERYTHING = "*"


@dataclass(frozen=True)
class Actor:
    """Who acts, as the audit log writes it. `id` is stable and says nothing personal."""

    kind: ActorKind
    id: str
    municipality_code: str | None = None
    display_name: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    desks: tuple[str, ...] = ()

    def may(self, permission: str) -> bool:
        """Whether the actor carries the permission key."""
        return permission in self.permissions or EVERYTHING in self.permissions

    @property
    def told_name(self) -> str:
        """The name as histories keep it for readers: empty for the system, which they call システム."""
        return "" if self.kind == "system" else self.display_name

    @classmethod
    def system(cls, name: str) -> Actor:
        """A job or a command; may do everything, and is written down by its name."""
        return cls(kind="system", id=name, display_name=name, permissions=frozenset({EVERYTHING}))

    @classmethod
    def resident(cls, journey_id: str, permissions: frozenset[str] = frozenset()) -> Actor:
        """A resident, known only by the id of the journey, with what the public site permits."""
        return cls(kind="resident", id=journey_id, permissions=permissions)
