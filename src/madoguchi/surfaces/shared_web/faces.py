"""Five faces, drawn here: a circle, two eyes, and a mouth that says how it was."""

from __future__ import annotations

from markupsafe import Markup

_MOUTHS = {
    5: "M18 38 Q32 60 46 38 Z",
    4: "M19 40 Q32 52 45 40",
    3: "M20 43 H44",
    2: "M19 47 Q32 36 45 47",
    1: "M19 50 Q32 32 45 50",
}
_BROWS = {1: "M17 19 L26 23 M47 19 L38 23", 5: "M18 20 Q22 16 26 20 M38 20 Q42 16 46 20"}


def face_svg(face: int) -> Markup:
    """A face from 1 (not good) to 5 (very good), as an element that a screen reader passes over: the word
    beside it says the same. Raises KeyError for another number.
    """
    brow = f'<path class="face-line" d="{_BROWS[face]}"/>' if face in _BROWS else ""
    return Markup(  # noqa: S704 - nothing in it comes from outside
        f'<svg class="face face-{face}" viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
        '<circle class="face-round" cx="32" cy="32" r="29"/>'
        '<circle class="face-eye" cx="22" cy="27" r="3.2"/><circle class="face-eye" cx="42" cy="27" r="3.2"/>'
        f'{brow}<path class="face-mouth" d="{_MOUTHS[face]}"/></svg>'
    )
