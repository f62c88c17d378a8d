"""How the letters of the Latin alphabet are called in Japanese, for codes and numbers that are said aloud."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase
from types import MappingProxyType
from typing import Final

_NAMES = (
    "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム"
    " エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
)
LETTER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    dict(zip(ascii_uppercase, _NAMES.split(), strict=True))
)
"""By the capital letter."""
