"""A film of QR symbols, for the camera that Chromium pretends to have."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from madoguchi.lib.qr import Symbol

WIDTH, HEIGHT = 1280, 720
FRAMES_A_SECOND = 10
PHONE = 96
"""How bright the phone's edge and the counter behind it are (0 to 255): a camera never sees pure white."""


def write_film(path: Path, shown: Sequence[Symbol], *, seconds_each: float = 1.0) -> Path:
    """The symbols one after the other, each as large as the picture lets it be, as YUV4MPEG2 (4:2:0)."""
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for symbol in shown:
            frame = b"FRAME\n" + _held_up(symbol).tobytes() + bytes([128]) * (WIDTH * HEIGHT // 2)
            film.write(frame * max(1, round(FRAMES_A_SECOND * seconds_each)))
    return path


def _held_up(symbol: Symbol) -> Image.Image:
    """The brightness of one picture: the symbol in the middle, a little aslant, as a hand holds a phone."""
    screen = Image.open(io.BytesIO(symbol.png(scale=8))).convert("L")
    side = HEIGHT - 60
    screen = screen.resize((side, side), Image.Resampling.LANCZOS)
    screen = screen.rotate(2, Image.Resampling.BICUBIC, fillcolor=255)
    picture = Image.new("L", (WIDTH, HEIGHT), PHONE)
    picture.paste(screen, ((WIDTH - side) // 2, (HEIGHT - side) // 2))
    return picture
