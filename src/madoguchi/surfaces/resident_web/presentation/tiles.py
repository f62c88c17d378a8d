"""Life events as large targets, gathered by theme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from madoguchi.core.languages import SOURCE, spoken, translatable
from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.surfaces import shared_web
from madoguchi.surfaces.resident_web.language import is_offered

_SPRITE = Path(shared_web.__file__).parent / "static" / "shared_web" / "icons.svg"
_DRAWINGS = frozenset(re.findall(r'id="event-([a-z_]+)"', _SPRITE.read_text(encoding="utf-8")))
_NO_THEME = translatable("そのほか")


@dataclass(frozen=True, slots=True)
class Tile:
    """One life event; `icon` is a drawing that the sprite holds.

    `japanese`: its name has no translation; `leads_to_japanese`: its pages are not in the language that is
    spoken, whatever its name is in.
    """

    key: str
    label: str
    description: str
    icon: str
    japanese: bool
    leads_to_japanese: bool


@dataclass(frozen=True, slots=True)
class TileGroup:
    """The life events of one theme; `japanese`: its label has no translation."""

    key: str
    label: str
    japanese: bool
    tiles: tuple[Tile, ...]


def tile(pack: MunicipalityPack, event_key: str) -> Tile:
    """The event as a target, its name and description in one language."""
    source = pack.in_language(SOURCE)
    event = source.events[event_key]
    japanese = bool(spoken().missing((event.label, event.description)))
    named = event if japanese else pack.events[event_key]
    icon = event.icon if event.icon in _DRAWINGS else "other"
    return Tile(
        event.key,
        named.label,
        named.description,
        f"event-{icon}",
        japanese=japanese,
        leads_to_japanese=not is_offered(source, event, spoken()),
    )


def tile_groups(pack: MunicipalityPack) -> tuple[TileGroup, ...]:
    """All events by theme, in the packs' order; events without a theme come last."""
    source = pack.in_language(SOURCE)
    groups = [(theme.key, theme.label) for theme in source.themes.values()] + [("", _NO_THEME)]
    return tuple(
        TileGroup(key or "other", spoken().say(label), label not in spoken(), tiles)
        for key, label in groups
        if (tiles := tuple(tile(pack, event.key) for event in _events(pack, key)))
    )


def _events(pack: MunicipalityPack, theme: str) -> Iterable[LifeEvent]:
    found = (event for event in pack.events.values() if (event.theme or "") == theme)
    return sorted(found, key=lambda event: event.order)
