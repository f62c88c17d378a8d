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
_NUMBERED = re.compile(
    f"(?<![0-9.,])([0-9][0-9.,]*){_ANCHOR}([^{_SEPARATOR}]*){_SEPARATOR}([^{_TERMINATOR}]*){_TERMINATOR}"
)
_POLITE = re.compile(f"(?<![ぁ-ゖ])[おご]{_ANCHOR}[^{_TERMINATOR}]*{_TERMINATOR}")
_KANJI_ALONE = re.compile(f"[{_KANJI}]+")
_RUBY = {_ANCHOR: "<ruby>", _SEPARATOR: "<rp>（</rp><rt>", _TERMINATOR: "</rt><rp>）</rp></ruby>"}
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_PLAIN = re.compile(r"<(title|textarea|option|script|style)\b", re.IGNORECASE)
"""What shows no readings. Texts in it are escaped: the tag before a mark in it is its own."""

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

_READ_AS_ONE: Mapping[tuple[str, str], Mapping[int, str]] = {
    ("日", "にち"): READINGS_OF_DAYS,
    ("人", "にん"): {1: "ひとり", 2: "ふたり"},
}
_MINUTES = ("分", "ふん")
_MOST_DIGITS = 3
_ENDINGS_WITH_PUN = "013468"


def with_readings(text: str) -> str:
    """The text of a catalog with its readings marked for the program."""
    return _WRITTEN.sub(
        lambda found: f"{_ANCHOR}{found[1] or found[2]}{_SEPARATOR}{found[3]}{_TERMINATOR}", text
    )


def without_readings(text: str) -> str:
    """The text alone, for places that cannot show readings: page titles, attributes, PDF, mail."""
    return _MARKED.sub(r"\1", text)


def readings_in_brackets(text: str) -> str:
    """Each reading in brackets behind its word, for what is plain text: 手続（てつづ）き."""
    return _MARKED.sub(r"\1（\2）", text)


def kanji_without_reading(written: str) -> str:
    """The first run of kanji in a catalog's text that has no reading; empty when all have one."""
    bare = _KANJI_ALONE.search(_WRITTEN.sub("", written))
    return bare[0] if bare else ""


def html_with_readings(html: str) -> str:
    """A page with its marked readings as `<ruby>`; inside tags, titles, options and text areas they go.

    A text with readings stays one thing in `<with-readings>`: where a page lays its pieces out in a row, each
    `<ruby>` would else be a piece of its own, apart from the letters around it. A line may end
    before any `<ruby>`, whatever the style says, but not within `<kept-together>`: 「11」 does not stand
    without its 「月」, nor 「お」 without its 「金」.
    """
    if _ANCHOR not in html:
        return html
    if "<!--" in html:
        html = _COMMENT.sub(lambda comment: without_readings(comment[0]), html)
    pieces: list[str] = []
    done = 0
    # Only what is around a mark is looked at: a page has far more tags than pieces with marks.
    while (mark := html.find(_ANCHOR, done)) >= 0:
        tag, end_of_tag = html.rfind("<", done, mark), html.rfind(">", done, mark)
        if tag > end_of_tag:
            begin, end = tag, _or_end(html.find(">", mark), html)
            piece = without_readings(html[begin:end])
        else:
            begin = done if end_of_tag < 0 else end_of_tag + 1
            end = _or_end(html.find("<", mark), html)
            piece = html[begin:end]
            shown = _PLAIN.match(html, max(html.rfind("<", 0, mark), 0)) is None
            piece = _as_html(piece) if shown else without_readings(piece)
        pieces += html[done:begin], piece
        done = end
    return "".join(pieces) + html[done:]


def _or_end(position: int, html: str) -> int:
    return position if position >= 0 else len(html)


def _as_html(text: str) -> str:
    text = _NUMBERED.sub(_as_numbered, text)
    text = _POLITE.sub(r"<kept-together>\g<0></kept-together>", text)
    for mark, markup in _RUBY.items():
        text = text.replace(mark, markup)
    return f"<with-readings>{text}</with-readings>"


def _as_numbered(found: re.Match[str]) -> str:
    """A number and its counter on one line, as they are read; a catalog says 日《にち》 for any number."""
    number, counter, reading = found[1], found[2], found[3]
    short = number.isdecimal() and len(number) <= _MOST_DIGITS
    together = _READ_AS_ONE.get((counter, reading), {}).get(int(number)) if short else None
    if together:
        return f"{_ANCHOR}{number}{counter}{_SEPARATOR}{together}{_TERMINATOR}"
    if short and (counter, reading) == _MINUTES and int(number) and number[-1] in _ENDINGS_WITH_PUN:
        reading = "ぷん"
    return f"<kept-together>{number}{_ANCHOR}{counter}{_SEPARATOR}{reading}{_TERMINATOR}</kept-together>"
