"""Readings of kanji (ふりがな): 「手続《てつづ》き」 in a catalog, 「｜4月《しがつ》」 for more than kanji.

Inside the program they are marked with Unicode's interlinear annotation characters, which no text from
outside contains: they are cut from everything that people type.
"""

from __future__ import annotations

import re

_ANCHOR, _SEPARATOR, _TERMINATOR = "\ufff9", "\ufffa", "\ufffb"
_KANJI = "々〆ヶ\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WRITTEN = re.compile(rf"(?:｜([^｜《》]+)|([{_KANJI}]+))《([ぁ-ゖァ-ヺー・]+)》")
_MARKED = re.compile(f"{_ANCHOR}([^{_SEPARATOR}]*){_SEPARATOR}([^{_TERMINATOR}]*){_TERMINATOR}")
_KANJI_ALONE = re.compile(f"[{_KANJI}]+")
_TAG_OR_TEXT = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
_OPENS_PLAIN = re.compile(r"<(title|textarea|option|script|style)\b", re.IGNORECASE)
_CLOSES_PLAIN = re.compile(r"</(title|textarea|option|script|style)\b", re.IGNORECASE)


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
    """A page with its marked readings as `<ruby>`; inside tags, titles, options and text areas they go."""
    if _ANCHOR not in html:
        return html
    parts: list[str] = []
    plain = False
    for part in _TAG_OR_TEXT.findall(html):
        if part.startswith("<"):
            plain = bool(_OPENS_PLAIN.match(part)) or (plain and not _CLOSES_PLAIN.match(part))
            parts.append(without_readings(part))
        elif plain:
            parts.append(without_readings(part))
        else:
            parts.append(_MARKED.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", part))
    return "".join(parts)
