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
from typing import NamedTuple

from madoguchi.lib.japanese.dates import (
    ERAS,
    AnyDate,
    DateError,
    PartialDate,
    WrittenDay,
    kanji_number,
    parse_date,
)

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
    LUNAR = "lunar"
    """A day of the calendar before 明治6年1月1日 (旧暦, 天保暦): kept as written, and no day of ours."""
    PROBLEM = "problem"
    """Something is written that is no date; `problem` says why."""


class LunarDate(NamedTuple):
    """A date of the calendar that held until 明治5年12月2日; `leap`: in the month put in (閏月).

    Nothing is worked out from it: which day of ours it was needs tables that are not here.
    """

    era: str
    year: int
    month: int | None = None
    day: int | None = None
    leap: bool = False

    def __str__(self) -> str:
        """旧暦の明治3年閏10月5日."""
        year = str(self.year) if self.year > 1 else "元"
        month = f"{'閏' if self.leap else ''}{self.month}月" if self.month else ""
        day = f"{self.day}日" if self.day else ""
        return f"旧暦の{self.era}{year}年{month}{day}"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as read. `day` is None unless the state is KNOWN or PARTIAL; `lunar` is there where it is LUNAR.

    `cause` is what follows it (売買, 相続 …). `assumed` says in Japanese what is not written so.
    """

    state: DateState
    original: str
    day: AnyDate | None = None
    cause: str = ""
    problem: str = ""
    assumed: tuple[str, ...] = ()
    lunar: LunarDate | None = None

    @property
    def certain(self) -> bool:
        """Whether it was read, and as it is written."""
        return self.state is not DateState.PROBLEM and not self.assumed


_ABSENT = re.compile(r"(?:日付|年月日|記載|記入|登記)?(?:なし|無し?|空欄)|[-‐―ー−*＊/]+|年\s*月\s*日")
_IS_LUNAR = "旧暦の日付です。新暦の日には直していません。"
_LUNAR = re.compile(
    r"(?P<era>明治|慶応|慶應|元治|文久|万延|安政|嘉永|弘化|天保|文政|文化|享和|寛政|天明|安永|明和|明|[Mm])"
    r"\s*(?P<year>元|\d{1,2})(?:年|[./-])\s*"
    r"(?:(?P<leap>閏|うるう)?(?P<month>\d{1,2})(?:月|[./-]|$)\s*(?:(?P<day>\d{1,2})日?)?)?(?P<rest>.*)",
    re.DOTALL,
)
_NUMBER = re.compile(r"[〇零一二三四五六七八九十廿卅]+(?=[年月日])")
_LAST_LUNAR = (5, 12, 2)
_LONGEST_ERA, _LONGEST_MONTH = 21, 30
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
    lunar = _read_lunar(line, text)
    if lunar is not None:
        return lunar
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


def _read_lunar(line: str, text: str) -> WrittenDate | None:
    """A date of an era before 明治6年; None for every other."""
    found = _LUNAR.match(_NUMBER.sub(lambda one: str(kanji_number(one.group())), line))
    if found is None:
        return None
    era = {"明": "明治", "M": "明治", "m": "明治"}.get(found["era"], found["era"])
    year = 1 if found["year"] == "元" else int(found["year"])
    if era == "明治" and year > _LAST_LUNAR[0]:
        return None
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    there = year <= _LONGEST_ERA and month <= 12 and day <= _LONGEST_MONTH and year > 0
    if not there or (era == "明治" and (year, month, day) > _LAST_LUNAR):
        return WrittenDate(
            DateState.PROBLEM,
            text,
            problem="旧暦にその日はありません（明治5年12月2日の次の日は、明治6年1月1日です）。",
        )
    read = LunarDate(era, year, month or None, day or None, leap=bool(found["leap"]))
    cause = found["rest"].strip(" 、,:").removeprefix("不詳").removeprefix("月日不詳").removeprefix("日不詳")
    return WrittenDate(DateState.LUNAR, text, cause=cause, assumed=(_IS_LUNAR,), lunar=read)


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
