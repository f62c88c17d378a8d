"""Pictures of numbers as SVG: for a page, for a file of its own, for paper.

Colours stand as attributes, so that a file of its own has them; a page's stylesheet may say others (classes
`chart-…`). Lines differ in colour and in dashes, and each has its name and highest value beside it: no colour
has to be seen. Every text is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 820, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 236, 26, 40
_STYLES = (("#0017c1", ""), ("#c74700", "9 4"), ("#197a4b", "3 4"), ("#5e23a8", "12 4 3 4"))
"""Colour and dashes of each line; more lines begin anew."""
_LABEL_APART = 44
_INK, _SOFT, _GRID = "#1a1a1c", "#626264", "#d8d8db"
_FONT = "BIZ UDPGothic, Noto Sans CJK JP, Hiragino Sans, Yu Gothic, Meiryo, sans-serif"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, what is said of its highest point, and its points (x, y), by x."""

    name: str
    note: str
    points: Sequence[tuple[float, float]]


def line_chart(
    lines: Sequence[Line],
    *,
    label: str,
    marks: Sequence[tuple[float, str]],
    unit: str = "分",
    title: str = "",
) -> str:
    """A chart of lines as an SVG element. `label` is what a screen reader says; `marks` stand below the x
    axis at their x; `title` stands inside of a picture that stands alone. No lines or points: axes only.
    """
    top = _TOP + (48 if title else 0)
    height = HEIGHT + top - _TOP
    points = [point for line in lines for point in line.points]
    highest = _round_up(max((y for _, y in points), default=0.0))
    first = min([x for x, _ in points] + [x for x, _ in marks], default=0.0)
    last = max([x for x, _ in points] + [x for x, _ in marks], default=1.0)
    scale = _Scale(first, max(last, first + 1), highest, top, height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label={quoteattr(label)} font-family="{_FONT}" font-size="15">'
    ]
    if title:
        parts.append(f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>')
        parts.append(_text(16, 34, title, size=20, weight="bold"))
    parts += _grid(scale, marks, unit)
    labels = _label_places([scale.y(max((y for _, y in line.points), default=0.0)) for line in lines], scale)
    for number, (line, place) in enumerate(zip(lines, labels, strict=True)):
        parts += _line(number, line, place, scale)
    return "".join([*parts, "</svg>"])


@dataclass(frozen=True, slots=True)
class _Scale:
    first: float
    last: float
    highest: float
    top: float
    height: float

    @property
    def floor(self) -> float:
        return self.height - _BOTTOM

    @property
    def right(self) -> float:
        return WIDTH - _RIGHT

    def x(self, value: float) -> float:
        return _LEFT + (value - self.first) / (self.last - self.first) * (self.right - _LEFT)

    def y(self, value: float) -> float:
        return self.floor - value / self.highest * (self.floor - self.top)


def _grid(scale: _Scale, marks: Sequence[tuple[float, str]], unit: str) -> list[str]:
    parts = []
    step = scale.highest / 4
    for number in range(5):
        y = scale.y(step * number)
        ink = _SOFT if number == 0 else _GRID
        parts.append(
            f'<line class="chart-grid" x1="{_LEFT}" x2="{scale.right}" y1="{y:.1f}" y2="{y:.1f}"'
            f' stroke="{ink}"/>'
        )
        said = f"{step * number:g}" + (unit if number == 4 else "")
        parts.append(_text(_LEFT - 8, y + 5, said, anchor="end", ink=_SOFT))
    for at, said in marks:
        x = scale.x(at)
        parts.append(
            f'<line class="chart-grid" x1="{x:.1f}" x2="{x:.1f}" y1="{scale.floor}" y2="{scale.floor + 5}"'
            f' stroke="{_SOFT}"/>'
        )
        parts.append(_text(x, scale.floor + 24, said, anchor="middle", ink=_SOFT))
    return parts


def _line(number: int, line: Line, place: float, scale: _Scale) -> list[str]:
    colour, dashes = _STYLES[number % len(_STYLES)]
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    kind = f'class="chart-line chart-line-{number % len(_STYLES)}" stroke="{colour}" stroke-width="3"{dash}'
    drawn = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y in line.points)
    begins = scale.right + 14
    return [
        f'<polyline {kind} fill="none" stroke-linejoin="round" points="{drawn}"/>',
        f'<line {kind} x1="{begins}" x2="{begins + 30}" y1="{place:.1f}" y2="{place:.1f}"/>',
        _text(begins + 38, place + 5, line.name, weight="bold"),
        _text(begins + 38, place + 24, line.note, ink=_SOFT),
    ]


def _label_places(wanted: Sequence[float], scale: _Scale) -> list[float]:
    """Where the names stand: beside the highest point of each, and apart from each other."""
    places = [0.0] * len(wanted)
    after = -math.inf
    for number in sorted(range(len(wanted)), key=lambda one: wanted[one]):
        places[number] = after = max(wanted[number], after + _LABEL_APART, scale.top)
    lowest = max(places, default=0.0)
    too_low = max(lowest + 24 - scale.floor, 0.0)
    return [place - too_low for place in places]


def _text(
    x: float,
    y: float,
    said: str,
    *,
    anchor: str = "start",
    ink: str = _INK,
    size: int = 15,
    weight: str = "normal",
) -> str:
    kind = "chart-soft" if ink == _SOFT else "chart-ink"
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{ink}" font-size="{size}"'
        f' font-weight="{weight}">{escape(said)}</text>'
    )


def _round_up(value: float) -> float:
    """The next number that four equal steps divide well; never below 4."""
    for step in (1, 2, 3, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 120, 150, 200, 250):
        if value <= step * 4:
            return step * 4.0
    return math.ceil(value / 400) * 400.0
