"""Dates as papers, registers and exported files have them: unknown, left out, past the end of an era, with
a cause.

`dates.parse_date` reads what a person types and refuses what needs another look; this reads what is already
written somewhere and cannot be asked again. It raises nothing, and says what was assumed.

Sources: 元号を改める政令 (last days of the eras), 不動産登記事務取扱手続準則 and the practice of the
register (年月日不詳 as a date of cause), 住民記録システム標準仕様書 (zeros for what is unknown).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from madoguchi.lib.japanese.dates import ERAS, AnyDate, DateError, PartialDate, WrittenDay, parse_date

LONGEST = 120
"""Characters; what is longer is no date."""


class DateState(Enum):
    """What is known of a date."""

    KNOWN = "known"
    PARTIAL = "partial"
    """Only the year, or year and month."""
    UNKNOWN = "unknown"
    """Written as unknown: 年月日不詳."""
    ABSENT = "absent"
    """Nothing is written, or 日付なし."""
    PROBLEM = "problem"
    """Something is written that is no date; `problem` says why."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as read. `day` is None unless the state is KNOWN or PARTIAL.

    `cause` is what follows it (売買, 相続 …). `assumed` says in Japanese what is not written so.
    """

    state: DateState
    original: str
    day: AnyDate | None = None
    cause: str = ""
    problem: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether it was read, and as it is written."""
        return self.state is not DateState.PROBLEM and not self.assumed


_ABSENT = re.compile(r"(?:日付|年月日|記載|記入|登記)?(?:なし|無し?|空欄)|[-‐―ー−*＊/]+|年\s*月\s*日")
_ERA_NAMES = "|".join(era.name for era in ERAS)
_UNKNOWN = re.compile(
    rf"(?:{_ERA_NAMES})?(?:生年月日|年月日|日付|年)?(?:不詳|不明)(?P<cause>[^\d年月日].*)?|0{{7,8}}|9{{7,8}}"
)
_LETTER_AND_DIGITS = re.compile(r"(?P<era>[MTSHRmtshr])(?P<digits>\d{6})")
_BLANK = r"[\s○◯×*_?？＿△]*"
_NO_DAY = re.compile(rf"(?<=月)(?:{_BLANK}|0{{1,2}})日$")
_NO_MONTH = re.compile(rf"(?<=年)(?:{_BLANK}|0{{1,2}})月(?:{_BLANK}|0{{1,2}})日?$")
_DATE_AND_CAUSE = re.compile(
    r"(?P<date>.*?(?:(?<=\d)日(?!不)(?:\([^()]*\))?|(?:月日|[月日])?(?:不詳|不明)|(?<=[一二三四五六七八九十])日))[\s、,:]*(?P<cause>[^\d年月日\s、,:(].*)"
)
_ANOTHER = re.compile(r"[\d元一二三四五六七八九十]年[\d一二三四五六七八九十]+月")
_ABOUT = re.compile(r"(?:頃|ころ|ごろ|付け?)$")
_THIRD = re.compile(r"(?<=月)(?:上旬|中旬|下旬|初旬|初め|半ば|末頃?)$")
_LAST_DAY = re.compile(r"(?<=月)(?:末日|晦日)$")


def read_date(text: str) -> WrittenDate:
    """The date of a text in any writing, with whatever is unknown of it.

    >>> str(read_date("昭和６３年１２月不詳").day), read_date("令和６年３月２９日相続").cause
    ('1988-12-00', '相続')
    >>> read_date("平成３１年５月１日").assumed
    ('平成は平成31年4月30日までです。令和元年5月1日と読みました。',)
    """
    line = unicodedata.normalize("NFKC", text).strip()
    if len(line) > LONGEST:
        return WrittenDate(DateState.PROBLEM, text, problem="長すぎて、日付として読めません。")
    if not line or _ABSENT.fullmatch(line):
        return WrittenDate(DateState.ABSENT, text)
    unknown = _UNKNOWN.fullmatch(line)
    if unknown is not None:
        return WrittenDate(DateState.UNKNOWN, text, cause=unknown["cause"] or "")
    read = _read(line, text)
    if read.state is not DateState.PROBLEM:
        return read
    both = _DATE_AND_CAUSE.fullmatch(line)
    if both is None:
        return read
    cause = both["cause"].strip()
    read = replace(_read(both["date"].strip(), text), cause=cause)
    if read.day is not None and _ANOTHER.search(cause):
        read = replace(read, assumed=(*read.assumed, "日付が二つ以上あり、はじめの日付を読みました。"))
    return read


def _read(line: str, text: str) -> WrittenDate:
    short = _LETTER_AND_DIGITS.fullmatch(line)
    if short is not None:
        era = next(era for era in ERAS if era.letter == short["era"].upper())
        line = f"{era.digit}{short['digits']}"
    line = _NO_DAY.sub("", _NO_MONTH.sub("", line))
    assumed: tuple[str, ...] = ()
    about = _ABOUT.search(line)
    if about is not None:
        line = line[: about.start()]
        assumed = () if about.group().startswith("付") else (f"「{about.group()}」を除いて読みました。",)
    third, last = _THIRD.search(line), _LAST_DAY.search(line)
    if third is not None:
        line, assumed = line[: third.start()], (*assumed, f"「{third.group()}」の日は分かりません。")
    elif last is not None:
        line = line[: last.start()]
    try:
        day = parse_date(line)
    except DateError as error:
        meant = error.values.get("meant")
        if not isinstance(meant, WrittenDay):
            return WrittenDate(DateState.PROBLEM, text, problem=error.message)
        first = error.message.split("。")[0]
        day, assumed = meant.day, (*assumed, f"{first}。{meant}と読みました。")
    if last is not None and isinstance(day, PartialDate) and day.month:
        day = date(day.year, day.month, monthrange(day.year, day.month)[1])
    if isinstance(day, PartialDate):
        return WrittenDate(DateState.PARTIAL, text, replace(day, original=text), assumed=assumed)
    return WrittenDate(DateState.KNOWN, text, day, assumed=assumed)
