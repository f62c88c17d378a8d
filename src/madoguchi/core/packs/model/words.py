"""What people call events and procedures when they look for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Together:
    """Texts that say something side by side (母 and 死ぬ): one of each of `lists` leads to `finds`, keys."""

    lists: tuple[tuple[str, ...], ...]
    finds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What people call things.

    `of`: everyday words by event or procedure. `alike`: words for one thing. `together`: what leads somewhere
    only side by side. `only_with`: by key, the texts of which one must be said for it to be found at all.
    `idle`: what people add that says nothing about the matter.
    """

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alike: tuple[tuple[str, ...], ...] = ()
    together: tuple[Together, ...] = ()
    only_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    idle: tuple[str, ...] = ()
