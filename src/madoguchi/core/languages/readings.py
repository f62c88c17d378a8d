"""Readings of kanji (ふりがな): 「手続《てつづ》き」 in a catalog, 「｜4月《しがつ》」 for more than kanji.

Inside the program they are marked with Unicode's interlinear annotation characters, which no text from
outside contains: they are cut from everything that people type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_ANCHOR, _SEPARATOR, _TERMINATOR = "\ufff9", "\ufffa", "\ufffb"
_KANJI = "々〆ヶ\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WRITTEN = re.compile(rf"(?:｜([^｜《》]+)|([{_KANJI}]+))《([ぁ-ゖァ-ヺー・]+)》")
_MARKED = re.compile(f"{_ANCHOR}([^{_SEPARATOR}]*){_SEPARATOR}([^{_TERMINATOR}]*){_TERMINATOR}")
_COUNTED = re.compile(
    f"(?<![0-9.,])([0-9]{{1,3}}){_ANCHOR}(日|人|分){_SEPARATOR}(?:にち|にん|ふん){_TERMINATOR}"
)
_KANJI_ALONE = re.compile(f"[{_KANJI}]+")
_AFTER_A_DIGIT = re.compile(f"(?<=[0-9]){_ANCHOR}")
_WORD_JOINER = "\u2060"
_RUBY = r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>"
_PLAIN = "title|textarea|option|script|style"
_PLACES = re.compile(
    rf"<(?:!--.*?-->|(?P<name>(?i:{_PLAIN}))\b.*?</(?P=name)\s*>|[^>{_ANCHOR}]*{_ANCHOR}[^>]*>)"
    rf"|(?:\A|(?<=>))[^<>{_ANCHOR}]*{_ANCHOR}[^<]*",
    re.DOTALL,
)
"""Where marks may stand in a page: what shows no readings, and texts that do. The rest is passed over."""


READINGS_OF_DAYS: Mapping[int, str] = MappingProxyType(
    {
        2: "ふつか",
        3: "みっか",
        4: "よっか",
        5: "いつか",
        6: "むいか",
        7: "なのか",
        8: "ようか",
        9: "ここのか",
        10: "とおか",
        14: "じゅうよっか",
        20: "はつか",
        24: "にじゅうよっか",
    }
)
"""How days, counted or of the month, are read where it is not …にち. The first is read in two ways."""

_READ_AS_ONE: Mapping[str, Mapping[int, str]] = {
    "日": READINGS_OF_DAYS,
    "人": {1: "ひとり", 2: "ふたり"},
    "分": {},
}
_ENDINGS_WITH_PUN = "013468"


def with_readings(text: str) -> str:
    """The text of a catalog with its readings marked for the program."""
    return _WRITTEN.sub(
        lambda found: f"{_ANCHOR}{found[1] or found[2]}{_SEPARATOR}{found[3]}{_TERMINATOR}", text
    )


def without_readings(text: str) -> str:
    """The text alone, for places that cannot show readings: page titles, attributes, PDF, mail."""
    return _MARKED.sub(r"\1", text)


def kanji_without_reading(written: str) -> str:
    """The first run of kanji in a catalog's text that has no reading; empty when all have one."""
    bare = _KANJI_ALONE.search(_WRITTEN.sub("", written))
    return bare[0] if bare else ""


def html_with_readings(html: str) -> str:
    """A page with its marked readings as `<ruby>`; inside tags, titles, options and text areas they go.

    A text with readings stays one thing in `<with-readings>`: where a page lays its pieces out in a row, each
    `<ruby>` would else be a piece of its own, apart from the letters around it.
    """
    if _ANCHOR not in html:
        return html
    return _PLACES.sub(_as_html, html)


def _as_html(found: re.Match[str]) -> str:
    if found[0].startswith("<"):
        return without_readings(found[0])
    text = _COUNTED.sub(_as_counted, found[0])
    # A line may end before any <ruby>, whatever the style says: 「11」 must not stand without its 「月」.
    text = _MARKED.sub(_RUBY, _AFTER_A_DIGIT.sub(_WORD_JOINER + _ANCHOR, text))
    return f"<with-readings>{text}</with-readings>"


def _as_counted(found: re.Match[str]) -> str:
    """A number and its counter as they are read; a catalog says `{count}日《にち》` for every number."""
    number, counter = found[1], found[2]
    together = _READ_AS_ONE[counter].get(int(number))
    if together:
        return f"{_ANCHOR}{number}{counter}{_SEPARATOR}{together}{_TERMINATOR}"
    if counter == "分" and int(number) and number[-1] in _ENDINGS_WITH_PUN:
        return f"{number}{_ANCHOR}{counter}{_SEPARATOR}ぷん{_TERMINATOR}"
    return found[0]
