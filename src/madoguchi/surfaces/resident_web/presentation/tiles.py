"""Life events as large targets, gathered by theme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from madoguchi.core.languages import spoken, translatable
from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.surfaces import shared_web

_SPRITE = Path(shared_web.__file__).parent / "static" / "shared_web" / "icons.svg"
_DRAWINGS = frozenset(re.findall(r'id="event-([a-z_]+)"', _SPRITE.read_text(encoding="utf-8")))
_NO_THEME = translatable("そのほか")


@dataclass(frozen=True, slots=True)
class Tile:
    """One life event; `icon` is a drawing that the sprite holds."""

    key: str
    label: str
    description: str
    icon: str


@dataclass(frozen=True, slots=True)
class TileGroup:
    """The life events of one theme."""

    key: str
    label: str
    tiles: tuple[Tile, ...]


def tile(event: LifeEvent) -> Tile:
    """The event as a target."""
    icon = event.icon if event.icon in _DRAWINGS else "other"
    return Tile(event.key, event.label, event.description, f"event-{icon}")


def tile_groups(pack: MunicipalityPack) -> tuple[TileGroup, ...]:
    """All events by theme, in the packs' order; events without a theme come last."""
    groups = [(theme.key, theme.label) for theme in pack.themes.values()] + [("", spoken().say(_NO_THEME))]
    return tuple(
        TileGroup(key or "other", label, tiles)
        for key, label in groups
        if (tiles := tuple(map(tile, _events(pack, key))))
    )


def _events(pack: MunicipalityPack, theme: str) -> Iterable[LifeEvent]:
    found = (event for event in pack.events.values() if (event.theme or "") == theme)
    return sorted(found, key=lambda event: event.order)
