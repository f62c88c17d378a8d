"""Which characters a register can hold, and what to tell a person who typed another.

Nothing is corrected behind a person's back except what cannot be seen: characters of no width that slip in
when text is pasted. Everything else that cannot be written is refused with a message that says what to do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from madoguchi.core.languages import say


class InputRefusedError(ValueError):
    """入力を確かめてください。"""

    def __init__(self, message: str) -> None:
        """`message` is plain Japanese: what is wrong and what to do now. It never repeats the input."""
        super().__init__(message)
        self.message = message


# Zero width space and non-joiner, word joiner, byte order mark, soft hyphen: nobody types them on purpose.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u200c"))
_TURN_THE_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS_AND_TABS = str.maketrans(dict.fromkeys("\t\r\n\v\f\x85\u2028\u2029", " "))
_IDEOGRAPHIC_SELECTORS = range(0xE0100, 0xE01F0)  # they choose the shape of a name's kanji: kept as typed
_PICTURE_BLOCKS = (
    range(0x1F000, 0x1FB00),  # mahjong tiles … symbols and pictographs extended
    range(0x2600, 0x27C0),  # miscellaneous symbols, dingbats
    range(0x2B00, 0x2C00),
    range(0xE0000, 0xE0080),  # tags inside flags
)
_PICTURE_SINGLES = frozenset(map(ord, "\u200d\ufe0e\ufe0f\u20e3\u231a\u231b\u23e9\u23f0\u23f3\u3030\u303d"))
_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
# 〒 ★ ♪ and their like are printed in every register font; only what is drawn in colours is refused.
_WRITABLE_SYMBOLS = frozenset(map(ord, "★☆♪♂♀☎"))


def without_unseen(text: str) -> str:
    """`text` without characters of no width; line breaks and tabs become spaces."""
    return text.translate(_UNSEEN).translate(_LINE_BREAKS_AND_TABS)


def is_picture(character: str) -> bool:
    """Whether the character is an emoji or a part of one."""
    code = ord(character)
    if code in _WRITABLE_SYMBOLS:
        return False
    return code in _PICTURE_SINGLES or any(code in block for block in _PICTURE_BLOCKS)


def is_private(character: str) -> bool:
    """Whether the character is 外字: a private one that looks different on every machine."""
    code = ord(character)
    return any(code in block for block in _PRIVATE_USE)


def is_control(character: str) -> bool:
    """Whether the character steers a machine instead of showing something (lone surrogates included)."""
    return character in _TURN_THE_DIRECTION or unicodedata.category(character) in ("Cc", "Cs")


def refuse_unwritable(text: str, label: str) -> str:
    """`text` without unseen characters.

    Raises `InputRefusedError` for control characters, emoji and 外字. `label` is how the person knows the
    field. Text that looks like HTML or SQL is text like any other.
    """
    seen = without_unseen(text)
    for character in dict.fromkeys(seen):
        refused = _refused(character)
        if refused is not None:
            raise InputRefusedError(refused(label))
    return seen


@lru_cache(maxsize=8192)
def _refused(character: str) -> Callable[[str], str] | None:
    """What is said of a field with this character in it, or None: nearly all texts are made of the same few
    thousand.
    """
    if ord(character) in _IDEOGRAPHIC_SELECTORS:
        return None
    if is_control(character):
        return _control_refused
    if is_picture(character):
        return _picture_refused
    return _private_refused if is_private(character) else None


def _control_refused(label: str) -> str:
    return say(
        "{label}に、画面に見えない特別な文字が入っています。いったん消して入力し直してください。",
        label=label,
    )


def _picture_refused(label: str) -> str:
    return say("{label}に絵文字は使えません。絵文字を消してください。", label=label)


def _private_refused(label: str) -> str:
    return say(
        "{label}に、ほかの機械では読めない文字（外字）が入っています。"
        "形の近い漢字かひらがなで入力し、正しい字は窓口でお知らせください。",
        label=label,
    )
