"""What a clerk typed into the one search box: name, reading, birth date, number, or several of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.lib.japanese.dates import AnyDate, DateError, PartialDate, format_wareki, parse_date
from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.text import TextError, clean_line, digits_of

MAX_QUERY_LENGTH = 100
MAX_NUMBER_LENGTH = 15
_LOOKS_LIKE_DIGITS = re.compile(r"[0-9][0-9\- ]*")
_LOOKS_LIKE_DATE = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr])\s*(?:\d|元|[一二三四五六七八九十])|\d{4}[-/.年]|\d{1,2}月).*"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. All parts that are given must fit; `problem` says why nothing can be searched."""

    names: tuple[str, ...] = ()
    """One key: a family, given or whole name. Two: family and given name, each written either way."""
    birth: AnyDate | None = None
    number: str = ""
    problem: str = ""
    understood_as: str = ""

    @property
    def birth_span(self) -> tuple[date, date] | None:
        """First and last day of the birth date searched for."""
        if self.birth is None:
            return None
        if isinstance(self.birth, PartialDate):
            return self.birth.earliest, self.birth.latest
        return self.birth, self.birth


def read_query(text: str, numbers: Sequence[str] = ("番号",)) -> Query:
    """Reads the search box. Never raises: what cannot be searched has a `problem` in Japanese.

    `numbers` are the names of the numbers that can be searched for, in the words of the caller's page.
    """
    nothing_typed = f"氏名、フリガナ、生年月日（7桁か8桁）、{'、'.join(numbers)}のどれかを入力してください。"
    try:
        line = clean_line(text, MAX_QUERY_LENGTH)
    except TextError as error:
        return Query(problem=error.message)
    if not line:
        return Query(problem=nothing_typed)
    if _LOOKS_LIKE_DIGITS.fullmatch(line) and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", line):
        return _read_digits(digits_of(line), numbers)
    names: list[str] = []
    birth: AnyDate | None = None
    for word in line.split(" "):
        if birth is None and _is_date(word):
            try:
                birth = parse_date(word)
            except DateError as error:
                return Query(problem=error.message)
        else:
            key = search_key(word)
            if key:
                names.append(key)
    if not names and birth is None:
        return Query(problem=nothing_typed)
    if len(names) > 2:
        # 「会津 十 三蔵」: spaces inside a name are slips; the first word is the family name.
        names = [names[0], "".join(names[1:])]
    name_text = f"氏名・フリガナ「{' '.join(_words(line))}」" if names else ""
    said = "、".join(filter(None, (name_text, _birth_text(birth))))
    return Query(names=tuple(names), birth=birth, understood_as=said)


def _words(line: str) -> list[str]:
    return [word for word in line.split(" ") if not _is_date(word)]


def _is_date(word: str) -> bool:
    digits = digits_of(word)
    return _LOOKS_LIKE_DATE.fullmatch(word) is not None or (word == digits and len(digits) in (7, 8))


def _birth_text(birth: AnyDate | None) -> str:
    return f"生年月日 {format_wareki(birth)}" if birth else ""


def _read_digits(digits: str, numbers: Sequence[str]) -> Query:
    if len(digits) in (7, 8):
        try:
            birth = parse_date(digits)
        except DateError as error:
            return Query(problem=error.message)
        return Query(birth=birth, understood_as=_birth_text(birth))
    if len(digits) > MAX_NUMBER_LENGTH:
        return Query(problem=f"番号は{MAX_NUMBER_LENGTH}桁までです。桁の数を確かめてください。")
    return Query(number=digits, understood_as=f"{'・'.join(numbers)} {digits}")
