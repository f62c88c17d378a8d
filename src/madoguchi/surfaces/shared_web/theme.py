"""A municipality's key colour as a style sheet, with shades that keep their contrast in both modes."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

_HEX = re.compile(r"#([0-9a-fA-F]{6})")
_WHITE = (1.0, 1.0, 1.0)
_DARK_SURFACE = (0x19 / 255, 0x1C / 255, 0x24 / 255)
_READABLE = 4.5
_DARK_READABLE = 6.0

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shades:
    """The five colours that `tokens.css` takes from a municipality, as `#rrggbb`."""

    key: str
    strong: str
    wash: str
    line: str
    on_key: str


def _luminance(colour: Colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours as WCAG 2 counts it, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _parse(text: str) -> Colour:
    found = _HEX.fullmatch(text)
    if found is None:
        raise ValueError(f"not a colour: {text!r}")
    digits = found.group(1)
    red, green, blue = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    return red, green, blue


def _format(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    """`colour` with a share (0 to 1) of `other` in it."""
    red, green, blue = (a * (1 - share) + b * share for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _with_contrast(colour: Colour, ground: Colour, needed: float) -> Colour:
    """The colour, made darker on a light ground or lighter on a dark one until it can be read there."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    step = -0.02 if _luminance(ground) > 0.5 else 0.02
    while contrast(colour, ground) < needed and 0 <= lightness + step <= 1:
        lightness += step
        colour = colorsys.hls_to_rgb(hue, lightness, saturation)
    return colour


def light_shades(key_colour: str) -> Shades:
    """Shades on white. Raises ValueError when the text is no `#rrggbb`."""
    key = _with_contrast(_parse(key_colour), _WHITE, _READABLE)
    return Shades(
        key=_format(key),
        strong=_format(_mix(key, (0.0, 0.0, 0.0), 0.25)),
        wash=_format(_mix(key, _WHITE, 0.92)),
        line=_format(_mix(key, _WHITE, 0.6)),
        on_key="#ffffff",
    )


def dark_shades(key_colour: str) -> Shades:
    """Shades on the dark surface. Raises ValueError when the text is no `#rrggbb`."""
    key = _with_contrast(_parse(key_colour), _DARK_SURFACE, _DARK_READABLE)
    return Shades(
        key=_format(key),
        strong=_format(_mix(key, _WHITE, 0.35)),
        wash=_format(_mix(key, _DARK_SURFACE, 0.82)),
        line=_format(_mix(key, _DARK_SURFACE, 0.5)),
        on_key="#0b1030",
    )


def _rule(shades: Shades) -> str:
    return (
        f":root{{--key:{shades.key};--key-strong:{shades.strong};--key-wash:{shades.wash};"
        f"--key-line:{shades.line};--on-key:{shades.on_key}}}"
    )


@lru_cache(maxsize=64)
def style_sheet(key_colour: str) -> str:
    """The style sheet for `#rrggbb`. Raises ValueError for anything else."""
    light, dark = _rule(light_shades(key_colour)), _rule(dark_shades(key_colour))
    return f"@layer tokens{{{light}@media (prefers-color-scheme:dark){{{dark}}}}}"
