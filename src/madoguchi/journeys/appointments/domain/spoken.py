"""What a clerk reads aloud on the telephone: a moment, how long it takes, and a code letter by letter."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from madoguchi.core.clock import TOKYO
from madoguchi.lib.japanese.letter_names import LETTER_NAMES

WEEKDAYS: Final = ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日")
_DIGITS = ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_NAMES: Final = {**LETTER_NAMES, **{str(digit): name for digit, name in enumerate(_DIGITS)}}


def day_aloud(moment: datetime) -> str:
    """The day with its weekday; a year is said by nobody who speaks of the next weeks.

    >>> day_aloud(datetime(2026, 3, 24, 10, 15, tzinfo=TOKYO))
    '3月24日火曜日'
    """
    local = moment.astimezone(TOKYO)
    return f"{local.month}月{local.day}日{WEEKDAYS[local.weekday()]}"


def time_aloud(moment: datetime) -> str:
    """The time of day with 午前 and 午後, so that nobody comes in the evening.

    >>> time_aloud(datetime(2026, 3, 24, 12, 30, tzinfo=TOKYO))
    '午後0時30分'
    >>> time_aloud(datetime(2026, 3, 24, 9, 0, tzinfo=TOKYO))
    '午前9時'
    """
    local = moment.astimezone(TOKYO)
    if (local.hour, local.minute) == (12, 0):
        return "正午"
    half = "午前" if local.hour < 12 else "午後"
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{half}{local.hour % 12}時{minutes}"


def length_aloud(minutes: int) -> str:
    """About how long.

    >>> length_aloud(45), length_aloud(60), length_aloud(75)
    ('約45分', '約1時間', '約1時間15分')
    """
    hours, rest = divmod(minutes, 60)
    return "約" + (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")


def code_aloud(code: str) -> str:
    """A booking code as one says it, sign by sign; what has no name is left as it is.

    >>> code_aloud("K7M")
    'ケー・なな・エム'
    """
    return "・".join(_NAMES.get(sign, sign) for sign in code)
